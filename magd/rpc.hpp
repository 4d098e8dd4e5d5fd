#pragma once

#include <nlohmann/json_fwd.hpp>

#include <expected>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "magd/methods.hpp"

/// JSON-RPC 2.0, one object a line, without any socket: a line in, a line out.
namespace magd {

struct RpcFailure {
    int code = rpc_code::internal_error; ///< one of rpc_code
    std::string message;
    bool operator==(const RpcFailure&) const = default;
};

/// What a method answers.
using RpcResult = std::expected<nlohmann::json, RpcFailure>;

/// Carries out a method of the table. `params` is an object; it holds what the table requires,
/// nothing that it does not know, and every value is text of the parameter's kind.
using RpcHandler = std::function<RpcResult(std::string_view method, const nlohmann::json& params)>;

/// Answers one request, without line ends. A notification (a request without id) is carried
/// out and gets no answer; a batch (a list of requests) is refused. The answer is plain UTF-8
/// whatever the handler put into it.
[[nodiscard]] std::optional<std::string> answer_line(std::string_view line, const RpcHandler& handler);

/// The answer to a client that sends something other than a request.
[[nodiscard]] std::string failure_line(const RpcFailure& failure);

} // namespace magd
