#include "tools/magctl/client.hpp"

#include <asio/io_context.hpp>
#include <asio/local/stream_protocol.hpp>
#include <asio/read_until.hpp>
#include <asio/write.hpp>
#include <sys/un.h>

#include <functional>

namespace magctl {
namespace {

using Clock = std::chrono::steady_clock;
using asio::error_code;

/// Enough for every binding of a large gateway.
constexpr std::size_t maximum_answer = 256U << 20;

/// Runs asynchronous operations one after the other, all of them before one deadline.
class Deadline {
  public:
    Deadline(asio::io_context& loop, std::chrono::milliseconds patience)
        : loop_(loop),
          end_(Clock::now() + patience) {}

    base::Result<void> run(const std::string& what,
                           const std::function<void(std::function<void(error_code)>)>& start) {
        error_code result = asio::error::timed_out;
        start([&result](error_code error) { result = error; });
        loop_.restart();
        loop_.run_until(end_);
        if (result) return base::fail(what + ": " + result.message(), result.value());
        return {};
    }

  private:
    asio::io_context& loop_;
    Clock::time_point end_;
};

} // namespace

base::Result<std::string> exchange(const std::string& path, const std::string& line,
                                   std::chrono::milliseconds patience) {
    if (path.size() >= sizeof(sockaddr_un::sun_path))
        return base::fail("connect: path too long", ENAMETOOLONG);
    asio::io_context loop(1);
    asio::local::stream_protocol::socket socket(loop);
    const asio::local::stream_protocol::endpoint endpoint(path);
    const std::string request = line + '\n';
    std::string answer;
    Deadline deadline(loop, patience);

    if (auto connected = deadline.run("connect", [&](auto done) { socket.async_connect(endpoint, done); });
        !connected)
        return std::unexpected(connected.error());
    const auto send = [&](const auto& done) {
        asio::async_write(socket, asio::buffer(request),
                          [done](error_code error, std::size_t) { done(error); });
    };
    if (auto sent = deadline.run("send", send); !sent) return std::unexpected(sent.error());
    const auto receive = [&](const auto& done) {
        asio::async_read_until(socket, asio::dynamic_buffer(answer, maximum_answer), '\n',
                               [done](error_code error, std::size_t) { done(error); });
    };
    if (auto received = deadline.run("receive", receive); !received) return std::unexpected(received.error());
    answer.resize(answer.find('\n'));
    return answer;
}

} // namespace magctl
