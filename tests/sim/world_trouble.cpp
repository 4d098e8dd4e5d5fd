#include <fmt/format.h>

#include <array>

#include "tests/sim/clients.hpp"
#include "tests/sim/world.hpp"

/// What goes wrong, and how it is mended.
namespace sim {

using namespace pmip;

void World::happen(Trouble) {
    later(random_.about(scenario_.trouble), Trouble{});
    if (quiet_) return;
    ++tally_.troubles;
    using Do = void (World::*)();
    constexpr std::array<Do, 10> all{&World::storm_rises,    &World::partition,   &World::mag_restarts,
                                     &World::lma_restarts,   &World::clock_jumps, &World::lma_drains,
                                     &World::kernel_refuses, &World::revocation,  &World::notification,
                                     &World::lma_misbehaves};
    (this->*all[random_.below(all.size())])();
}

void World::storm_rises() {
    network_.weather = storm(random_.next());
    tell("", fmt::format("a storm: {} % are lost", network_.weather.loss));
    later(random_.between(Seconds{30}, Seconds{600}), [this] {
        if (!quiet_) network_.weather = scenario_.weather;
        tell("", "the storm is over");
    });
}

/// Between one MAG and one LMA, or around an LMA.
void World::partition() {
    const auto lma = any_lma().end;
    const auto one = any_mag().end;
    const bool all = random_.percent(40);
    const auto length = random_.between(Seconds{20}, Seconds{random_.percent(25) ? 5400 : 600});
    for (const auto& node : mags_) {
        if (!all && node.end != one) continue;
        const auto mag = node.end;
        network_.cut(mag, lma);
        tell("", name_of(mag) + " and " + name_of(lma) + " are parted");
        later(length, [this, mag, lma] {
            network_.mend(mag, lma);
            tell("", name_of(mag) + " and " + name_of(lma) + " meet again");
        });
    }
}

/// Half of the time it loses its sessions, and the kernel's leftovers go; else it goes on with those of its
/// journal. Its other clients ask again by and by.
void World::mag_restarts() {
    auto& node = any_mag();
    auto sessions = std::exchange(node.journal, {});
    const bool loses = random_.percent(50);
    if (loses) sessions.clear();
    tell("", name_of(node.end) + (loses ? " restarts" : " restarts, and goes on"));
    ++node.life;
    if (loses) ++node.settings.restart_counter;
    node.settings.first_sequence = loses ? static_cast<std::uint16_t>(random_.next())
                                         : static_cast<std::uint16_t>(node.mag.next_sequence() + 100);
    node.mag = Mag(node.settings);
    std::destroy_at(&node.watch);
    std::construct_at(&node.watch, node.mag, clients_.size());
    node.kernel.restart();
    node.deadline.reset();
    take_over(node, sessions);
    for (std::size_t i = 0; i < clients_.size(); ++i) {
        if (clients_[i].at != node.end.number) continue;
        if (served(i)) continue; // not one that had just moved to another interface
        clients_[i].asking = false;
        detached(i, node.end.number);
    }
}

/// A record has no exchange; what was under way when the MAG died is forgotten.
void World::take_over(MagNode& node, const std::map<base::MacAddress, Binding>& sessions) {
    for (auto [mac, session] : sessions) {
        session.phase = Phase::active;
        session.exchange.reset();
        session.next_profile.reset();
        session.last_pbu.reset();
        session.handoff.reset();
        feed(node, Adopted{std::move(session)});
    }
    if (node.offset < Milliseconds{}) node.watch.clock_went_back();
}

/// It loses its cache, and some tell so.
void World::lma_restarts() {
    auto& node = any_lma();
    tell("", name_of(node.end) + " restarts");
    if (random_.percent(30)) return feed(node, lma::Command{lma::Restart{.announce = true}});
    node.settings.peers.restart_counter = node.lma.restart_counter() + 1;
    node.lma = lma::Lma(node.settings);
    node.tunnels.clear();
    node.deadline.reset();
}

void World::clock_is(MagNode& node, Milliseconds offset) {
    if (offset < node.offset) node.watch.clock_went_back();
    node.offset = offset;
}

void World::clock_jumps() {
    constexpr Milliseconds far = Seconds{7200};
    const auto span = random_.percent(50) ? Milliseconds{400} : far;
    const auto offset = random_.between(-span, span);
    const auto length = random_.between(Seconds{10}, Seconds{600});
    if (random_.percent(30)) {
        auto& node = any_lma();
        tell("", fmt::format("{}: clock wrong by {} ms", name_of(node.end), offset.count()));
        node.offset = offset;
        later(length, [&node] { node.offset = {}; });
        return;
    }
    auto& node = any_mag();
    tell("", fmt::format("{}: clock wrong by {} ms", name_of(node.end), offset.count()));
    clock_is(node, offset);
    later(length, [this, &node] {
        tell("", name_of(node.end) + ": clock right again");
        clock_is(node, {});
    });
}

/// At one MAG or at all of them.
void World::lma_drains() {
    const auto name = name_of(any_lma().end);
    const bool all = random_.percent(70);
    const auto length = random_.between(Seconds{60}, Seconds{3600});
    for (auto& node : mags_) {
        if (!all && random_.percent(60)) continue;
        feed(node, LmaDrain{.lma = name, .draining = true});
        later(length, [this, &node, name] { feed(node, LmaDrain{.lma = name, .draining = false}); });
    }
}

void World::kernel_refuses() {
    tell("", "kernels are slow, and refuse at times");
    kernel_failures_ = 30;
    kernel_slow_ = true;
    later(random_.between(Seconds{60}, Seconds{600}), [this] {
        kernel_slow_ = false;
        if (!quiet_) kernel_failures_ = scenario_.kernel_failures;
    });
}

void World::revocation() {
    auto& node = any_lma();
    const auto dice = random_.below(100);
    const auto client = name_of(random_.below(clients_.size()));
    tell(name_of(node.end), "revokes " + client);
    if (dice < 5) return feed(node, lma::Command{lma::RevokeMag{address_of(any_mag().end)}});
    if (dice < 30) return feed(node, lma::Command{lma::Revoke{.client = client, .ipv4_only = true}});
    const auto trigger = static_cast<RevocationTrigger>(random_.below(8));
    feed(node, lma::Command{lma::Revoke{.client = client, .trigger = trigger}});
}

void World::notification() {
    auto& node = any_lma();
    if (random_.percent(20)) {
        tell(name_of(node.end), "changes its keys");
        return feed(node, lma::Command{lma::ChangeKeys{}});
    }
    const auto client = name_of(random_.below(clients_.size()));
    tell(name_of(node.end), "notifies " + client);
    const auto reason = static_cast<NotificationReason>(1 + random_.below(5));
    feed(node, lma::Command{lma::Notify{.client = client, .reason = reason}});
}

void World::lma_misbehaves() {
    auto& node = any_lma();
    lma::Misbehaviour how{.updates = 1 + static_cast<std::uint32_t>(random_.below(20))};
    constexpr std::array refusals{Status::reason_unspecified, Status::insufficient_resources,
                                  Status::not_lma_for_this_mobile_node, Status::timestamp_mismatch,
                                  Status::not_authorized_for_ipv4_home_address};
    switch (random_.below(5)) {
    case 0: how.refuse = refusals[random_.below(refusals.size())]; break;
    case 1: how.lose = true; break;
    case 2: how.duplicate = true; break;
    case 3: how.reorder = true; break;
    default: how.delay = random_.between(Milliseconds{100}, Seconds{10}); break;
    }
    tell(name_of(node.end), "misbehaves");
    feed(node, lma::Command{lma::Misbehave{how}});
}

/// From now on nothing is lost and nobody moves.
void World::clear_up() {
    tell("", "all is quiet");
    quiet_ = true;
    network_.weather = {};
    network_.mend();
    kernel_failures_ = 0;
    kernel_slow_ = false;
    for (auto& node : lmas_) {
        node.offset = {};
        feed(node, lma::Command{lma::Misbehave{}});
    }
    for (auto& node : mags_) {
        clock_is(node, {});
        for (const auto& lma : lmas_) feed(node, LmaDrain{.lma = name_of(lma.end), .draining = false});
    }
}

} // namespace sim
