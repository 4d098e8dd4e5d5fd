#include "magd/control.hpp"

#include <asio/io_context.hpp>
#include <asio/local/stream_protocol.hpp>
#include <asio/read_until.hpp>
#include <asio/steady_timer.hpp>
#include <asio/write.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <functional>
#include <list>

#include "magd/control_socket.hpp"
#include "magd/log.hpp"
#include "magd/peer.hpp"

namespace magd {
namespace {

using Socket = asio::local::stream_protocol::socket;
using asio::error_code;

/// Clients served at a time; more are told so.
constexpr std::size_t maximum_sessions = 64;

/// Wait before the next client when the system has no descriptor for it.
constexpr std::chrono::milliseconds accept_pause{200};

bool changes(std::string_view method) {
    return std::ranges::any_of(methods, [&](const Method& m) { return m.name == method && m.changes; });
}

/// What all sessions share.
struct Service {
    ChangePolicy policy;
    std::string group; ///< for messages
    RpcHandler handler;
};

/// One client. Has one operation under way at any time, or waits for an answer, so its end is always in its
/// own handler.
class Session {
  public:
    Session(Socket socket, const Peer& peer, const Service& service, std::function<void(Session&)> ended)
        : socket_(std::move(socket)),
          peer_(peer),
          service_(service),
          ended_(std::move(ended)) {}

    void read() {
        asio::async_read_until(socket_, asio::dynamic_buffer(input_, maximum_request_line + 1), '\n',
                               [this](const error_code& error, std::size_t size) { took(error, size); });
    }

  private:
    void took(const error_code& error, std::size_t size) {
        if (error == asio::error::operation_aborted) return;
        if (error == asio::error::not_found) return reject_long_line();
        if (error) return ended_(*this);
        handle_line(
            std::string_view(input_).substr(0, size - 1),
            [this](auto method, const auto& params, const auto& reply) { call(method, params, reply); },
            [this, size](RpcParts answer) {
                input_.erase(0, size);
                answer_ = std::move(answer);
                next_part(true);
            });
    }

    /// No part at all is no answer, and has no line.
    void next_part(bool first) {
        auto part = answer_();
        if (part.empty() && first) return read();
        if (part.empty()) return write("\n", [this] { read(); });
        write(std::move(part), [this] { next_part(false); });
    }

    void reject_long_line() {
        const auto what = fmt::format("a request has at most {} octets", maximum_request_line);
        write(failure_line({rpc_code::invalid_request, what}) + '\n', [this] { ended_(*this); });
    }

    void write(std::string text, std::function<void()> next) {
        output_ = std::move(text);
        asio::async_write(socket_, asio::buffer(output_),
                          [this, next = std::move(next)](const error_code& error, std::size_t) {
                              if (error == asio::error::operation_aborted) return;
                              if (error) return ended_(*this);
                              next();
                          });
    }

    void call(std::string_view method, const nlohmann::json& params, const RpcReply& reply) {
        if (!changes(method)) return service_.handler(method, params, reply);
        if (!service_.policy.permits(peer_, groups_of(peer_)))
            return reply(failure(
                rpc_code::not_permitted,
                fmt::format("{} is for root, the user of magd and group \"{}\"", method, service_.group)));
        log::info("{} called by uid {} (pid {})", method, peer_.uid, peer_.pid);
        service_.handler(method, params, reply);
    }

    Socket socket_;
    Peer peer_;
    const Service& service_;
    std::function<void(Session&)> ended_;
    std::string input_;
    RpcParts answer_;
    std::string output_;
};

} // namespace

class Control::Server {
  public:
    Server(asio::io_context& loop, base::Fd fd, std::string path, Service service)
        : acceptor_(loop, asio::local::stream_protocol(), fd.release()),
          pause_(loop),
          path_(std::move(path)),
          service_(std::move(service)) {
        accept();
    }
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;
    ~Server() { ::unlink(path_.c_str()); }

  private:
    void accept() {
        acceptor_.async_accept([this](const error_code& error, Socket socket) {
            if (error == asio::error::operation_aborted) return;
            if (error) return accept_later();
            admit(std::move(socket));
            accept();
        });
    }

    void accept_later() {
        pause_.expires_after(accept_pause);
        pause_.async_wait([this](const error_code& error) {
            if (!error) accept();
        });
    }

    void admit(Socket socket) {
        const auto peer = peer_of(socket.native_handle());
        if (!peer) return;
        if (sessions_.size() >= maximum_sessions) {
            const auto line =
                failure_line({rpc_code::refused, "too many clients of the control socket"}) + '\n';
            error_code ignored;
            socket.write_some(asio::buffer(line), ignored);
            return;
        }
        const auto ended = [this](Session& session) {
            sessions_.remove_if([&](const Session& s) { return &s == &session; });
        };
        sessions_.emplace_back(std::move(socket), *peer, service_, ended).read();
    }

    asio::local::stream_protocol::acceptor acceptor_;
    asio::steady_timer pause_;
    std::string path_;
    Service service_;
    std::list<Session> sessions_;
};

Control::Control(std::unique_ptr<Server> server) : server_(std::move(server)) {}
Control::Control(Control&&) noexcept = default;
Control& Control::operator=(Control&&) noexcept = default;
Control::~Control() = default;

base::Result<Control> Control::open(asio::io_context& loop, const ControlConfig& config, RpcHandler handler) {
    auto fd = listen_for_control(config);
    if (!fd) return std::unexpected(fd.error());
    Service service{.policy = {.own = ::geteuid(), .group = find_group(config.group)},
                    .group = config.group,
                    .handler = std::move(handler)};
    return Control(std::make_unique<Server>(loop, std::move(*fd), config.socket, std::move(service)));
}

} // namespace magd
