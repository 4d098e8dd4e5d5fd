#include <asio.hpp>
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <optional>

#include "magd/control.hpp"
#include "magd/control_socket.hpp"
#include "magd/log.hpp"

using asio::local::stream_protocol;
using magd::Control;
using nlohmann::json;
using namespace std::chrono_literals;

namespace {

/// A folder of its own for the socket.
struct Folder {
    std::string path = fmt::format("/tmp/magd-unit-control-{}", ::getpid());
    Folder() { std::filesystem::remove_all(path); }
    ~Folder() { std::filesystem::remove_all(path); }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    [[nodiscard]] magd::ControlConfig config() const { return {.socket = path + "/magd.sock", .group = ""}; }
};

/// A served control socket whose methods answer with their name.
struct Served {
    Folder folder;
    asio::io_context loop{1};
    std::vector<std::string> calls;
    magd::RpcReply later;
    std::optional<Control> control;

    Served() {
        magd::log::set_level(magd::log::Level::error);
        auto opened =
            Control::open(loop, folder.config(), [this](auto method, const auto&, const auto& reply) {
                calls.emplace_back(method);
                if (method == "kernel.check") return void(later = reply);
                reply(method == "binding.show" ? json(std::string(1U << 18, 'x')) : json(method));
            });
        REQUIRE(opened);
        control.emplace(std::move(*opened));
    }
    [[nodiscard]] stream_protocol::socket connect() {
        stream_protocol::socket socket(loop);
        socket.connect(folder.config().socket);
        socket.non_blocking(true);
        return socket;
    }
    /// Runs the loop until it has nothing to do, and takes what has come; nothing if closed.
    std::optional<std::string> take(stream_protocol::socket& socket) {
        std::string all;
        for (;;) {
            while (loop.poll() != 0) {
            }
            std::array<char, 65536> part{};
            asio::error_code error;
            const auto size = socket.read_some(asio::buffer(part), error);
            if (error == asio::error::would_block) return all;
            if (error) return all.empty() ? std::nullopt : std::optional(all);
            all.append(part.data(), size);
        }
    }
};

std::string request(const std::string& method, int id, const std::string& params = "{}") {
    return fmt::format(R"({{"jsonrpc":"2.0","id":{},"method":"{}","params":{}}})", id, method, params) + "\n";
}

std::string answer(const std::string& result, int id) {
    return fmt::format(R"({{"id":{},"jsonrpc":"2.0","result":"{}"}})", id, result) + "\n";
}

void send(stream_protocol::socket& socket, const std::string& text) {
    REQUIRE(asio::write(socket, asio::buffer(text)) == text.size());
}

} // namespace

TEST_CASE("requests are answered in their order, however they are cut") {
    Served served;
    auto client = served.connect();
    send(client, request("lma.show", 1) + request("version", 2) + R"({"jsonrpc":"2.0",)");
    CHECK(served.take(client) == answer("lma.show", 1) + answer("version", 2));
    send(client, "\"id\":3,\"method\":\"counters.show\"}\nnonsense\n");
    CHECK(served.take(client) ==
          answer("counters.show", 3) +
              R"({"error":{"code":-32700,"message":"not a JSON text"},"id":null,"jsonrpc":"2.0"})" + "\n");
    CHECK(served.calls == std::vector<std::string>{"lma.show", "version", "counters.show"});
}

TEST_CASE("the daemon's own user may change things; a notification has no answer") {
    Served served;
    auto client = served.connect();
    send(client, R"({"jsonrpc":"2.0","method":"detach","params":{"mac":"00:23:c2:db:29:2d"}})"
                 "\n" +
                     request("attach", 2, R"({"mac":"00:23:c2:db:29:2d"})"));
    CHECK(served.take(client) == answer("attach", 2));
    CHECK(served.calls == std::vector<std::string>{"detach", "attach"});
}

TEST_CASE("clients come and go without harm to others") {
    Served served;
    auto first = served.connect();
    {
        auto second = served.connect();
        send(second, request("version", 1));
        CHECK(served.take(second) == answer("version", 1));
        send(second, "half a li");
    }
    send(first, request("version", 2));
    CHECK(served.take(first) == answer("version", 2));
}

TEST_CASE("a line that is too long ends the connection") {
    Served served;
    auto longest = served.connect();
    auto padded = request("version", 1);
    padded.insert(padded.size() - 1, magd::maximum_request_line + 1 - padded.size(), ' ');
    send(longest, padded);
    CHECK(served.take(longest) == answer("version", 1));

    auto client = served.connect();
    asio::error_code error;
    client.non_blocking(false);
    asio::write(client, asio::buffer(std::string(magd::maximum_request_line + 1, ' ')), error);
    client.non_blocking(true);
    CHECK(
        served.take(client) ==
        R"({"error":{"code":-32600,"message":"a request has at most 65536 octets"},"id":null,"jsonrpc":"2.0"})"
        "\n");
    CHECK(!served.take(client));
}

TEST_CASE("a client that does not read holds one answer, and others are served") {
    Served served;
    auto lazy = served.connect();
    for (int i = 0; i < 8; ++i) send(lazy, request("binding.show", i));
    auto other = served.connect();
    send(other, request("version", 1));
    CHECK(served.take(other) == answer("version", 1));
    CHECK(served.calls == std::vector<std::string>{"binding.show", "version"});
    const auto all = served.take(lazy);
    REQUIRE(all);
    CHECK(std::ranges::count(*all, '\n') == 8);
}

TEST_CASE("one client too many is told so") {
    Served served;
    std::vector<stream_protocol::socket> clients;
    for (int i = 0; i < 64; ++i) clients.push_back(served.connect());
    auto last = served.connect();
    CHECK(
        served.take(last) ==
        R"({"error":{"code":3,"message":"too many clients of the control socket"},"id":null,"jsonrpc":"2.0"})"
        "\n");
    CHECK(!served.take(last));
    clients.pop_back();
    CHECK(served.take(clients.front()) == "");
    auto next = served.connect();
    send(next, request("version", 1));
    CHECK(served.take(next) == answer("version", 1));
}

TEST_CASE("the socket is for user and group only, and goes with the daemon") {
    Folder folder;
    asio::io_context loop;
    {
        const auto control = Control::open(loop, folder.config(), {});
        REQUIRE(control);
        struct stat status{};
        REQUIRE(::stat(folder.config().socket.c_str(), &status) == 0);
        CHECK((status.st_mode & 07777) == 0660);
    }
    CHECK(!std::filesystem::exists(folder.config().socket));
}

TEST_CASE("the group gets the socket if there is one") {
    Folder folder;
    asio::io_context loop;
    auto config = folder.config();
    config.group = "no-such-group";
    CHECK(Control::open(loop, config, {}));
}

TEST_CASE("another daemon that holds the socket is named") {
    Folder folder;
    asio::io_context loop;
    const auto first = Control::open(loop, folder.config(), {});
    REQUIRE(first);
    const auto second = Control::open(loop, folder.config(), {});
    REQUIRE(!second);
    CHECK(second.error().what ==
          fmt::format("another magd (pid {}) holds {}", ::getpid(), folder.config().socket));
    CHECK(std::filesystem::exists(folder.config().socket));
}

TEST_CASE("what a dead daemon left is replaced") {
    Folder folder;
    asio::io_context loop;
    {
        const auto listening = magd::listen_for_control(folder.config());
    }
    REQUIRE(std::filesystem::exists(folder.config().socket));
    CHECK(Control::open(loop, folder.config(), {}));
}

TEST_CASE("what is not a socket is left alone") {
    Folder folder;
    asio::io_context loop;
    std::filesystem::create_directory(folder.path);
    std::ofstream(folder.config().socket) << "precious";
    const auto control = Control::open(loop, folder.config(), {});
    REQUIRE(!control);
    CHECK(control.error().what == folder.config().socket + " exists and is not a socket: remove it");
    CHECK(std::filesystem::file_size(folder.config().socket) == 8);
}

TEST_CASE("a folder that cannot be made") {
    asio::io_context loop;
    const auto control = Control::open(loop, {.socket = "/proc/magd/magd.sock", .group = ""}, {});
    REQUIRE(!control);
    CHECK(control.error().what.starts_with("cannot make folder /proc/magd: "));
}

TEST_CASE("an answer that takes its time holds up nobody else, and may find nobody") {
    Served served;
    auto patient = served.connect();
    send(patient, request("kernel.check", 1) + request("version", 2));
    CHECK(served.take(patient) == "");
    {
        auto other = served.connect();
        send(other, request("version", 3));
        CHECK(served.take(other) == answer("version", 3));
    }
    std::exchange(served.later, {})(json("all is well"));
    CHECK(served.take(patient) == answer("all is well", 1) + answer("version", 2));

    {
        auto hasty = served.connect();
        send(hasty, request("kernel.check", 4));
        CHECK(served.take(hasty) == "");
    }
    std::exchange(served.later, {})(json(std::string(1U << 18, 'x')));
    send(patient, request("version", 5));
    CHECK(served.take(patient) == answer("version", 5));
}
