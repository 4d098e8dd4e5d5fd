#include "tests/sim/world.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "magd/pmip/codec.hpp"

namespace sim {
namespace {

using namespace pmip;

constexpr base::Ipv4 mag_address{0x0a6a236f};
constexpr base::Ipv4 lma_address{0x0a6a2528};
constexpr std::uint16_t port = 5436;

MagSettings mag_settings(const Scenario& scenario) {
    MagSettings settings;
    settings.lmas["LMA1"] = {.address = lma_address, .heartbeat_interval = {}};
    settings.lifetime = Seconds{120};
    settings.timestamps = scenario.timestamps;
    settings.first_sequence = 65000; // the number wraps early
    return settings;
}

lma::LmaSettings lma_settings() {
    lma::LmaSettings settings;
    settings.pools = {{.realm = "example.com",
                       .prefix = {{0x0a010000}, 24},
                       .router = {0x0a010001},
                       .first = {0x0a010002}}};
    settings.mags = {base::Address{mag_address}};
    settings.peers.heartbeat_interval = Seconds{0}; // this MAG knows PBAs alone
    return settings;
}

Profile profile_of(std::size_t number) {
    const base::MacAddress mac{
        {2, 0, 0, 0, static_cast<std::uint8_t>(number >> 8), static_cast<std::uint8_t>(number)}};
    return {.mac = mac,
            .mn_id = {.subtype = 1, .identifier = base::to_dotted(mac) + "@example.com"},
            .realm = "example.com",
            .lmas = {"LMA1"},
            .access_technology = AccessTechnology::ieee80211,
            .link_layer_id = {mac.octets.begin(), mac.octets.end()},
            .access = base::IfIndex{1},
            .access_name = "wlan0"};
}

} // namespace

Scenario scenario_of(std::uint64_t seed) {
    Random random(seed * 7919 + 1);
    Scenario scenario;
    scenario.clients = 2 + random.below(40);
    scenario.timestamps = !random.percent(25);
    scenario.weather = {.loss = static_cast<unsigned>(random.below(40)),
                        .duplicate = static_cast<unsigned>(random.below(30)),
                        .slow = static_cast<unsigned>(random.below(20)),
                        .replay = static_cast<unsigned>(random.below(20))};
    scenario.kernel_failures = static_cast<unsigned>(random.below(10));
    scenario.lma_restarts = static_cast<unsigned>(random.below(3));
    return scenario;
}

World::World(std::uint64_t seed, Scenario scenario)
    : scenario_(scenario),
      random_(seed),
      now_{.steady = TimePoint{Seconds{1000}}, .wall = WallTime{Seconds{1700000000}}},
      begin_(now_.steady),
      mag_(mag_settings(scenario)),
      lma_(lma_settings()),
      watch_(mag_) {
    network_.weather = scenario.weather;
    for (std::size_t i = 0; i < scenario.clients; ++i) clients_.push_back({.profile = profile_of(i)});
    plan_storm();
}

void World::tell(std::string text) {
    const std::chrono::duration<double> since = now_.steady - begin_;
    log_.push_back(fmt::format("{:9.3f} {}", since.count(), std::move(text)));
}

void World::later(Milliseconds delay, std::function<void()> what) {
    agenda_.emplace(now_.steady + delay, std::move(what));
}

void World::plan_storm() {
    const auto any_time = [&] { return random_.between(Milliseconds{0}, scenario_.stormy); };
    for (std::size_t i = 0; i < clients_.size(); ++i) {
        later(any_time() / 10, [this, i] { act(i); });
        later(any_time() / 10, [this, i] { repeat(i); });
    }
    for (unsigned i = 0; i < scenario_.lma_restarts; ++i)
        later(any_time(), [this] {
            tell("LMA restarts");
            lma_ = lma::Lma(lma_settings());
            tunnels_.clear();
        });
    later(scenario_.stormy, [this] { clear_up(); });
}

/// From now on nothing is lost and nobody moves.
void World::clear_up() {
    tell("all is quiet");
    storm_ = false;
    network_.weather = {};
    scenario_.kernel_failures = 0;
}

/// A client comes, moves or leaves, and will do so again.
void World::act(std::size_t number) {
    if (!storm_) return;
    auto& client = clients_[number];
    const auto& mac = client.profile.mac;
    const bool leaves = client.present && random_.percent(50);
    if (client.present && !leaves) {
        const bool back = client.profile.access_name == "wlan1";
        client.profile.access_name = back ? "wlan0" : "wlan1";
        client.profile.access = base::IfIndex{back ? 1U : 2U};
    }
    client.present = !leaves;
    if (leaves)
        feed(LinkDown{.mac = mac, .reason = "left"});
    else
        feed(LinkUp{.profile = client.profile});
    later(random_.between(Milliseconds{10}, random_.percent(10) ? Milliseconds{500} : Milliseconds{120000}),
          [this, number] { act(number); });
}

/// A client that asks by DHCP again and again is a trigger again and again.
void World::repeat(std::size_t number) {
    if (clients_[number].present) feed(LinkUp{.profile = clients_[number].profile});
    later(random_.between(Milliseconds{1000}, Milliseconds{20000}), [this, number] { repeat(number); });
}

void World::feed(const Event& event) {
    watch_.before(event);
    const auto actions = mag_.on(event, now_);
    for (const auto& action : actions) execute(action);
    watch_.after(event, actions, now_);
}

void World::feed(const lma::LmaEvent& event) {
    for (const auto& action : lma_.on(event, now_)) execute(action);
}

void World::execute(const Action& action) {
    if (const auto* pbu = std::get_if<SendPbu>(&action))
        network_.send({Destination::lma, encode(pbu->update, Padding::never_pad1)}, now_.steady, random_);
    if (const auto* want = std::get_if<Want>(&action)) programme(*want);
    if (const auto* unwant = std::get_if<Unwant>(&action)) kernel_.erase(unwant->mac);
    if (const auto* note = std::get_if<Note>(&action)) tell(base::to_string(note->mac) + ' ' + note->text);
}

/// The kernel takes its time; its word on an earlier wish may come after a later one.
void World::programme(const Want& want) {
    const auto mac = want.binding.profile.mac;
    const auto generation = want.binding.generation;
    const bool fails = random_.percent(scenario_.kernel_failures);
    if (fails)
        kernel_.erase(mac);
    else
        kernel_[mac] = want.binding;
    later(random_.between(Milliseconds{0}, Milliseconds{50}), [=, this] {
        if (fails)
            feed(ProgramFailed{.mac = mac, .generation = generation, .reason = "no luck"});
        else
            feed(Programmed{.mac = mac, .generation = generation});
    });
}

void World::execute(const lma::LmaAction& action) {
    if (const auto* send = std::get_if<lma::Send>(&action))
        network_.send({Destination::mag, encode(send->message, Padding::minimal)}, now_.steady, random_);
    if (const auto* want = std::get_if<lma::WantTunnel>(&action)) tunnels_[want->entry.number] = want->entry;
    if (const auto* unwant = std::get_if<lma::UnwantTunnel>(&action)) tunnels_.erase(unwant->entry.number);
    if (const auto* note = std::get_if<lma::LmaNote>(&action)) tell("LMA: " + note->text);
}

void World::deliver(const Packet& packet) {
    const auto decoded = decode(packet.payload);
    if (packet.to == Destination::lma)
        return feed(lma::MessageIn{.from = mag_address, .port = port, .message = decoded->message});
    ++answers_;
    feed(MessageIn{.from = lma_address, .message = decoded->message});
}

/// Goes to the next thing that happens; false at the end of time.
bool World::step() {
    auto next = begin_ + scenario_.stormy + scenario_.quiet;
    const auto end = next;
    for (const auto& at : {mag_.deadline(), lma_.deadline(), network_.deadline()})
        if (at) next = std::min(next, *at);
    if (!agenda_.empty()) next = std::min(next, agenda_.begin()->first);
    if (next >= end) return false;
    now_.wall += std::chrono::duration_cast<Milliseconds>(next - now_.steady);
    now_.steady = next;
    while (const auto packet = network_.arrive(now_.steady)) deliver(*packet);
    while (!agenda_.empty() && agenda_.begin()->first <= now_.steady)
        agenda_.extract(agenda_.begin()).mapped()();
    if (mag_.deadline() && *mag_.deadline() <= now_.steady) feed(Event{Tick{}});
    if (lma_.deadline() && *lma_.deadline() <= now_.steady) feed(lma::LmaEvent{Tick{}});
    return true;
}

std::string World::run() {
    while (step())
        if (!watch_.fault().empty()) {
            tell("FAULT: " + watch_.fault());
            return log_.back();
        }
    return at_rest();
}

/// Both ends and both kernels say the same.
std::string World::at_rest() const {
    std::size_t present = 0;
    for (const auto& client : clients_) {
        if (auto what = disagreement(client); !what.empty())
            return base::to_string(client.profile.mac) + " at rest: " + what;
        if (client.present) ++present;
    }
    if (mag_.bindings().size() != present) return "at rest: the MAG has bindings of nobody";
    if (lma_.entries().size() != present) return "at rest: the LMA has bindings of nobody";
    if (kernel_.size() != present) return "at rest: the MAG's kernel carries something of nobody";
    if (tunnels_.size() != present) return "at rest: the LMA's kernel carries something of nobody";
    return {};
}

std::string World::disagreement(const Client& client) const {
    const auto* binding = mag_.find(client.profile.mac);
    if (!client.present) return binding == nullptr ? "" : "a binding of a client that has left";
    if (binding == nullptr) return "no binding";
    const bool registered = binding->phase == Phase::active || binding->phase == Phase::refresh_pending;
    if (!registered) return fmt::format("{}: {}", name(binding->phase), binding->reason);
    if (binding->profile != client.profile) return "the profile is another";
    const auto carried = kernel_.find(client.profile.mac);
    if (carried == kernel_.end()) return "the kernel does not carry it";
    if (carried->second.ipv4 != binding->ipv4 || carried->second.profile != binding->profile ||
        carried->second.uplink_key != binding->uplink_key)
        return "the kernel carries something else";
    for (const auto& [number, entry] : tunnels_)
        if (entry.mn_id == client.profile.mn_id)
            return entry.ipv4 == binding->ipv4 && entry.downlink_key == binding->downlink_key &&
                           entry.uplink_key == binding->uplink_key
                       ? ""
                       : "the LMA carries something else";
    return "the LMA does not carry it";
}

} // namespace sim
