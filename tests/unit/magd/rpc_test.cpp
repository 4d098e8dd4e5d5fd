#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "magd/rpc.hpp"

using nlohmann::json;

namespace {

using Carry = std::function<magd::RpcResult(std::string_view method, const json& params)>;

/// Tells what it was called with.
magd::RpcResult echo(std::string_view method, const json& params) {
    return json{{"method", method}, {"params", params}};
}

/// All parts of the answer, if there is one.
std::optional<std::string> answer_of(const std::string& line, const magd::RpcHandler& handler) {
    std::string all;
    magd::handle_line(line, handler, [&](const magd::RpcParts& parts) {
        for (auto part = parts(); !part.empty(); part = parts()) all += part;
    });
    return all.empty() ? std::nullopt : std::optional(all);
}

/// Of a handler that answers at once.
std::optional<std::string> answer_line(const std::string& line, const Carry& carry) {
    return answer_of(
        line, [&](auto method, const auto& params, const auto& reply) { reply(carry(method, params)); });
}

std::string ask(const std::string& line) { return answer_line(line, echo).value_or("(no answer)"); }

int code_of(const std::string& line) { return json::parse(ask(line)).at("error").at("code"); }

std::string message_of(const std::string& line) { return json::parse(ask(line)).at("error").at("message"); }

std::string call(const std::string& method, const std::string& params) {
    return R"({"jsonrpc":"2.0","id":1,"method":")" + method + R"(","params":)" + params + "}";
}

} // namespace

TEST_CASE("a request is carried out and answered in one line") {
    CHECK(
        ask(R"({"jsonrpc":"2.0","id":7,"method":"attach","params":{"mac":"0023.c2db.292d","interface":"wlan0"}})") ==
        R"({"id":7,"jsonrpc":"2.0","result":{"method":"attach","params":{"interface":"wlan0","mac":"0023.c2db.292d"}}})");
    CHECK(ask("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"lma.show\"}\r") ==
          R"({"id":1,"jsonrpc":"2.0","result":{"method":"lma.show","params":{}}})");
}

TEST_CASE("the id comes back as it was") {
    for (const std::string id :
         {"null", "0", "-5", "1.5", "\"a\"", "\"\"", "\"\xc3\xa9\"", "18446744073709551615"})
        CHECK(json::parse(ask(R"({"jsonrpc":"2.0","method":"version","id":)" + id + "}")).at("id") ==
              json::parse(id));
}

TEST_CASE("a notification is carried out without an answer") {
    std::string called;
    const auto answer =
        answer_line(R"({"jsonrpc":"2.0","method":"detach","params":{"mac":"00:23:c2:db:29:2d"}})",
                    [&](auto method, const auto&) -> magd::RpcResult {
                        called = method;
                        return json();
                    });
    CHECK(!answer);
    CHECK(called == "detach");
    CHECK(ask(R"({"jsonrpc":"2.0","method":"nothing"})") == "(no answer)");
}

TEST_CASE("a failure of the handler is passed on") {
    const auto refuse = [](auto, const auto&) -> magd::RpcResult {
        return std::unexpected(magd::RpcFailure{magd::rpc_code::refused, "the binding maximum is reached"});
    };
    CHECK(answer_line(R"({"jsonrpc":"2.0","id":1,"method":"version"})", refuse) ==
          R"({"error":{"code":3,"message":"the binding maximum is reached"},"id":1,"jsonrpc":"2.0"})");
}

TEST_CASE("what is not JSON is a parse error") {
    for (const std::string line :
         {"", " ", "{", "nonsense", "{} {}", "{\"a\":1e999}", "\"\xff\xfe\"", "{\"a\":\"\x01\"}"})
        CHECK(ask(line) ==
              R"({"error":{"code":-32700,"message":"not a JSON text"},"id":null,"jsonrpc":"2.0"})");
    CHECK(code_of(std::string("{}\0", 3)) == magd::rpc_code::parse_error);
}

TEST_CASE("what is not a request is invalid") {
    for (const std::string line :
         {"5", "null", "\"x\"", "{}", R"({"jsonrpc":"1.0","id":1,"method":"version"})",
          R"({"jsonrpc":2.0,"id":1,"method":"version"})", R"({"jsonrpc":"2.0","id":1})",
          R"({"jsonrpc":"2.0","id":1,"method":5})", R"({"jsonrpc":"2.0","id":{},"method":"version"})",
          R"({"jsonrpc":"2.0","id":[1],"method":"version"})",
          R"({"jsonrpc":"2.0","id":true,"method":"version"})"})
        CHECK(code_of(line) == magd::rpc_code::invalid_request);
    CHECK(message_of(R"([{"jsonrpc":"2.0","id":1,"method":"version"}])") ==
          "batches are not supported: send one object a line");
    CHECK(json::parse(ask(R"({"jsonrpc":"1.0","id":9})")).at("id") == 9);
}

TEST_CASE("an unknown method") {
    CHECK(code_of(call("reboot", "{}")) == magd::rpc_code::method_not_found);
    CHECK(message_of(call("reboot", "{}")) == "there is no method \"reboot\"");
    CHECK(message_of(call("", "{}")) == "there is no method \"\"");
    CHECK(message_of(call("a\\u001b[2J", "{}")) == "there is no method \"a?[2J\"");
}

TEST_CASE("parameters that a method does not take") {
    const auto code = [](const std::string& line) { return code_of(line); };
    for (const std::string params :
         {"[]", "[\"00:23:c2:db:29:2d\"]", "null", "5", "{}", R"({"mac":5})", R"({"mac":null})",
          R"({"mac":"00:23:c2:db:29"})", R"({"mac":["00:23:c2:db:29:2d"]})",
          R"({"mac":"00:23:c2:db:29:2d","":""})", R"({"mac":"00:23:c2:db:29:2d","interface":"a/b"})",
          R"({"mac":"00:23:c2:db:29:2d","speed":"1"})"}) {
        CAPTURE(params);
        CHECK(code(call("attach", params)) == magd::rpc_code::invalid_params);
    }
    CHECK(message_of(call("attach", R"({"mac":"00:23:c2:db:29:2d","handoff":"fast"})")) ==
          "\"handoff\" must be new, interface, mag or unknown");
    CHECK(message_of(call("attach", "{}")) == "\"mac\" is missing");
    CHECK(message_of(call("attach", R"({"mac":"x"})")) ==
          "\"mac\" must be a MAC address such as 00:23:c2:db:29:2d");
    CHECK(message_of(call("lma.show", R"({"mac":"00:23:c2:db:29:2d"})")) == "lma.show takes no \"mac\"");
    CHECK(message_of(call("lma.drain", R"({"lma":"a/b"})")) ==
          "\"lma\" must be 1 to 11 characters of A-Z a-z 0-9 _ -");
    CHECK(json::parse(ask(call("lma.undrain", R"({"lma":"LMA1"})"))).contains("result"));
    CHECK(json::parse(ask(call("binding.show", "{}"))).contains("result"));
}

TEST_CASE("deep nesting does no harm") {
    const std::string deep = std::string(10000, '[') + std::string(10000, ']');
    CHECK(code_of(deep) == magd::rpc_code::invalid_request);
    CHECK(code_of(call("attach", deep)) == magd::rpc_code::invalid_params);
    CHECK(code_of(R"({"jsonrpc":"2.0","method":"version","id":)" + deep + "}") ==
          magd::rpc_code::invalid_request);
    CHECK(code_of(std::string(20000, '[')) == magd::rpc_code::parse_error);
}

TEST_CASE("an answer is one line of UTF-8 whatever the handler says") {
    const auto answer =
        answer_line(R"({"jsonrpc":"2.0","id":1,"method":"version"})",
                    [](auto, const auto&) -> magd::RpcResult { return json{{"x", "a\xff\nb"}}; });
    CHECK(answer == "{\"id\":1,\"jsonrpc\":\"2.0\",\"result\":{\"x\":\"a\xef\xbf\xbd\\nb\"}}");
}

TEST_CASE("a list comes in parts") {
    const auto list = [](int length) {
        return [length](auto, const auto&, const magd::RpcReply& reply) {
            reply([length, given = 0]() mutable {
                std::vector<json> rows;
                for (int i = 0; i < 2 && given < length; ++i) rows.emplace_back(++given);
                return rows;
            });
        };
    };
    const std::string question = R"({"jsonrpc":"2.0","id":"a","method":"version"})";
    for (int length = 0; length < 6; ++length) {
        json rows = json::array();
        for (int row = 1; row <= length; ++row) rows.push_back(row);
        CHECK(json::parse(answer_of(question, list(length)).value_or("")) ==
              json{{"jsonrpc", "2.0"}, {"id", "a"}, {"result", rows}});
    }
    CHECK_FALSE(answer_of(R"({"jsonrpc":"2.0","method":"version"})", list(3)));
}

TEST_CASE("an answer may come later") {
    magd::RpcReply later;
    std::string got;
    magd::handle_line(
        R"({"jsonrpc":"2.0","id":1,"method":"version"})",
        [&](auto, const auto&, const auto& reply) { later = reply; },
        [&](const magd::RpcParts& parts) { got = parts(); });
    CHECK(got.empty());
    later(json("1.0"));
    CHECK(got == R"({"id":1,"jsonrpc":"2.0","result":"1.0"})");
}
