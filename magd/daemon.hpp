#pragma once

#include <asio/io_context.hpp>
#include <asio/signal_set.hpp>
#include <asio/steady_timer.hpp>

#include <csignal>
#include <expected>
#include <filesystem>
#include <list>
#include <set>
#include <string>
#include <vector>

#include "magd/announcer.hpp"
#include "magd/api.hpp"
#include "magd/arp_service.hpp"
#include "magd/gateway.hpp"
#include "magd/journal/recollection.hpp"
#include "magd/kernel_watch.hpp"
#include "magd/reload.hpp"
#include "magd/resources.hpp"
#include "magd/triggers.hpp"
#include "magd/watch.hpp"

namespace magd {

/// The event loop: waits for sockets, the next deadline, signals and control requests, and
/// hands each to the part that knows what it means.
class Daemon {
  public:
    Daemon(asio::io_context& loop, const Config& config, std::filesystem::path file, Resources& resources,
           journal::Recollection past);

    [[nodiscard]] Api api();
    /// `found`: what a dump of the kernel has found.
    base::Result<void> run(kernel::KernelState found);

  private:
    // daemon.cpp: from the beginning to the end, and what follows every event
    base::Result<void> take_over(kernel::KernelState found);
    void dispatch(pmip::Event event);
    void dispatch(std::vector<pmip::Event> events) { tell(gateway_.handle(std::move(events))); }
    void dispatch_of_client(std::vector<pmip::Event> events);
    void tell(const std::vector<ClientNews>& news);
    void tell_core_of_leases();
    void arm_timer();
    void live();

    // daemon_sockets.cpp: what comes from LMAs, clients and DHCP servers
    void watch_sockets();
    void follow_interfaces();
    void tell_of_addresses();
    void read(auto& port, auto& service);
    void read_relay(access::RelayPort& relay);

    // daemon_orders.cpp: what an operator orders, by signal or by the control socket
    void await_signal();
    void stop();
    std::size_t flush();
    std::expected<Reloaded, std::string> reload();

    asio::io_context& loop_;
    const Config started_;
    Config config_; ///< in force: what a reload may change has changed
    const std::filesystem::path file_;
    Resources& resources_;
    journal::Keeper keeper_;
    Gateway gateway_;
    std::vector<pmip::Binding> sessions_; ///< of an earlier process, until they are taken over
    Surveyor surveyor_{loop_, gateway_, [this](const auto& news) { tell(news); }};
    KernelWatch kernel_watch_;
    Admission admission_;
    DhcpService dhcp_;
    Dhcp6Service dhcp6_;
    RouterService router_;
    Triggers triggers_;
    SilencePoll silence_;
    ArpService arp_{resources_.ports};
    Announcer announcer_{loop_,   gateway_.mag(), keeper_,  dhcp_,      dhcp6_,
                         router_, arp_,           silence_, admission_, [this] { tell({}); }};
    asio::signal_set signals_{loop_, SIGTERM, SIGINT, SIGHUP};
    asio::steady_timer timer_{loop_};
    asio::steady_timer flush_timer_{loop_};
    asio::steady_timer life_timer_{loop_};
    bool alive_ = true;                 ///< by the journal
    std::set<std::string> readdressed_; ///< access interfaces with another address than their clients know
    std::list<Watch> watches_;
    bool flushing_ = false;
};

} // namespace magd
