#include <fmt/format.h>

#include "tests/sim/clients.hpp"
#include "tests/sim/world.hpp"

/// What clients do, and what they must get.
namespace sim {

using namespace pmip;

namespace {

constexpr Milliseconds at_once{0};
/// Within that time an attach must have ended.
constexpr Seconds attach_patience{600};
/// A state that says nothing may last that long.
constexpr Seconds speechless{60};

} // namespace

bool World::served(std::size_t client) const {
    const auto& [profile, at, visit, asking] = clients_[client];
    if (!at || !mags_[*at].watch.book(client).served) return false;
    const auto* binding = mags_[*at].mag.find(profile.mac);
    return binding != nullptr && binding->profile.access_name == profile.access_name;
}

void World::happen(Act act) {
    later(random_.about(scenario_.stay), Act{act.client});
    if (quiet_) return;
    const auto& client = clients_[act.client];
    const auto dice = random_.below(100);
    if (!client.at)
        attach(act.client, random_.below(mags_.size()));
    else if (dice < 30)
        leave(act.client);
    else if (dice < 80)
        roam(act.client);
    else
        attach(act.client, *client.at);
}

/// Behind that MAG, or behind its other interface.
void World::attach(std::size_t number, std::size_t mag) {
    auto& client = clients_[number];
    if (client.at == mag) {
        const bool back = client.profile.access_name == "wlan1";
        client.profile.access_name = back ? "wlan0" : "wlan1";
        client.profile.access = base::IfIndex{back ? 1U : 2U};
    }
    client.at = mag;
    ++client.visit;
    client.asking = true; // once more, if nothing comes of this
    ++tally_.attaches;
    tell(number, name_of(mags_[mag].end), "the client comes on " + *client.profile.access_name);
    later(attach_patience, Verdict{number, client.visit});
    later(random_.between(Seconds{30}, Seconds{90}), Ask{number, client.visit});
    constexpr unsigned flaps = 5; // in percent
    const auto visit = client.visit;
    if (random_.percent(flaps))
        later(random_.between(Milliseconds{100}, Milliseconds{1500}), [=, this] { flap(number, visit); });
    feed(mags_[mag], LinkUp{.profile = client.profile});
}

/// It goes to the other interface when the kernel is hardly done with the first one.
void World::flap(std::size_t number, std::uint32_t visit) {
    const auto& client = clients_[number];
    if (client.at && client.visit == visit && !quiet_) attach(number, *client.at);
}

/// The MAG mostly notices at once, and sometimes only when the client is long gone.
void World::leave(std::size_t number) {
    auto& client = clients_[number];
    const auto mag = *client.at;
    client.at.reset();
    ++client.visit;
    tell(number, name_of(mags_[mag].end), "the client leaves");
    if (random_.percent(80)) return happen(Gone{number, mag});
    later(random_.between(at_once, Seconds{600}), Gone{number, mag});
}

void World::roam(std::size_t number) {
    if (mags_.size() == 1) return leave(number);
    const auto from = *clients_[number].at;
    const auto to = (from + 1 + random_.below(mags_.size() - 1)) % mags_.size();
    tell(number, name_of(mags_[from].end), "the client roams");
    clients_[number].at.reset();
    const auto dice = random_.below(100);
    if (dice < 35) happen(Gone{number, from});
    attach(number, to);
    if (dice < 35) return;
    later(random_.between(at_once, dice < 80 ? Seconds{2} : Seconds{600}), Gone{number, from});
}

void World::happen(Gone gone) {
    if (clients_[gone.client].at == gone.mag) return; // it has come back
    tell(gone.client, name_of(mags_[gone.mag].end), "it is gone");
    feed(mags_[gone.mag], LinkDown{.mac = mac_of(gone.client), .reason = "left"});
}

/// A client that has no service any more asks for it.
void World::detached(std::size_t number, std::size_t mag) {
    auto& client = clients_[number];
    if (client.at != mag || client.asking) return;
    client.asking = true;
    later(random_.between(Seconds{5}, Seconds{60}), Ask{number, client.visit});
}

/// Again and again; where that is in vain, an operator helps in the end.
void World::happen(Ask ask) {
    auto& client = clients_[ask.client];
    if (client.visit != ask.visit || !client.at || !client.asking) return;
    if (served(ask.client)) {
        client.asking = false;
        return;
    }
    later(random_.between(Seconds{20}, Seconds{120}), ask);
    auto& node = mags_[*client.at];
    const auto* binding = node.mag.find(client.profile.mac);
    const bool stuck =
        binding != nullptr && (binding->blocked || (binding->exchange && binding->exchange->muted));
    feed(node, LinkUp{.profile = client.profile, .administrative = stuck && random_.percent(50)});
}

/// ACTIVE, or with a reason, or on its way: not longer than it takes to find one.
void World::happen(Verdict verdict) {
    const auto& client = clients_[verdict.client];
    if (client.visit != verdict.visit || !client.at) return;
    const auto* binding = mags_[*client.at].mag.find(client.profile.mac);
    if (binding == nullptr) {
        if (!client.asking) fail(must::attach_ends, verdict.client, "no binding");
        return;
    }
    const bool well = binding->phase == Phase::active || binding->phase == Phase::refresh_pending;
    const bool young = now_ - binding->since < speechless;
    if (!well && binding->reason.empty() && !young)
        fail(must::attach_ends, verdict.client, fmt::format("{} without a reason", name(binding->phase)));
}

} // namespace sim
