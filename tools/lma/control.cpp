#include "tools/lma/control.hpp"

#include <asio/io_context.hpp>
#include <asio/local/stream_protocol.hpp>
#include <asio/read_until.hpp>
#include <asio/write.hpp>
#include <unistd.h>

#include <list>

#include "magd/control_socket.hpp"

namespace lma {
namespace {

using Socket = asio::local::stream_protocol::socket;
using asio::error_code;

constexpr std::size_t longest_line = 1024;

/// One client. Has one operation under way at any time, so its end is always in its own handler.
class Session {
  public:
    Session(Socket socket, const Control::Handler& handler, std::function<void(Session&)> ended)
        : socket_(std::move(socket)),
          handler_(handler),
          ended_(std::move(ended)) {}

    void read() {
        asio::async_read_until(socket_, asio::dynamic_buffer(input_, longest_line), '\n',
                               [this](const error_code& error, std::size_t size) { took(error, size); });
    }

  private:
    void took(const error_code& error, std::size_t size) {
        if (error == asio::error::operation_aborted) return;
        if (error) return ended_(*this);
        output_ = handler_(std::string_view(input_).substr(0, size - 1)) + '\n';
        input_.erase(0, size);
        asio::async_write(socket_, asio::buffer(output_), [this](const error_code& failure, std::size_t) {
            if (failure == asio::error::operation_aborted) return;
            if (failure) return ended_(*this);
            read();
        });
    }

    Socket socket_;
    const Control::Handler& handler_;
    std::function<void(Session&)> ended_;
    std::string input_;
    std::string output_;
};

} // namespace

class Control::Server {
  public:
    Server(asio::io_context& loop, base::Fd fd, std::string path, Handler handler)
        : acceptor_(loop, asio::local::stream_protocol(), fd.release()),
          path_(std::move(path)),
          handler_(std::move(handler)) {
        accept();
    }
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;
    ~Server() { ::unlink(path_.c_str()); }

  private:
    void accept() {
        acceptor_.async_accept([this](const error_code& error, Socket socket) {
            if (error) return;
            sessions_
                .emplace_back(std::move(socket), handler_,
                              [this](Session& ended) {
                                  sessions_.remove_if(
                                      [&](const Session& session) { return &session == &ended; });
                              })
                .read();
            accept();
        });
    }

    asio::local::stream_protocol::acceptor acceptor_;
    std::string path_;
    Handler handler_;
    std::list<Session> sessions_;
};

Control::Control(std::unique_ptr<Server> server) : server_(std::move(server)) {}
Control::Control(Control&&) noexcept = default;
Control& Control::operator=(Control&&) noexcept = default;
Control::~Control() = default;

base::Result<Control> Control::open(asio::io_context& loop, const std::string& path, Handler handler) {
    auto fd = magd::listen_for_control({.socket = path, .group = ""});
    if (!fd) return std::unexpected(fd.error());
    return Control(std::make_unique<Server>(loop, std::move(*fd), path, std::move(handler)));
}

} // namespace lma
