#include <doctest/doctest.h>

#include <sstream>
#include <vector>

#include "tools/magctl/arguments.hpp"

using magctl::Command;
using magctl::Stop;
using magctl::View;

namespace {

std::variant<Command, Stop> parse(const std::string& line) {
    std::istringstream words("magctl " + line);
    std::vector<std::string> arguments;
    for (std::string word; words >> word;) arguments.push_back(word);
    std::vector<const char*> pointers;
    for (const auto& argument : arguments) pointers.push_back(argument.c_str());
    return magctl::parse_arguments(static_cast<int>(pointers.size()), pointers.data());
}

Command command(const std::string& line) {
    const auto parsed = parse(line);
    REQUIRE(std::holds_alternative<Command>(parsed));
    return std::get<Command>(parsed);
}

Stop stop(const std::string& line) {
    const auto parsed = parse(line);
    REQUIRE(std::holds_alternative<Stop>(parsed));
    return std::get<Stop>(parsed);
}

Stop usage(const std::string& what, const std::string& where = "magctl") {
    return {magctl::status::usage, "magctl: " + what + "\nTry \"" + where + " --help\".\n"};
}

constexpr auto* default_socket = "/run/magd/magd.sock";

} // namespace

TEST_CASE("commands") {
    CHECK(command("attach 00:23:c2:db:29:2d") == Command{.socket = default_socket,
                                                         .method = "attach",
                                                         .params = {{"mac", "00:23:c2:db:29:2d"}},
                                                         .view = View::client});
    CHECK(command("attach 0023.c2db.292d --handoff mag").params ==
          std::map<std::string, std::string>{{"mac", "0023.c2db.292d"}, {"handoff", "mag"}});
    CHECK(command("attach 0023.c2db.292d --interface wlan0").params ==
          std::map<std::string, std::string>{{"mac", "0023.c2db.292d"}, {"interface", "wlan0"}});
    CHECK(command("detach 00:23:c2:db:29:2d").method == "detach");
    CHECK(command("show binding") ==
          Command{.socket = default_socket, .method = "binding.show", .params = {}, .view = View::bindings});
    CHECK(command("show binding 00:23:c2:db:29:2d").params.at("mac") == "00:23:c2:db:29:2d");
    CHECK(command("show lma") ==
          Command{.socket = default_socket, .method = "lma.show", .params = {}, .view = View::lmas});
    CHECK(command("show counters") ==
          Command{.socket = default_socket, .method = "counters.show", .params = {}, .view = View::counters});
    CHECK(command("show counters --all").all);
    CHECK(command("trace 00:23:c2:db:29:2d") == Command{.socket = default_socket,
                                                        .method = "trace.show",
                                                        .params = {{"mac", "00:23:c2:db:29:2d"}},
                                                        .view = View::trace});
    CHECK(command("show traffic") ==
          Command{.socket = default_socket, .method = "traffic.show", .params = {}, .view = View::traffic});
    CHECK(command("show traffic 00:23:c2:db:29:2d").params.at("mac") == "00:23:c2:db:29:2d");
    CHECK(command("lma drain LMA1") == Command{.socket = default_socket,
                                               .method = "lma.drain",
                                               .params = {{"lma", "LMA1"}},
                                               .view = View::lma});
    CHECK(command("lma undrain LMA1").method == "lma.undrain");
    CHECK(stop("lma drain") == usage("NAME is required", "magctl lma drain"));
    CHECK(command("reload") ==
          Command{.socket = default_socket, .method = "reload", .params = {}, .view = View::reload});
}

TEST_CASE("options stand before or after the command") {
    for (const std::string line : {"--json --socket /tmp/s show lma", "show lma --json --socket /tmp/s",
                                   "show --socket=/tmp/s lma --json"}) {
        CAPTURE(line);
        CHECK(command(line).json);
        CHECK(command(line).socket == "/tmp/s");
    }
}

TEST_CASE("help and version") {
    CHECK(stop("--version") == Stop{magctl::status::ok, "magctl " MAGD_VERSION "\n"});
    CHECK(stop("--help").status == magctl::status::ok);
    for (const auto* word :
         {"attach", "detach", "show", "--json", "--socket", "/run/magd/magd.sock", "Exit status"})
        CHECK(stop("--help").text.find(word) != std::string::npos);
    CHECK(stop("show binding --help").text.find("Usage: magctl show binding [OPTIONS] [MAC]") !=
          std::string::npos);
}

TEST_CASE("a wrong command line says what is wrong and where to read on") {
    CHECK(stop("") ==
          usage("a command is missing: attach detach trace show lma check audit plan reload flush"));
    CHECK(stop("show") == usage("a command is missing: binding lma traffic counters", "magctl show"));
    CHECK(stop("atach 00:23:c2:db:29:2d") == usage("unknown command \"atach\", did you mean \"attach\"?"));
    CHECK(stop("frobnicate") == usage("unknown command \"frobnicate\""));
    CHECK(stop("show bindng") ==
          usage("unknown command \"bindng\", did you mean \"binding\"?", "magctl show"));
    CHECK(stop("attach") == usage("MAC is required", "magctl attach"));
    CHECK(stop("attach 00:23:c2:db:29:2d --handoff fast") ==
          usage("--handoff: \"fast\" is none of new, interface, mag, unknown", "magctl attach"));
    CHECK(stop("attach 00:23") ==
          usage("MAC: \"00:23\" is not a MAC address such as 00:23:c2:db:29:2d", "magctl attach"));
    CHECK(stop("detach 00:23:c2:db:29:2d more") == usage("\"more\" was not expected", "magctl detach"));
    CHECK(stop("show lma --all") == usage("\"--all\" was not expected", "magctl show lma"));
    CHECK(stop("--bogus") == usage("\"--bogus\" was not expected"));
    CHECK(stop("show lma --socket").status == magctl::status::usage);
}
