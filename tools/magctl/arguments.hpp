#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <variant>

/// The command line of magctl as a value.
namespace magctl {

/// Exit statuses, the same for every command.
namespace status {
constexpr int ok = 0;
constexpr int refused = 1;   ///< the daemon, or the system, refused; the reason is on standard error
constexpr int usage = 2;     ///< the command line is wrong
constexpr int no_daemon = 3; ///< no daemon answers at the socket
} // namespace status

/// How a result is shown to a reader.
enum class View : std::uint8_t {
    client,
    bindings,
    lma,
    lmas,
    traffic,
    trace,
    counters,
    differences,
    plan,
    reload,
    flush
};

struct Command {
    std::string socket;
    bool json = false; ///< show the result as it came
    bool all = false;  ///< counters that are zero too
    std::string method;
    std::map<std::string, std::string> params;
    View view = View::client;
    bool operator==(const Command&) const = default;
};

/// Nothing is to be called: help, the version, or a usage error.
struct Stop {
    int status = status::ok;
    std::string text; ///< to standard output if the status is ok, else to standard error
    bool operator==(const Stop&) const = default;
};

[[nodiscard]] std::variant<Command, Stop> parse_arguments(int argc, const char* const* argv);

} // namespace magctl
