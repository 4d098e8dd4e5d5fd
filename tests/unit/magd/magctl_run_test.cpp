#include <doctest/doctest.h>
#include <nlohmann/json.hpp>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <thread>

#include "magd/control_socket.hpp"
#include "tools/magctl/client.hpp"
#include "tools/magctl/run.hpp"

using magctl::Command;
using magctl::Outcome;
using namespace std::chrono_literals;

namespace {

const Command show_lma{
    .socket = "/run/m.sock", .method = "lma.show", .params = {}, .view = magctl::View::lmas};

Outcome conclude(const std::string& answer) { return magctl::conclude(show_lma, answer); }
Outcome conclude(int code, const std::string& what) {
    return magctl::conclude(show_lma, base::fail(what, code));
}

} // namespace

TEST_CASE("the request line") {
    const Command attach{.socket = "s", .method = "attach", .params = {{"mac", "0023.c2db.292d"}}};
    CHECK(magctl::request_line(attach) ==
          R"({"id":1,"jsonrpc":"2.0","method":"attach","params":{"mac":"0023.c2db.292d"}})");
    CHECK(magctl::request_line(show_lma) == R"({"id":1,"jsonrpc":"2.0","method":"lma.show","params":{}})");
    const Command odd{.socket = "s", .method = "attach", .params = {{"interface", "\xff"}}};
    CHECK(nlohmann::json::accept(magctl::request_line(odd)));
}

TEST_CASE("what an answer means") {
    CHECK(conclude(R"({"id":1,"jsonrpc":"2.0","result":[]})") == Outcome{0, "No LMAs.\n", ""});
    CHECK(conclude(R"({"error":{"code":2,"message":"no client has this MAC"},"id":1,"jsonrpc":"2.0"})") ==
          Outcome{1, "", "magctl: no client has this MAC\n"});
    CHECK(conclude("{\"error\":{\"code\":3,\"message\":\"\\u001b[2J\"},\"id\":1}") ==
          Outcome{1, "", "magctl: ?[2J\n"});
    CHECK(conclude(R"({"error":{"code":3,"message":"a\n/etc/f:1:2: b\n"}})") ==
          Outcome{1, "", "magctl: a\n/etc/f:1:2: b\n"});
    CHECK(conclude(R"({"error":5})") == Outcome{1, "", "magctl: refused without a reason\n"});
    CHECK(conclude(R"({"error":{"message":5}})") == Outcome{1, "", "magctl: refused without a reason\n"});
    for (const std::string odd : {"", "220 mail.example.com ESMTP", "[]", "{}", "{"})
        CHECK(conclude(odd) == Outcome{3, "", "magctl: /run/m.sock is not the control socket of a magd\n"});
}

TEST_CASE("what the lack of an answer means") {
    CHECK(
        conclude(ENOENT, "connect: No such file or directory") ==
        Outcome{
            3, "",
            "magctl: no magd answers at /run/m.sock (connect: No such file or directory): is it running?\n"});
    CHECK(
        conclude(ETIMEDOUT, "receive: Connection timed out") ==
        Outcome{3, "",
                "magctl: magd at /run/m.sock does not answer within 5 s (receive: Connection timed out)\n"});
    auto check = show_lma;
    check.view = magctl::View::differences;
    CHECK(magctl::conclude(check, base::fail("receive: Connection timed out", ETIMEDOUT))
              .error.find("within 60 s") != std::string::npos);
    CHECK(conclude(EACCES, "connect: Permission denied") ==
          Outcome{1, "",
                  "magctl: /run/m.sock may not be used by you (connect: Permission denied): be root, or in "
                  "the group "
                  "magd\n"});
}

TEST_CASE("no daemon, a daemon that hangs, and one that hangs up") {
    const std::string folder = "/tmp/magd-unit-magctl-" + std::to_string(::getpid());
    const std::string path = folder + "/s";
    CHECK(magctl::exchange(path, "x", 1s).error() ==
          base::Error{ENOENT, "connect: No such file or directory"});
    CHECK(magctl::exchange("/" + std::string(108, 'x'), "x", 1s).error().code == ENAMETOOLONG);
    {
        const auto listening = magd::listen_for_control({.socket = path, .group = ""});
        REQUIRE(listening);
        const auto before = std::chrono::steady_clock::now();
        CHECK(magctl::exchange(path, "x", 30ms).error().code == ETIMEDOUT);
        CHECK(std::chrono::steady_clock::now() - before >= 30ms);
    }
    {
        const auto listening = magd::listen_for_control({.socket = path, .group = ""});
        REQUIRE(listening);
        const std::string whole(200000, 'y');
        const std::jthread daemon([&] {
            pollfd ready{.fd = listening->get(), .events = POLLIN, .revents = 0};
            (void)::poll(&ready, 1, -1); // it does not block
            const base::Fd asking(::accept(listening->get(), nullptr, nullptr));
            for (const auto& part : {whole, std::string("and the end\nwhat nobody asked for")})
                (void)::send(asking.get(), part.data(), part.size(), MSG_NOSIGNAL);
        });
        const auto line = magctl::exchange(path, "x", 10s);
        REQUIRE(line);
        CHECK(line->size() == whole.size() + 11);
        CHECK(line->ends_with("yand the end"));
    }
    CHECK(magctl::exchange(path, "x", 1s).error() ==
          base::Error{ECONNREFUSED, "connect: Connection refused"});
    std::filesystem::remove_all(folder);
}
