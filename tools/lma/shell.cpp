#include "tools/lma/shell.hpp"

#include <asio.hpp>

#include <algorithm>
#include <csignal>
#include <list>
#include <optional>
#include <utility>

#include "magd/io/signalling.hpp"
#include "magd/log.hpp"
#include "magd/notify.hpp"
#include "magd/watch.hpp"
#include "tools/lma/command_text.hpp"
#include "tools/lma/control.hpp"
#include "tools/lma/lma.hpp"
#include "tools/lma/show.hpp"
#include "tools/lma/tunnels.hpp"
#include "tools/lma/wire.hpp"

namespace lma {
namespace {

namespace log = magd::log;

pmip::Now now() {
    return {.steady = std::chrono::steady_clock::now(), .wall = std::chrono::system_clock::now()};
}

class Shell {
  public:
    Shell(const LmaSettings& settings, const std::optional<pmip::SecurityAssociation>& security,
          magd::io::Signalling& signalling, Tunnels& tunnels)
        : settings_(settings),
          security_(security),
          signalling_(signalling),
          tunnels_(tunnels),
          lma_(settings) {}

    base::Result<void> run(const std::string& control);

  private:
    void receive();
    void handle(const LmaEvent& event);
    base::Result<void> open_control(const std::string& path);
    std::string obey(std::string_view line);
    void execute(const Send& action);
    void execute(const WantTunnel& action) { report(tunnels_.carry(action.entry)); }
    void execute(const UnwantTunnel& action) { report(tunnels_.drop(action.entry)); }
    void execute(const LmaNote& action) {
        log::line(static_cast<log::Level>(action.level), "{}", action.text);
    }
    void arm_timer();
    static void report(const base::Result<void>& result) {
        if (!result) log::error("{}", result.error().what);
    }

    const LmaSettings& settings_;
    const std::optional<pmip::SecurityAssociation>& security_;
    magd::io::Signalling& signalling_;
    Tunnels& tunnels_;
    Lma lma_;
    asio::io_context loop_{1};
    asio::signal_set signals_{loop_, SIGTERM, SIGINT};
    asio::steady_timer timer_{loop_};
    std::optional<Control> control_;
    std::list<magd::Watch> watches_;
};

base::Result<void> Shell::run(const std::string& control) {
    if (auto opened = open_control(control); !opened) return opened;
    for (const auto& pool : settings_.pools)
        if (auto added = tunnels_.add_router(pool); !added) return added;
    for (const auto fd : signalling_.fds()) watches_.emplace_back(loop_, fd, [this] { receive(); });
    signals_.async_wait([this](const asio::error_code&, int) { loop_.stop(); });
    log::info("ready: {} realms", settings_.pools.size());
    magd::notify::ready();
    arm_timer();
    loop_.run();
    magd::notify::stopping();
    for (const auto& pool : settings_.pools) report(tunnels_.remove_router(pool));
    return tunnels_.clear();
}

base::Result<void> Shell::open_control(const std::string& path) {
    if (path.empty()) return {};
    auto control = Control::open(loop_, path, [this](std::string_view line) { return obey(line); });
    if (!control) return std::unexpected(control.error());
    control_ = std::move(*control);
    return {};
}

/// "ok", what was asked for, or "error: " and why not.
std::string Shell::obey(std::string_view line) {
    if (line == "show") return show(lma_.entries());
    const auto command = parse_command(line, lma_.settings().offers);
    if (!command) return "error: " + command.error();
    log::info("told to {}", line);
    handle(*command);
    return "ok";
}

void Shell::receive() {
    magd::io::Datagram datagram;
    for (;;) {
        const auto received = signalling_.receive(datagram);
        if (received == magd::io::Received::nothing) return;
        if (received != magd::io::Received::message) continue;
        const auto message = read_message(datagram.source, datagram.source_port, datagram.payload, security_);
        if (!message) {
            log::warning("dropped a message from {}: {}", base::to_string(datagram.source), message.error());
            continue;
        }
        log::debug("{} sent {}", base::to_string(datagram.source), pmip::describe(message->message));
        handle(*message);
    }
}

void Shell::handle(const LmaEvent& event) {
    for (const auto& action : lma_.on(event, now()))
        std::visit([this](const auto& a) { execute(a); }, action);
    arm_timer();
}

void Shell::execute(const Send& action) {
    const auto header = write_message(action, security_);
    if (header.empty()) return log::error("a message cannot be encoded: {}", pmip::describe(action.message));
    log::debug("{} is sent {}", base::to_string(action.to), pmip::describe(action.message));
    report(signalling_.send(action.to, action.port, header));
}

void Shell::arm_timer() {
    timer_.expires_at(lma_.deadline().value_or(pmip::TimePoint::max()));
    timer_.async_wait([this](const asio::error_code& error) {
        if (!error) handle(pmip::Tick{});
    });
}

} // namespace

base::Result<void> run(const Config& config, const std::string& control) {
    auto signalling =
        magd::io::Signalling::open({.ipv4 = config.address, .port = config.port, .ipv6 = config.address6});
    if (!signalling) return std::unexpected(signalling.error());
    const auto& spoken = config.settings.tunnels.encapsulations;
    const bool gre_udp = std::ranges::find(spoken, pmip::Encapsulation::gre_udp) != spoken.end();
    auto tunnels = Tunnels::open({.ipv4 = config.address,
                                  .ipv6 = config.address6,
                                  .port = gre_udp ? std::optional(config.port) : std::nullopt,
                                  .device = config.device,
                                  .devices = config.devices});
    if (!tunnels) return std::unexpected(tunnels.error());
    auto settings = config.settings;
    settings.peers.restart_counter = static_cast<std::uint32_t>( // nothing is kept over a restart
        std::chrono::duration_cast<pmip::Seconds>(now().wall.time_since_epoch()).count());
    return Shell(settings, config.security, *signalling, *tunnels).run(control);
}

} // namespace lma
