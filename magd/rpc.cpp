#include "magd/rpc.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <utility>

#include "magd/text_rule.hpp"
#include "nlink/base/address.hpp"

namespace magd {
namespace {

using nlohmann::json;

std::string line_of(const json& message) {
    return message.dump(-1, ' ', false, json::error_handler_t::replace);
}

std::string line_of(const RpcResult& result, const json& id) {
    json answer{{"jsonrpc", "2.0"}, {"id", id}};
    if (result)
        answer["result"] = *result;
    else
        answer["error"] = {{"code", result.error().code}, {"message", result.error().message}};
    return line_of(answer);
}

const json* member(const json& object, std::string_view name) {
    const auto found = object.find(name);
    return found == object.end() ? nullptr : &*found;
}

/// The id, or null where it cannot be echoed.
json id_of(const json& request) {
    const auto* id = request.is_object() ? member(request, "id") : nullptr;
    return id != nullptr && (id->is_string() || id->is_number()) ? *id : json();
}

/// What is wrong with the request as such, if anything.
std::optional<std::string> fault_of(const json& request) {
    if (request.is_array()) return "batches are not supported: send one object a line";
    if (!request.is_object()) return "a request is an object";
    const auto* version = member(request, "jsonrpc");
    if (version == nullptr || *version != "2.0") return "\"jsonrpc\" must be \"2.0\"";
    const auto* method = member(request, "method");
    if (method == nullptr || !method->is_string()) return "\"method\" must be a string";
    const auto* id = member(request, "id");
    if (id != nullptr && !id->is_string() && !id->is_number() && !id->is_null())
        return "\"id\" must be a string, a number or null";
    return std::nullopt;
}

const TextRule& rule_of(MethodParameter::Kind kind) {
    return text_rule(kind == MethodParameter::Kind::lma ? ConfigKind::lma_name : ConfigKind::interface_name);
}

bool valid(MethodParameter::Kind kind, const std::string& text) {
    if (kind == MethodParameter::Kind::handoff)
        return std::ranges::find(handoff_words, text, &HandoffWord::word) != handoff_words.end();
    if (kind == MethodParameter::Kind::mac) return base::parse_mac(text).has_value();
    if (kind == MethodParameter::Kind::text) return true;
    return rule_of(kind).valid(text);
}

std::string_view expected_of(MethodParameter::Kind kind) {
    if (kind == MethodParameter::Kind::handoff) return "new, interface, mag or unknown";
    if (kind == MethodParameter::Kind::mac) return "a MAC address such as 00:23:c2:db:29:2d";
    if (kind == MethodParameter::Kind::text) return "a string";
    return rule_of(kind).expected;
}

std::optional<std::string> fault_of(const MethodParameter& parameter, const json* value) {
    if (value == nullptr && !parameter.required) return std::nullopt;
    if (value == nullptr) return fmt::format("\"{}\" is missing", parameter.name);
    if (value->is_string() && valid(parameter.kind, value->get_ref<const std::string&>()))
        return std::nullopt;
    return fmt::format("\"{}\" must be {}", parameter.name, expected_of(parameter.kind));
}

std::optional<std::string> fault_of(const Method& method, const json& params) {
    if (!params.is_object()) return "\"params\" must be an object";
    for (const auto& [name, value] : params.items()) {
        const auto known =
            std::ranges::find(method.parameters, std::string_view(name), &MethodParameter::name);
        if (name.empty() || known == method.parameters.end())
            return fmt::format("{} takes no \"{}\"", method.name, printable(name));
    }
    for (const auto& parameter : method.parameters) {
        if (parameter.name.empty()) continue;
        if (auto fault = fault_of(parameter, member(params, parameter.name))) return fault;
    }
    return std::nullopt;
}

/// Calls the handler, or answers for it.
void call(const json& request, const RpcHandler& handler, const RpcReply& reply) {
    const auto& name = request.at("method").get_ref<const std::string&>();
    const auto* const method = std::ranges::find(methods, std::string_view(name), &Method::name);
    if (method == methods.end())
        return reply(
            failure(rpc_code::method_not_found, fmt::format("there is no method \"{}\"", printable(name))));
    static const json none = json::object();
    const auto* params = member(request, "params");
    if (params == nullptr) params = &none;
    if (auto fault = fault_of(*method, *params))
        return reply(failure(rpc_code::invalid_params, std::move(*fault)));
    handler(method->name, *params, reply);
}

/// All of it is one part.
RpcParts whole(std::string line) {
    return [line = std::move(line)]() mutable { return std::exchange(line, {}); };
}

/// The line of a list: its begin, then the rows as they come, then its end.
class ListParts {
  public:
    ListParts(RpcRows rows, const json& id)
        : rows_(std::move(rows)),
          begin_(R"({"id":)" + line_of(id) + R"(,"jsonrpc":"2.0","result":[)") {}

    std::string operator()() {
        if (ended_) return {};
        auto part = std::exchange(begin_, {});
        const auto rows = rows_();
        for (const auto& row : rows) {
            if (std::exchange(some_, true)) part += ',';
            part += line_of(row);
        }
        if (!rows.empty()) return part;
        ended_ = true;
        return part + "]}";
    }

  private:
    RpcRows rows_;
    std::string begin_;
    bool some_ = false, ended_ = false;
};

RpcParts parts_of(std::variant<RpcResult, RpcRows> answer, const json& id) {
    if (auto* rows = std::get_if<RpcRows>(&answer)) return ListParts(std::move(*rows), id);
    return whole(line_of(std::get<RpcResult>(answer), id));
}

} // namespace

void handle_line(std::string_view line, const RpcHandler& handler, std::function<void(RpcParts)> done) {
    // The parser would take a NUL for the end.
    const bool cut = line.find('\0') != std::string_view::npos;
    const auto request = json::parse(line, nullptr, false);
    if (cut || request.is_discarded())
        return done(whole(failure_line({rpc_code::parse_error, "not a JSON text"})));
    if (auto fault = fault_of(request))
        return done(whole(line_of(failure(rpc_code::invalid_request, std::move(*fault)), id_of(request))));
    call(request, handler,
         [done = std::move(done), id = id_of(request), answered = request.contains("id")](auto answer) {
             done(answered ? parts_of(std::move(answer), id) : whole({}));
         });
}

std::string failure_line(const RpcFailure& failure) { return line_of(std::unexpected(failure), json()); }

} // namespace magd
