#include "magd/silence_poll.hpp"

#include <asio/post.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "magd/access/arp_request.hpp"
#include "magd/access/arp_sighting.hpp"
#include "magd/access/neighbour_question.hpp"
#include "magd/access/neighbour_sighting.hpp"
#include "magd/arp_service.hpp"
#include "magd/log.hpp"
#include "magd/policy.hpp"
#include "magd/wakeup.hpp"

namespace magd {
namespace {

pmip::TimePoint silence_now() { return std::chrono::steady_clock::now(); }

template <class Port>
Port* port_of(std::vector<Port>& ports, const pmip::Binding& binding) {
    const auto port = std::ranges::find(ports, *binding.profile.access_name, &Port::name);
    return port == ports.end() ? nullptr : &*port;
}

} // namespace

void SilencePoll::begin() {
    const auto watch = [this](auto& ports) {
        for (auto& port : ports)
            watches_.emplace_back(loop_, port.fd(), [this, &port] { (void)listen(port); });
    };
    watch(ports_.arp);
    watch(ports_.neighbour);
    arm();
}

void SilencePoll::attached(const base::MacAddress& mac) {
    const auto* binding = gateway_.mag().find(mac);
    const auto* access = binding == nullptr ? nullptr : find_access(config_, *binding->profile.access_name);
    if (access == nullptr) return;
    silence_.watch(mac, silence_terms(*access), silence_now());
    arm();
}

void SilencePoll::detached(const base::MacAddress& mac) {
    silence_.forget(mac);
    const auto* const binding = gateway_.mag().find(mac);
    if (binding == nullptr || is_leaving(*binding)) addresses_.erase(mac); // else it may go on elsewhere
}

void SilencePoll::reconfigured() {
    for (const auto& [mac, binding] : gateway_.mag().bindings())
        if (binding.programmed) attached(mac);
}

/// False if more may wait than one wakeup may read.
template <class Port, class Take>
bool SilencePoll::listen(Port& port, Take take) {
    bool all = false;
    take_some([&] {
        const auto frame = port.receive();
        all = !frame;
        if (frame) take(frame->octets);
        return frame.has_value();
    });
    return all;
}

bool SilencePoll::listen(access::ArpPort& port) {
    return listen(port, [&](base::ByteView frame) {
        const auto seen = access::decode_arp_sighting(frame);
        if (seen && !is_elsewhere(port, seen->mac)) heard(port, seen->mac);
        ArpService::heard(gateway_.mag(), port, frame);
    });
}

bool SilencePoll::listen(access::NeighbourPort& port) {
    return listen(port, [&](base::ByteView frame) {
        const auto seen = access::decode_neighbour_sighting(frame);
        if (!seen) return;
        if (is_elsewhere(port, seen->mac)) return;
        heard(port, seen->mac);
        if (has_home_address(*seen)) admission_.settled(seen->mac);
        const auto& address = seen->source.unspecified() ? seen->wanted : seen->source;
        if (!address.unspecified()) keep(seen->mac, address);
    });
}

/// Whether it speaks from one, or asks whether another has the one that it wants: it knows its home network
/// prefixes by now, and nobody told them to any other.
bool SilencePoll::has_home_address(const access::NeighbourSighting& seen) const {
    const auto* binding = gateway_.mag().find(seen.mac);
    if (binding == nullptr || !binding->ipv6) return false;
    return std::ranges::any_of(binding->ipv6->home_prefixes, [&](const base::Prefix6& prefix) {
        return prefix.contains(seen.source) || prefix.contains(seen.wanted);
    });
}

/// A link-local address is the client's for longest. One that is not attached yet may be in a moment.
void SilencePoll::keep(const base::MacAddress& mac, const base::Ipv6& address) {
    const auto& bindings = gateway_.mag().bindings();
    const auto full = [&] { return !bindings.contains(mac) && addresses_.size() >= config_.binding.maximum; };
    if (full()) std::erase_if(addresses_, [&](const auto& one) { return !bindings.contains(one.first); });
    if (full()) return;
    auto& kept = addresses_[mac];
    if (!kept.link_local() || address.link_local()) kept = address;
}

/// Of a client that is registered behind another interface, others decide: what is heard here may be
/// another's.
bool SilencePoll::is_elsewhere(const access::PacketPort& port, const base::MacAddress& mac) const {
    const auto* binding = gateway_.mag().find(mac);
    return binding != nullptr && *binding->profile.access_name != port.name();
}

void SilencePoll::heard(const access::PacketPort& port, const base::MacAddress& mac) {
    const bool was_gone = silence_.heard(mac, silence_now()), was_let_go = admission_.was_let_go(mac);
    if (was_gone || was_let_go) come_back(port, mac);
}

void SilencePoll::come_back(const access::PacketPort& port, const base::MacAddress& mac) {
    const auto* access = find_access(config_, port.name());
    if (access == nullptr || access->triggers.empty()) return;
    auto events = admission_.admit(port.name(), port.index(), mac, silence_now(), access->triggers.front());
    if (events.empty()) return;
    ++counters_[SilenceCounter::back];
    dispatch_(std::move(events));
}

/// While frames wait to be read, nobody is judged: they may be answers.
void SilencePoll::tick() {
    if (!listen_to_all()) return asio::post(loop_, [this] { tick(); });
    Events events;
    for (const auto& mac : silence_.due(silence_now())) look_at(mac, events);
    if (!events.empty()) dispatch_(std::move(events));
    arm();
}

bool SilencePoll::listen_to_all() {
    bool all = true;
    for (auto& port : ports_.arp) all = listen(port) && all;
    for (auto& port : ports_.neighbour) all = listen(port) && all;
    return all;
}

void SilencePoll::look_at(const base::MacAddress& mac, Events& events) {
    const auto* binding = gateway_.mag().find(mac);
    if (binding == nullptr || !binding->programmed) return silence_.forget(mac);
    const auto sent = kernel_.sent_by(*binding);
    const Silence::Look look{.packets = sent ? std::optional{*sent} : std::nullopt,
                             .conclusive = answers(*binding) || (sent == 0 && admission_.waits(mac))};
    const auto verdict = silence_.judge(mac, look, silence_now());
    if (verdict == Silence::Verdict::ask) ask(*binding);
    if (verdict != Silence::Verdict::gone) return;
    ++counters_[SilenceCounter::gone];
    events.emplace_back(pmip::LinkDown{
        .mac = mac, .reason = fmt::format("left {} (does not answer)", *binding->profile.access_name)});
}

/// A client forms its IPv6 addresses itself: while none was heard, it is asked for the one that it most
/// likely has, and its silence says nothing; unless nothing has ever shown that it is there.
bool SilencePoll::answers(const pmip::Binding& binding) const {
    return binding.ipv4 || addresses_.contains(binding.profile.mac);
}

void SilencePoll::ask(const pmip::Binding& binding) {
    const bool ipv4 = ask_ipv4(binding), ipv6 = ask_ipv6(binding);
    if (ipv4 || ipv6) return;
    ++counters_[SilenceCounter::unasked];
    (void)silence_.heard(binding.profile.mac, silence_now()); // nothing can be told of it
}

bool SilencePoll::ask_ipv4(const pmip::Binding& binding) {
    auto* port = port_of(ports_.arp, binding);
    if (port == nullptr || !binding.ipv4) return false;
    return send(*port, binding.profile.mac,
                access::encode(access::ArpRequest{.gateway = port->mac(),
                                                  .router = binding.ipv4->default_router,
                                                  .client = binding.profile.mac,
                                                  .target = binding.ipv4->home_address.address}));
}

bool SilencePoll::ask_ipv6(const pmip::Binding& binding) {
    auto* port = port_of(ports_.neighbour, binding);
    if (port == nullptr || !binding.ipv6) return false;
    const auto& mac = binding.profile.mac;
    const auto known = addresses_.find(mac);
    return send(*port, mac,
                access::encode(access::NeighbourQuestion{
                    .gateway = port->mac(),
                    .router = binding.ipv6->link_local,
                    .client = mac,
                    .address = known == addresses_.end() ? kernel::link_local_of(mac) : known->second}));
}

bool SilencePoll::send(access::PacketPort& port, const base::MacAddress& mac, const base::Bytes& question) {
    const auto sent = port.send(question);
    if (!sent) {
        log::client(log::Level::debug, mac, "{}", sent.error().what);
        return false;
    }
    ++counters_[SilenceCounter::question];
    log::client(log::Level::debug, mac, "asked whether it is there on {}", port.name());
    return true;
}

void SilencePoll::arm() {
    const auto due = silence_.deadline();
    if (!due) return void(timer_.cancel());
    timer_.expires_at(*due);
    timer_.async_wait([this](const asio::error_code& error) {
        if (!error) tick();
    });
}

} // namespace magd
