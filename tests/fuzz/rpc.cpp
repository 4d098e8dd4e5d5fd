/// Any line on the control socket: the answer, if there is one, is one line of JSON with the
/// shape of JSON-RPC 2.0, and the handler is called only as the table of methods promises.
#include "magd/rpc.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>
#include <vector>

#include "nlink/base/address.hpp"

namespace {

using nlohmann::json;

void require(bool condition) {
    if (!condition) std::abort();
}

void handle(std::string_view method, const json& params, const magd::RpcReply& reply) {
    const auto known = std::ranges::find(magd::methods, method, &magd::Method::name);
    require(known != magd::methods.end());
    for (const auto& parameter : known->parameters)
        require(!parameter.required || params.contains(parameter.name));
    if (params.contains("mac")) require(base::parse_mac(params["mac"].get<std::string>()).has_value());
    if (method == "detach")
        return reply(std::unexpected(magd::RpcFailure{magd::rpc_code::not_found, "\xff\n"}));
    if (method != "binding.show") return reply(params);
    reply([params, left = 3]() mutable {
        return left-- > 0 ? std::vector<json>{params, "\xff\n"} : std::vector<json>{};
    });
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::optional<std::string> answer;
    magd::handle_line(std::string(data, data + size), handle, [&](const magd::RpcParts& parts) {
        require(!answer); // once
        answer.emplace();
        for (auto part = parts(); !part.empty(); part = parts()) *answer += part;
    });
    require(answer.has_value());
    if (answer->empty()) return 0;
    require(answer->find('\n') == std::string::npos);
    const auto message = json::parse(*answer, nullptr, false);
    require(message.is_object() && message.at("jsonrpc") == "2.0" && message.contains("id"));
    require(message.contains("result") != message.contains("error"));
    return 0;
}
