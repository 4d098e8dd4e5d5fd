#include "magd/app.hpp"

#include <asio.hpp>
#include <malloc.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <expected>
#include <filesystem>
#include <functional>
#include <future>
#include <list>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "magd/adoption.hpp"
#include "magd/announcer.hpp"
#include "magd/api.hpp"
#include "magd/arp_service.hpp"
#include "magd/control.hpp"
#include "magd/dhcp6_service.hpp"
#include "magd/dhcp_service.hpp"
#include "magd/gateway.hpp"
#include "magd/journal/keeper.hpp"
#include "magd/journal/recollection.hpp"
#include "magd/kernel_watch.hpp"
#include "magd/log.hpp"
#include "magd/notify.hpp"
#include "magd/policy.hpp"
#include "magd/reload.hpp"
#include "magd/resources.hpp"
#include "magd/router_service.hpp"
#include "magd/silence_poll.hpp"
#include "magd/surroundings.hpp"
#include "magd/surveyor.hpp"
#include "magd/triggers.hpp"
#include "magd/wakeup.hpp"
#include "magd/watch.hpp"

namespace magd {
namespace {

/// How long a flush waits for LMAs to confirm that the clients have gone.
constexpr std::chrono::milliseconds flush_patience{1500};
/// How often the journal is told that the daemon lives.
constexpr std::chrono::seconds life_sign{10};

/// What differs from run to run: the restart counter, and the next sequence number. If no session goes
/// on, that is one which an LMA that remembers an earlier run does not take for an old one more often
/// than chance has it.
pmip::MagSettings settings_of_this_run(const Config& config, const journal::Recollection& past) {
    auto settings = mag_settings(config);
    settings.restart_counter = past.header.restart_counter;
    settings.first_sequence =
        past.bindings.empty() ? static_cast<std::uint16_t>(std::random_device{}()) : past.header.sequence;
    return settings;
}

/// The event loop: waits for sockets, the next deadline, signals and control requests, and
/// hands each to the part that knows what it means.
class App {
  public:
    App(asio::io_context& loop, const Config& config, std::filesystem::path file, Resources& resources,
        journal::Recollection past)
        : loop_(loop),
          started_(config),
          config_(config),
          file_(std::move(file)),
          resources_(resources),
          keeper_(std::move(past.journal), past.header),
          gateway_(settings_of_this_run(config, past), kernel_site(config), Associations(config),
                   resources.kernel, resources.signalling, keeper_),
          sessions_(std::move(past.bindings)),
          kernel_watch_(loop_, gateway_, surveyor_, resources.kernel, resources.monitor,
                        config.kernel.grace_period, [this] { follow_interfaces(); }),
          admission_(config_, gateway_.mag()),
          dhcp_(config_, kernel_site(config), resources.ports, admission_, resources.relay, keeper_),
          dhcp6_(config_, admission_, keeper_),
          router_(config_, kernel_site(config), resources.nd_ports, admission_, keeper_),
          triggers_(loop_, resources.triggers, resources.radius, Attendance(config_, admission_),
                    gateway_.mag(),
                    [this](auto events) {
                        if (!flushing_) dispatch(std::move(events));
                    }),
          silence_(loop_, config_, gateway_, resources.kernel,
                   {.arp = resources.arp_ports, .neighbour = resources.neighbour_ports}, admission_,
                   [this](auto events) {
                       if (!flushing_) dispatch(std::move(events));
                   }) {}

    [[nodiscard]] Api api();
    /// `found`: what a dump of the kernel has found.
    base::Result<void> run(kernel::KernelState found);

  private:
    base::Result<void> take_over(kernel::KernelState found);
    void follow_interfaces();
    void watch_sockets();
    void dispatch(pmip::Event event) {
        std::vector<pmip::Event> events;
        events.push_back(std::move(event));
        dispatch(std::move(events));
    }
    void dispatch(std::vector<pmip::Event> events) { tell(gateway_.handle(std::move(events))); }
    void tell(const std::vector<ClientNews>& news);
    void tell_core_of_leases();
    void read(auto& port, auto& service);
    void read_relay(access::RelayPort& relay);
    void arm_timer();
    void await_signal();
    void live();
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
    Announcer announcer_{loop_,    gateway_.mag(),      keeper_, dhcp_, dhcp6_, router_, arp_,
                         silence_, [this] { tell({}); }};
    asio::signal_set signals_{loop_, SIGTERM, SIGINT, SIGHUP};
    asio::steady_timer timer_{loop_};
    asio::steady_timer flush_timer_{loop_};
    asio::steady_timer life_timer_{loop_};
    std::list<Watch> watches_;
    bool flushing_ = false;
};

/// What the control socket serves.
Api App::api() {
    return {.config = config_,
            .ports = resources_.ports,
            .gateway = gateway_,
            .admission = admission_,
            .dhcp = dhcp_,
            .dhcp6 = dhcp6_,
            .router = router_,
            .triggers = resources_.triggers,
            .radius = resources_.radius,
            .silence = silence_,
            .kernel = resources_.kernel,
            .surveyor = surveyor_,
            .dispatch = [this](pmip::Event event) { dispatch(std::move(event)); },
            .reload = [this] { return reload(); },
            .flush = [this] { return flush(); }};
}

base::Result<void> App::run(kernel::KernelState found) {
    if (auto taken = take_over(std::move(found)); !taken) return taken;
    warn_of_surroundings(resources_.kernel);
    watch_sockets();
    await_signal();
    live();
    notify::ready();
    log::info("ready: {} LMA, {} access interfaces", config_.lmas.size(), config_.accesses.size());
    loop_.run();
    if (!flushing_) return {};
    const auto cleared = keeper_.clear(); // whatever becomes of that, nothing stays in the kernel
    if (auto stopped = gateway_.stop(); !stopped) return stopped;
    return cleared;
}

/// Goes on with the sessions of an earlier process, and has what the configuration says of them by now
/// done, as after a reload.
base::Result<void> App::take_over(kernel::KernelState found) {
    complete(sessions_, config_, resources_.ports);
    const auto news = gateway_.start(std::exchange(sessions_, {}), std::move(found));
    if (!news) return std::unexpected(news.error());
    tell(*news);
    dispatch(corrections(config_, gateway_.mag().bindings()));
    if (!news->empty()) log::info("{} sessions go on from an earlier run", news->size());
    kernel_watch_.begin();
    (void)::malloc_trim(0); // what a dump of the kernel took is as much again as the bindings take
    return {};
}

/// One that has gone and come back is another one for sockets.
void App::follow_interfaces() {
    const auto follow = [](auto& ports) {
        for (auto& port : ports)
            if (const auto done = port.follow(); !done) log::error("{}", done.error().what);
    };
    follow(resources_.ports);
    follow(resources_.ports6);
    follow(resources_.nd_ports);
    follow(resources_.arp_ports);
    follow(resources_.neighbour_ports);
    triggers_.follow();
}

void App::watch_sockets() {
    for (const auto fd : resources_.signalling.fds())
        watches_.emplace_back(loop_, fd, [this] { tell(gateway_.receive()); });
    for (auto& port : resources_.ports)
        watches_.emplace_back(loop_, port.fd(), [this, &port] { read(port, dhcp_); });
    for (auto& port : resources_.ports6)
        watches_.emplace_back(loop_, port.fd(), [this, &port] { read(port, dhcp6_); });
    for (auto& port : resources_.nd_ports)
        watches_.emplace_back(loop_, port.fd(), [this, &port] { read(port, router_); });
    triggers_.begin();
    silence_.begin();
    if (auto& relay = resources_.relay)
        watches_.emplace_back(loop_, relay->fd(), [this, &relay] { read_relay(*relay); });
}

void App::read_relay(access::RelayPort& relay) {
    take_some([&] {
        const auto payload = relay.receive();
        if (payload && !flushing_) dhcp_.relayed(gateway_.mag(), *payload);
        return payload.has_value();
    });
    tell_core_of_leases();
}

/// What follows every event: clients hear of it, and the timer of the next deadline.
void App::tell(const std::vector<ClientNews>& news) {
    announcer_.announce(news);
    arm_timer();
    if (flushing_ && gateway_.mag().bindings().empty()) loop_.stop();
    tell_core_of_leases();
}

void App::tell_core_of_leases() {
    if (auto begun = dhcp_.begun(); !begun.empty()) dispatch(std::move(begun));
}

void App::read(auto& port, auto& service) {
    take_some([&] {
        const auto frame = port.receive();
        if (!frame) return false;
        if (!frame->for_us || flushing_) return true;
        if (auto event = service.receive(gateway_.mag(), port, *frame)) dispatch(std::move(*event));
        return true;
    });
    tell_core_of_leases();
}

void App::arm_timer() {
    constexpr auto never = pmip::TimePoint::max();
    timer_.expires_at(std::min({gateway_.mag().deadline().value_or(never), router_.deadline().value_or(never),
                                dhcp_.deadline().value_or(never)}));
    timer_.async_wait([this](const asio::error_code& error) {
        if (error) return;
        router_.tick(gateway_.mag());
        auto events = dhcp_.tick(gateway_.mag(), std::chrono::steady_clock::now());
        events.emplace_back(pmip::Tick{});
        dispatch(std::move(events));
    });
}

void App::await_signal() {
    signals_.async_wait([this](const asio::error_code& error, int signal) {
        if (error) return;
        if (signal == SIGHUP)
            (void)reload();
        else
            stop();
        await_signal();
    });
}

/// A journal that cannot be written is complained of where clients wait for it.
void App::live() {
    (void)keeper_.live(std::chrono::steady_clock::now());
    life_timer_.expires_after(life_sign);
    life_timer_.async_wait([this](const asio::error_code& error) {
        if (!error) live();
    });
}

/// The kernel goes on forwarding, and the next start goes on with the sessions.
void App::stop() {
    notify::stopping();
    live();
    log::info("stopping: the kernel carries {} clients on", gateway_.mag().bindings().size());
    loop_.stop();
}

/// De-registers every client and waits for the LMAs, but not for long; then the gateway stops, and
/// leaves nothing. Gives the number of clients.
std::size_t App::flush() {
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
std::expected<Reloaded, std::string> App::reload() {
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

} // namespace

base::Result<void> run(const Config& config, const std::filesystem::path& file) {
    asio::io_context loop{1};
    std::optional<Api> api; // there when the loop runs
    // First of all: a daemon that runs already is named by this.
    const auto call = [&](std::string_view method, const auto& params, const RpcReply& reply) {
        api->call(method, params, reply);
    };
    auto control = Control::open(loop, config.control, call);
    if (!control) return std::unexpected(control.error());
    auto resources = Resources::open(config);
    if (!resources) return std::unexpected(resources.error());
    // With many clients either takes a second or two: the journal is read while the kernel is dumped.
    auto reading = std::async(std::launch::async, [&] {
        return journal::recollect(config.state_directory, {.boot = journal::boot_id(),
                                                           .began = std::chrono::steady_clock::now(),
                                                           .longest_pause = config.kernel.adoption_limit});
    });
    auto found = resources->kernel.dump();
    auto past = reading.get();
    if (!past) return std::unexpected(past.error());
    if (!found) return std::unexpected(found.error());
    for (const auto& trouble : past->troubles) log::warning("{}", trouble);
    App app(loop, config, file, *resources, std::move(*past));
    api.emplace(app.api());
    return app.run(std::move(*found));
}

} // namespace magd
