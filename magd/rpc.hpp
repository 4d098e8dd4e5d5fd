#pragma once

#include <nlohmann/json_fwd.hpp>

#include <expected>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "magd/methods.hpp"

/// JSON-RPC 2.0, one object a line, without any socket: a line in, a line out.
namespace magd {

struct RpcFailure {
    int code = rpc_code::internal_error; ///< one of rpc_code
    std::string message;
    bool operator==(const RpcFailure&) const = default;
};

/// One of rpc_code, and what to do about it.
[[nodiscard]] inline std::unexpected<RpcFailure> failure(int code, std::string message) {
    return std::unexpected(RpcFailure{.code = code, .message = std::move(message)});
}

/// What a method answers.
using RpcResult = std::expected<nlohmann::json, RpcFailure>;

/// The rows of a list that is too long to be made at once: each call gives some of the next ones, and none at
/// the end.
using RpcRows = std::function<std::vector<nlohmann::json>()>;

/// How a method answers: once, now or later, and from the thread that called it.
using RpcReply = std::function<void(std::variant<RpcResult, RpcRows>)>;

/// Carries out a method of the table. `params` is an object, valid during the call; it holds what the table
/// requires, nothing that it does not know, and every value is text of the parameter's kind.
using RpcHandler =
    std::function<void(std::string_view method, const nlohmann::json& params, const RpcReply& reply)>;

/// An answer in parts, made when they are asked for: plain UTF-8 whatever the handler put into it, without
/// line ends. An empty part is its end.
using RpcParts = std::function<std::string()>;

/// Has a request carried out, and gives the answer to `done`, now or later. A notification (a request without
/// id) gets an empty one; a batch (a list of requests) is refused.
void handle_line(std::string_view line, const RpcHandler& handler, std::function<void(RpcParts)> done);

/// The answer to a client that sends something other than a request.
[[nodiscard]] std::string failure_line(const RpcFailure& failure);

} // namespace magd
