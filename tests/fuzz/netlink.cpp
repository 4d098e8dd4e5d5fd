/// Arbitrary octets as a datagram from the kernel, read by every reader of nlink.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "nlink/bridge_entry.hpp"
#include "nlink/exchange.hpp"
#include "nlink/fou.hpp"
#include "nlink/interface_address.hpp"
#include "nlink/link.hpp"
#include "nlink/neighbour.hpp"
#include "nlink/nl80211.hpp"
#include "nlink/route.hpp"
#include "nlink/rule.hpp"

namespace {

void require(bool holds) {
    if (!holds) std::abort();
}

/// What was read as a value can be asked for, and reads back as the same value.
template <class T>
void round_trip(const std::optional<T>& value, nlink::Request (*ask)(const T&),
                std::optional<T> (*read)(const nlink::Message&)) {
    if (!value) return;
    const auto request = ask(*value);
    base::ByteView left = request.bytes;
    const auto message = nlink::next_message(left);
    require(message && left.empty() && read(*message) == *value);
}

void read_objects(const nlink::Message& message) {
    if (const auto link = nlink::parse_link(message); link && link->tunnel)
        (void)nlink::add_tunnel(*link->tunnel);
    round_trip(nlink::parse_address(message), nlink::add_address, nlink::parse_address);
    (void)nlink::parse_any_neighbour(message);
    round_trip(nlink::parse_neighbour(message), nlink::add_neighbour, nlink::parse_neighbour);
    // A mark without a mask is not said in a request.
    if (const auto rule = nlink::parse_rule(message); rule && rule->mask != 0)
        round_trip(rule, nlink::add_rule, nlink::parse_rule);
    // A route's request has its destination's network bits alone.
    if (auto route = nlink::parse_route(message); route) {
        route->destination.address = route->destination.network();
        round_trip(route, nlink::add_route, nlink::parse_route);
    }
    (void)nlink::parse_fou_port(message);
    (void)nlink::parse_bridge_pvid(message, base::IfIndex{1});
    // A message of either kind is not one of the other, nor a neighbour of IP.
    if (nlink::parse_bridge_entry(message)) require(!nlink::parse_any_neighbour(message));
    if (nlink::parse_bridge_entry(message)) require(nlink::tells_of_bridge_entry(message));
    if (nlink::parse_station(message, {.number = message.type}))
        require(nlink::tells_of_station(message, {.number = message.type}));
    require(!nlink::parse_station(message, {.number = static_cast<std::uint16_t>(message.type + 1)}));
}

void read_acknowledgement(const nlink::Message& message) {
    const auto verdict = nlink::parse_acknowledgement(message);
    if (!verdict) return;
    const nlink::Request request{.bytes = {}, .what = "ask"};
    require(nlink::outcome_of(request, *verdict).ok() == (verdict->code == 0));
    nlink::Matcher matcher({&request, 1}, message.sequence);
    require(matcher.take(message) && matcher.complete());
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    base::ByteView left(data, size);
    while (const auto message = nlink::next_message(left)) {
        read_objects(*message);
        read_acknowledgement(*message);
    }
    return 0;
}
