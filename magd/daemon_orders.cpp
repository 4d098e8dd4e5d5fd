#include <asio/post.hpp>

#include <chrono>
#include <utility>

#include "magd/daemon.hpp"
#include "magd/log.hpp"
#include "magd/notify.hpp"
#include "magd/policy.hpp"

/// What an operator orders, by signal or by the control socket.
namespace magd {
namespace {

/// How long a flush waits for LMAs to confirm that the clients have gone.
constexpr std::chrono::milliseconds flush_patience{1500};

} // namespace

void Daemon::await_signal() {
    signals_.async_wait([this](const asio::error_code& error, int signal) {
        if (error) return;
        if (signal == SIGHUP)
            (void)reload();
        else
            stop();
        await_signal();
    });
}

/// The kernel goes on forwarding, and the next start goes on with the sessions.
void Daemon::stop() {
    notify::stopping();
    live();
    log::info("stopping: the kernel carries {} clients on", gateway_.mag().bindings().size());
    loop_.stop();
}

/// De-registers every client and waits for the LMAs, but not for long; then the gateway stops, and
/// leaves nothing. Gives the number of clients.
std::size_t Daemon::flush() {
    std::vector<base::MacAddress> clients;
    for (const auto& [mac, binding] : gateway_.mag().bindings()) clients.push_back(mac);
    if (std::exchange(flushing_, true)) return clients.size();
    kernel_watch_.end();
    notify::stopping();
    log::info("flushing: {} clients are de-registered", clients.size());
    flush_timer_.expires_after(flush_patience);
    flush_timer_.async_wait([this](const asio::error_code& error) {
        if (!error) loop_.stop();
    });
    // After the answer to whoever asked.
    asio::post(loop_, [this, clients] {
        std::vector<pmip::Event> events;
        for (const auto& mac : clients)
            events.emplace_back(pmip::LinkDown{.mac = mac, .reason = "the gateway is flushed"});
        dispatch(std::move(events));
    });
    return clients.size();
}

/// A faulty file leaves all as it is.
std::expected<Reloaded, std::string> Daemon::reload() {
    if (flushing_) return std::unexpected("the gateway is being flushed");
    notify::reloading();
    const auto next = load_config(file_);
    if (!next) {
        for (const auto& fault : next.error()) log::error("{}", to_string(fault, file_.native()));
        notify::ready();
        return std::unexpected("the old configuration stays in force:\n" +
                               to_string(next.error(), file_.native()));
    }
    config_ = in_force(started_, *next);
    log::set_level(config_.log_level);
    auto events = corrections(config_, gateway_.mag().bindings());
    Reloaded done{.clients = events.size(), .restart = awaiting_restart(started_, *next)};
    log::info("configuration read again: {} clients are concerned", done.clients);
    for (const auto& key : done.restart) log::warning("{} needs a restart", key);
    const auto settings = mag_settings(config_);
    dispatch(pmip::ConfigurationRead{.reserved_downlink_keys = settings.reserved_downlink_keys,
                                     .least_note = settings.least_note});
    dispatch(std::move(events));
    silence_.reconfigured();
    notify::ready();
    return done;
}

} // namespace magd
