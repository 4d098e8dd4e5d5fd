#include <nlohmann/json.hpp>

#include <set>
#include <string>

#include "magd/api_parts.hpp"
#include "magd/log.hpp"
#include "magd/policy.hpp"

namespace magd {
namespace {

RpcResult kernel_rows(const base::Result<std::vector<kernel::Difference>>& found) {
    if (!found) return failure(rpc_code::internal_error, found.error().what);
    nlohmann::json rows = nlohmann::json::array();
    for (const auto& one : *found) rows.push_back({{"kind", name(one.kind)}, {"object", one.object}});
    return rows;
}

std::string_view deed(kernel::Difference::Kind kind) {
    switch (kind) {
    case kernel::Difference::Kind::missing: return "create";
    case kernel::Difference::Kind::different: return "change";
    case kernel::Difference::Kind::unexpected: break;
    }
    return "remove";
}

} // namespace

void check_kernel(const Api& api, const RpcReply& reply) {
    api.surveyor.check([reply](const auto& found) { reply(kernel_rows(found)); });
}

void audit_kernel(const Api& api, const RpcReply& reply) {
    api.surveyor.mend(kernel::Orphans::go, [&api, reply](const Surveyor::Differences& mended) {
        if (mended && !mended->empty())
            log::warning("audit: the kernel lacked or had too much: {} objects mended", mended->size());
        const auto& refused = api.gateway.refused();
        if (mended && !refused.empty())
            return reply(failure(rpc_code::internal_error, refused.front().error.what));
        reply(kernel_rows(mended));
    });
}

void plan_kernel(const Api& api, const nlohmann::json& params, const RpcReply& reply) {
    const auto next = parse_config(params.at("config").get<std::string>(), read_key_file);
    if (!next) return reply(failure(rpc_code::refused, to_string(next.error(), "the configuration")));
    std::set<base::MacAddress> leaving;
    for (const auto& event : corrections(*next, api.gateway.mag().bindings()))
        if (const auto* down = std::get_if<pmip::LinkDown>(&event)) leaving.insert(down->mac);
    api.surveyor.plan(api.gateway.wanted(kernel_site(*next), leaving), [reply](const auto& found) {
        if (!found) return reply(failure(rpc_code::internal_error, found.error().what));
        nlohmann::json rows = nlohmann::json::array();
        for (const auto& one : *found) rows.push_back({{"kind", deed(one.kind)}, {"object", one.object}});
        reply(std::move(rows));
    });
}

} // namespace magd
