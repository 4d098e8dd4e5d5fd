#include "tools/magctl/client.hpp"

#include <asio/io_context.hpp>
#include <asio/local/stream_protocol.hpp>
#include <asio/write.hpp>
#include <sys/un.h>

#include <array>
#include <functional>

namespace magctl {
namespace {

using asio::error_code;

/// Enough for every binding of a large gateway.
constexpr std::size_t maximum_answer = 256U << 20;

/// Runs asynchronous operations one after the other, each of them for no longer than that.
class Patient {
  public:
    Patient(asio::io_context& loop, std::chrono::milliseconds patience) : loop_(loop), patience_(patience) {}

    base::Result<void> run(const std::string& what,
                           const std::function<void(std::function<void(error_code)>)>& start) {
        error_code result = asio::error::timed_out;
        start([&result](error_code error) { result = error; });
        loop_.restart();
        loop_.run_for(patience_);
        if (result) return base::fail(what + ": " + result.message(), result.value());
        return {};
    }

  private:
    asio::io_context& loop_;
    std::chrono::milliseconds patience_;
};

/// Up to the end of a line, part by part.
base::Result<std::string> receive_line(Patient& patient, asio::local::stream_protocol::socket& socket) {
    std::string line;
    std::array<char, 1 << 16> part; // NOLINT(*-member-init): filled by the operation
    while (!line.ends_with('\n')) {
        std::size_t size = 0;
        const auto received = patient.run("receive", [&](auto done) {
            socket.async_read_some(asio::buffer(part), [done, &size](error_code error, std::size_t got) {
                size = got;
                done(error);
            });
        });
        if (!received) return std::unexpected(received.error());
        if (line.size() + size > maximum_answer) return base::fail("receive: answer too long", EMSGSIZE);
        line.append(part.data(), size);
        if (const auto end = line.find('\n', line.size() - size); end != std::string::npos)
            line.resize(end + 1);
    }
    line.pop_back();
    return line;
}

} // namespace

base::Result<std::string> exchange(const std::string& path, const std::string& line,
                                   std::chrono::milliseconds patience) {
    if (path.size() >= sizeof(sockaddr_un::sun_path))
        return base::fail("connect: path too long", ENAMETOOLONG);
    asio::io_context loop(1);
    asio::local::stream_protocol::socket socket(loop);
    const asio::local::stream_protocol::endpoint endpoint(path);
    const std::string request = line + '\n';
    Patient patient(loop, patience);

    if (auto connected = patient.run("connect", [&](auto done) { socket.async_connect(endpoint, done); });
        !connected)
        return std::unexpected(connected.error());
    const auto send = [&](const auto& done) {
        asio::async_write(socket, asio::buffer(request),
                          [done](error_code error, std::size_t) { done(error); });
    };
    if (auto sent = patient.run("send", send); !sent) return std::unexpected(sent.error());
    return receive_line(patient, socket);
}

} // namespace magctl
