#include <asio/io_context.hpp>
#include <asio/local/datagram_protocol.hpp>
#include <doctest/doctest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <string>

#include "magd/notify.hpp"

namespace notify = magd::notify;

TEST_CASE("the service manager hears of each step") {
    asio::io_context loop;
    const auto path = "/tmp/magd-unit-notify-" + std::to_string(::getpid());
    asio::local::datagram_protocol::socket manager(loop, path);
    const auto heard = [&] {
        std::array<char, 256> text{};
        const auto size = manager.receive(asio::buffer(text));
        return std::string(text.data(), size);
    };
    ::setenv("NOTIFY_SOCKET", path.c_str(), 1);
    notify::ready();
    CHECK(heard() == "READY=1");
    notify::reloading();
    const auto reloading = heard();
    const std::string begin = "RELOADING=1\nMONOTONIC_USEC=";
    REQUIRE(reloading.starts_with(begin));
    CHECK(std::stoll(reloading.substr(begin.size())) > 0);
    notify::status("2 clients\nREADY=0");
    CHECK(heard() == "STATUS=2 clients READY=0");
    notify::stopping();
    CHECK(heard() == "STOPPING=1");
    ::unsetenv("NOTIFY_SOCKET");
    ::unlink(path.c_str());
}

TEST_CASE("without a service manager nothing happens") {
    ::unsetenv("NOTIFY_SOCKET");
    notify::ready();
    notify::stopping();
}
