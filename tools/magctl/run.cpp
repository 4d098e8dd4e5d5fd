#include "tools/magctl/run.hpp"

#include <nlohmann/json.hpp>

#include <chrono>
#include <sstream>
#include <string>

#include "tools/magctl/client.hpp"
#include "tools/magctl/render.hpp"

namespace magctl {
namespace {

using nlohmann::json;

/// With the first octet of an answer, and between its parts. What looks through all of the kernel takes
/// seconds where there are many clients.
std::chrono::seconds patience_for(View view) {
    switch (view) {
    case View::differences:
    case View::plan:
    case View::traffic: return std::chrono::seconds{60};
    default: return std::chrono::seconds{5};
    }
}

Outcome failed(int status, const std::string& what) { return {status, {}, "magctl: " + what + '\n'}; }

Outcome no_answer(const Command& command, const base::Error& error) {
    const auto& socket = command.socket;
    const auto why = " (" + error.what + ')';
    if (error.code == EACCES)
        return failed(status::refused,
                      socket + " may not be used by you" + why + ": be root, or in the group magd");
    if (error.code == ETIMEDOUT)
        return failed(status::no_daemon, "magd at " + socket + " does not answer within " +
                                             std::to_string(patience_for(command.view).count()) + " s" + why);
    return failed(status::no_daemon, "no magd answers at " + socket + why + ": is it running?");
}

Outcome refusal(const json& error) {
    const auto message = error.is_object() ? error.value("message", json()) : json();
    if (!message.is_string()) return failed(status::refused, "refused without a reason");
    std::istringstream lines(message.get<std::string>());
    std::string what;
    for (std::string line; std::getline(lines, line);) what += (what.empty() ? "" : "\n") + safe(line);
    return failed(status::refused, what);
}

} // namespace

std::string request_line(const Command& command) {
    const json request{{"jsonrpc", "2.0"}, {"id", 1}, {"method", command.method}, {"params", command.params}};
    return request.dump(-1, ' ', false, json::error_handler_t::replace);
}

Outcome conclude(const Command& command, const base::Result<std::string>& answer) {
    if (!answer) return no_answer(command, answer.error());
    const auto parsed = json::parse(*answer, nullptr, false);
    if (!parsed.is_object())
        return failed(status::no_daemon, command.socket + " is not the control socket of a magd");
    if (const auto error = parsed.find("error"); error != parsed.end()) return refusal(*error);
    const auto result = parsed.find("result");
    if (result == parsed.end())
        return failed(status::no_daemon, command.socket + " is not the control socket of a magd");
    return {status::ok, render(command, *result), {}};
}

Outcome run(int argc, const char* const* argv) {
    const auto parsed = parse_arguments(argc, argv);
    if (const auto* stop = std::get_if<Stop>(&parsed))
        return stop->status == status::ok ? Outcome{status::ok, stop->text, {}}
                                          : Outcome{stop->status, {}, stop->text};
    const auto& command = std::get<Command>(parsed);
    return conclude(command, exchange(command.socket, request_line(command), patience_for(command.view)));
}

} // namespace magctl
