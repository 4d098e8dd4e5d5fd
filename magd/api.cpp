#include "magd/api.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>
#include <string>

#include "magd/api_parts.hpp"
#include "magd/identity.hpp"
#include "magd/kernel/footprint.hpp"
#include "magd/kernel/traffic.hpp"
#include "magd/log.hpp"
#include "magd/policy.hpp"
#include "magd/show.hpp"

namespace magd {
namespace {

using nlohmann::json;

/// Rows of a long list that are made in one go.
constexpr std::size_t rows_at_once = 64;

/// The rpc layer has checked that it is a MAC address.
base::MacAddress mac_of(const json& params) {
    return base::parse_mac(params.at("mac").get<std::string>()).value_or(base::MacAddress{});
}

std::unexpected<RpcFailure> unknown(const base::MacAddress& mac) {
    return failure(rpc_code::not_found, "no client " + base::to_string(mac));
}

json row(const Api& api, const pmip::Binding& binding) {
    const auto& lmas = api.config.lmas;
    const auto lma = std::ranges::find(lmas, *binding.lma, &LmaConfig::name);
    return show::binding(binding, lma == lmas.end() ? base::Address{} : lma->address,
                         api.dhcp.last(binding.profile.mac), std::chrono::steady_clock::now());
}

kernel::KernelState footprint_of(const Api& api, const pmip::Binding& binding) {
    return kernel::footprint(api.gateway.site(), kernel::carried(api.gateway.site(), binding));
}

/// The interface that was named, or the only one.
const access::DhcpPort* port_of(const Api& api, const json& params) {
    if (!params.contains("interface")) return api.ports.size() == 1 ? &api.ports.front() : nullptr;
    const auto name = params.at("interface").get<std::string>();
    const auto port = std::ranges::find(api.ports, name, &access::DhcpPort::name);
    return port == api.ports.end() ? nullptr : &*port;
}

/// The rpc layer has checked that it is one of the words.
std::optional<pmip::Handoff> handoff_of(const json& params) {
    if (!params.contains("handoff")) return std::nullopt;
    const auto word = params.at("handoff").get<std::string>();
    return std::ranges::find(handoff_words, word, &HandoffWord::word)->handoff;
}

RpcResult attach(const Api& api, const json& params) {
    const auto* port = port_of(api, params);
    if (port == nullptr) {
        std::string names;
        for (const auto& known : api.ports) names += ' ' + known.name();
        return failure(rpc_code::refused, "name one of the access interfaces:" + names);
    }
    const auto mac = mac_of(params);
    const auto* access = find_access(api.config, port->name());
    if (access == nullptr)
        return failure(rpc_code::refused, port->name() + " is no access interface any more");
    auto profile = profile_for(api.config, *access, port->index(), mac);
    if (!profile) return failure(rpc_code::refused, base::to_string(mac) + " is refused: " + profile.error());
    const auto key = profile->downlink_key;
    const auto refused_keys = api.gateway.mag().counters()[pmip::Counter::attach_refused_key];
    api.dispatch(
        pmip::LinkUp{.profile = std::move(*profile), .handoff = handoff_of(params), .administrative = true});
    if (const auto* binding = api.gateway.mag().find(mac)) return row(api, *binding);
    const bool taken = api.gateway.mag().counters()[pmip::Counter::attach_refused_key] != refused_keys;
    return failure(rpc_code::refused,
                   taken ? fmt::format("its GRE key {} is another client's", key.value_or(0))
                         : "the maximum of bindings is reached; binding.maximum allows more");
}

RpcResult detach(const Api& api, const json& params) {
    const auto mac = mac_of(params);
    const auto* binding = api.gateway.mag().find(mac);
    if (binding == nullptr) return unknown(mac);
    auto before = row(api, *binding);
    api.dispatch(pmip::LinkDown{.mac = mac, .reason = "detached by an operator"});
    const auto* after = api.gateway.mag().find(mac);
    return after == nullptr ? before : row(api, *after);
}

/// Bindings change while their rows are sent: each call goes on behind the last MAC address.
RpcRows rows_of_all(const Api& api, std::function<std::optional<json>(const pmip::Binding&)> row_of) {
    return [&api, row_of = std::move(row_of), next = std::optional(base::MacAddress{})]() mutable {
        std::vector<json> rows;
        if (!next) return rows;
        const auto& bindings = api.gateway.mag().bindings();
        for (auto entry = bindings.lower_bound(*next); entry != bindings.end(); ++entry) {
            if (rows.size() == rows_at_once) {
                next = entry->first;
                return rows;
            }
            if (auto row = row_of(entry->second)) rows.push_back(std::move(*row));
        }
        next.reset();
        return rows;
    };
}

void show_bindings(const Api& api, const json& params, const RpcReply& reply) {
    if (!params.contains("mac"))
        return reply(rows_of_all(api, [&api](const auto& binding) { return row(api, binding); }));
    const auto mac = mac_of(params);
    const auto* binding = api.gateway.mag().find(mac);
    if (binding == nullptr) return reply(unknown(mac));
    reply(json::array({row(api, *binding)}));
}

json traffic_row(const pmip::Binding& binding, const kernel::Traffic& passed) {
    return show::traffic(binding, {passed.uplink.packets, passed.uplink.bytes},
                         {passed.downlink.packets, passed.downlink.bytes});
}

/// Of one, by its entries alone; empty if the kernel does not carry it.
RpcResult show_traffic_of(const Api& api, const base::MacAddress& mac) {
    const auto* binding = api.gateway.mag().find(mac);
    if (binding == nullptr) return unknown(mac);
    if (!binding->wanted) return json::array();
    const auto counted = api.kernel.traffic(footprint_of(api, *binding));
    if (!counted) return failure(rpc_code::internal_error, counted.error().what);
    return json::array({traffic_row(*binding, *counted)});
}

void show_traffic(const Api& api, const json& params, const RpcReply& reply) {
    if (params.contains("mac")) return reply(show_traffic_of(api, mac_of(params)));
    api.surveyor.traffic([&api, reply](base::Result<kernel::TrafficTable> table) {
        if (!table) return reply(failure(rpc_code::internal_error, table.error().what));
        reply(rows_of_all(api, [&api, table = std::move(*table)](const auto& binding) -> std::optional<json> {
            if (!binding.wanted) return std::nullopt;
            return traffic_row(binding, kernel::traffic_of(footprint_of(api, binding), table));
        }));
    });
}

json lma_row(const Api& api, const LmaConfig& lma) {
    const auto bindings = std::ranges::count_if(api.gateway.mag().bindings(), [&](const auto& entry) {
        return entry.second.lma == lma.name && entry.second.phase != pmip::Phase::null;
    });
    std::vector<show::Tunnel> tunnels;
    for (const auto& path : api.gateway.site().paths)
        if (path.lma == lma.name)
            tunnels.push_back({.encapsulation = path.encapsulation,
                               .device = path.device,
                               .mtu = kernel::tunnel_mtu(path)});
    return show::lma({.name = lma.name,
                      .address = lma.address,
                      .tunnels = std::move(tunnels),
                      .bindings = static_cast<std::size_t>(bindings),
                      .peer = api.gateway.mag().peers().at(lma.name)},
                     std::chrono::steady_clock::now());
}

RpcResult show_lmas(const Api& api) {
    json rows = json::array();
    for (const auto& lma : api.config.lmas) rows.push_back(lma_row(api, lma));
    return rows;
}

RpcResult drain(const Api& api, const json& params, bool draining) {
    const auto name = params.at("lma").get<std::string>();
    const auto lma = std::ranges::find(api.config.lmas, name, &LmaConfig::name);
    if (lma == api.config.lmas.end()) return failure(rpc_code::not_found, "no LMA " + name);
    api.dispatch(pmip::LmaDrain{.lma = name, .draining = draining});
    return lma_row(api, *lma);
}

RpcResult show_trace(const json& params) {
    const auto mac = mac_of(params);
    const auto steps = log::trail_of(mac);
    if (steps.empty()) return failure(rpc_code::not_found, "nothing of late of " + base::to_string(mac));
    return show::trace(steps, std::chrono::steady_clock::now(), std::chrono::system_clock::now());
}

RpcResult reload(const Api& api) {
    const auto done = api.reload();
    if (!done) return failure(rpc_code::refused, done.error());
    return json{{"clients", done->clients}, {"needs_restart", done->restart}};
}

/// Of methods that answer at once.
RpcResult answer(const Api& api, std::string_view method, const json& params) {
    if (method == "attach") return attach(api, params);
    if (method == "detach") return detach(api, params);
    if (method == "trace.show") return show_trace(params);
    if (method == "lma.show") return show_lmas(api);
    if (method == "counters.show") return show_counters(api);
    if (method == "lma.drain") return drain(api, params, true);
    if (method == "lma.undrain") return drain(api, params, false);
    if (method == "reload") return reload(api);
    if (method == "flush") return json{{"clients", api.flush()}};
    if (method == "version") return json{{"version", MAGD_VERSION}};
    return failure(rpc_code::method_not_found, "method " + std::string(method) + " is not carried out here");
}

} // namespace

void Api::call(std::string_view method, const json& params, const RpcReply& reply) const {
    if (method == "binding.show") return show_bindings(*this, params, reply);
    if (method == "traffic.show") return show_traffic(*this, params, reply);
    if (method == "kernel.check") return check_kernel(*this, reply);
    if (method == "kernel.audit") return audit_kernel(*this, reply);
    if (method == "kernel.plan") return plan_kernel(*this, params, reply);
    reply(answer(*this, method, params));
}

} // namespace magd
