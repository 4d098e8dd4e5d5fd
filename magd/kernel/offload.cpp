#include "magd/kernel/offload.hpp"

#include <netinet/in.h>

#include <algorithm>
#include <limits>

namespace magd::kernel {
namespace {

/// Of one policy; it bounds what an LMA may make the kernel hold for a client.
constexpr std::size_t most_flows = 16;

template <class T>
Span<T> span_of(const std::optional<pmip::Range<T>>& range, T last) {
    if (!range) return {T{}, last};
    return {range->first, range->end()};
}

template <class T>
bool overlap(const Span<T>& a, const Span<T>& b) {
    return a.first <= b.last && b.first <= a.last;
}

bool overlap(const Flow& a, const Flow& b) {
    return overlap(a.destination, b.destination) && overlap(a.protocol, b.protocol) &&
           overlap(a.port, b.port);
}

/// Ports are those of TCP and UDP, where the selector names no protocol.
std::vector<Span<std::uint8_t>> protocols_of(const pmip::Ipv4TrafficSelector& selector) {
    constexpr auto any = std::numeric_limits<std::uint8_t>::max();
    if (selector.protocol || !selector.destination_port) return {span_of(selector.protocol, any)};
    return {{IPPROTO_TCP, IPPROTO_TCP}, {IPPROTO_UDP, IPPROTO_UDP}};
}

/// None if none of this client's packets can match; nothing if the kernel cannot tell.
std::optional<std::vector<Flow>> flows_of(const pmip::TrafficOffloadSelector::Item& item, base::Ipv4 home) {
    const auto* selector = std::get_if<pmip::TrafficSelector>(&item);
    const auto* s =
        selector == nullptr ? nullptr : std::get_if<pmip::Ipv4TrafficSelector>(&selector->selector);
    if (s == nullptr || s->spi || s->source_port || s->differentiated_services) return std::nullopt;
    std::vector<Flow> flows;
    if (s->source && (home < s->source->first || s->source->end() < home)) return flows;
    for (const auto& protocol : protocols_of(*s))
        flows.push_back({.destination = span_of(s->destination, base::Ipv4{0xffffffff}),
                         .protocol = protocol,
                         .port = span_of(s->destination_port, std::numeric_limits<std::uint16_t>::max())});
    return flows;
}

/// Whether the flow has a place among the others.
bool add(std::vector<Flow>& flows, const Flow& flow) {
    const auto clash = [&](const Flow& other) { return overlap(other, flow); };
    if (flows.size() == most_flows || std::ranges::any_of(flows, clash)) return false;
    flows.push_back(flow);
    return true;
}

} // namespace

std::optional<Offload> offload_of(const pmip::TrafficOffloadSelector& policy, base::Ipv4 home) {
    Offload out{.others = policy.others, .flows = {}};
    bool exact = true;
    for (const auto& item : policy.items) {
        const auto flows = flows_of(item, home);
        exact = exact && flows;
        for (const auto& flow : flows.value_or(std::vector<Flow>{})) exact = add(out.flows, flow) && exact;
    }
    if (out.others ? !exact : out.flows.empty()) return std::nullopt;
    return out;
}

KernelState offload_footprint(std::uint32_t path, base::Ipv4 home, const Offload& offload) {
    KernelState state;
    for (const auto& [destination, protocol, port] : offload.flows)
        state.offload_flows[{path, home, destination, protocol, port}] = {};
    if (offload.others) state.offload_others[{path, home}] = {};
    return state;
}

} // namespace magd::kernel
