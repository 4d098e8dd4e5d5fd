#include "magd/daemon.hpp"

#include <malloc.h>

#include <algorithm>
#include <chrono>
#include <random>
#include <utility>

#include "magd/adoption.hpp"
#include "magd/log.hpp"
#include "magd/notify.hpp"
#include "magd/policy.hpp"
#include "magd/surroundings.hpp"

namespace magd {
namespace {

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

} // namespace

Daemon::Daemon(asio::io_context& loop, const Config& config, std::filesystem::path file, Resources& resources,
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
      admission_(config_, gateway_.mag(),
                 [this](const pmip::Binding& binding) {
                     const auto sent = resources_.kernel.sent_by(binding);
                     return !sent || *sent != 0; // whom nobody can tell anything of, nobody sends away
                 }),
      dhcp_(config_, kernel_site(config), resources.ports, admission_, resources.relay, keeper_),
      dhcp6_(config_, admission_, keeper_),
      router_(config_, kernel_site(config), resources.nd_ports, admission_, keeper_),
      triggers_(loop_, resources.triggers, resources.radius, Attendance(config_, admission_), gateway_.mag(),
                [this](auto events) { dispatch_of_client(std::move(events)); }),
      silence_(loop_, config_, gateway_, resources.kernel,
               {.arp = resources.arp_ports, .neighbour = resources.neighbour_ports}, admission_,
               [this](auto events) { dispatch_of_client(std::move(events)); }) {}

/// What the control socket serves.
Api Daemon::api() {
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

base::Result<void> Daemon::run(kernel::KernelState found) {
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
base::Result<void> Daemon::take_over(kernel::KernelState found) {
    complete(sessions_, config_, resources_.ports);
    const auto news = gateway_.start(std::exchange(sessions_, {}), std::move(found));
    if (!news) return std::unexpected(news.error());
    for (const auto& client : *news)
        if (const auto* const binding = gateway_.mag().find(client.mac)) admission_.adopted(*binding);
    tell(*news);
    dispatch(corrections(config_, gateway_.mag().bindings()));
    if (!news->empty()) log::info("{} sessions go on from an earlier run", news->size());
    kernel_watch_.begin();
    (void)::malloc_trim(0); // what a dump of the kernel took is as much again as the bindings take
    return {};
}

void Daemon::dispatch(pmip::Event event) {
    std::vector<pmip::Event> events;
    events.push_back(std::move(event));
    dispatch(std::move(events));
}

/// Nobody comes or goes by itself while all are sent away.
void Daemon::dispatch_of_client(std::vector<pmip::Event> events) {
    if (!flushing_) dispatch(std::move(events));
}

/// What follows every event: clients hear of it, and the timer of the next deadline.
void Daemon::tell(const std::vector<ClientNews>& news) {
    announcer_.announce(news);
    arm_timer();
    if (flushing_ && gateway_.mag().bindings().empty()) loop_.stop();
    tell_core_of_leases();
}

void Daemon::tell_core_of_leases() {
    if (auto begun = dhcp_.begun(); !begun.empty()) dispatch(std::move(begun));
}

void Daemon::arm_timer() {
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

/// Where clients wait for a journal that cannot be written, that is told too.
void Daemon::live() {
    const auto kept = keeper_.live(std::chrono::steady_clock::now());
    if (!kept && alive_)
        log::error("{}; while this lasts, a restart later than kernel.adoption_limit loses all sessions",
                   kept.error().what);
    alive_ = kept.has_value();
    life_timer_.expires_after(life_sign);
    life_timer_.async_wait([this](const asio::error_code& error) {
        if (!error) live();
    });
}

} // namespace magd
