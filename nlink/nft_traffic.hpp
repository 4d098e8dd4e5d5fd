#pragma once

#include <linux/netfilter/nf_tables.h>

#include <compare>
#include <cstdint>
#include <optional>
#include <string>

#include "nlink/request.hpp"
#include "nlink/view.hpp"

namespace nlink::nft {

/// What a counter has counted. Packets that the kernel has joined to one (GRO) count as one.
struct Traffic {
    std::uint64_t packets = 0;
    std::uint64_t bytes = 0; ///< octets, from the network header on
    auto operator<=>(const Traffic&) const = default;
    Traffic& operator+=(const Traffic& more) {
        packets += more.packets;
        bytes += more.bytes;
        return *this;
    }
};

/// How it is said: `Body` in named counters, in an expression `Counter` in sets and elements.
namespace detail::traffic {
struct Body {};
struct Counter {};
using Name = Attribute<Counter, NFTA_EXPR_NAME, std::string>;
using Holds = Attribute<Counter, NFTA_EXPR_DATA, Nest<Body>>;
using Bytes = Attribute<Body, NFTA_COUNTER_BYTES, Be<std::uint64_t>>;
using Packets = Attribute<Body, NFTA_COUNTER_PACKETS, Be<std::uint64_t>>;

[[nodiscard]] inline Traffic find(const View<Body>& body) {
    return {.packets = body.find<Packets>().value_or(0), .bytes = body.find<Bytes>().value_or(0)};
}
inline void put(Attributes<Body>& body, const Traffic& traffic) {
    body.put<Bytes>(traffic.bytes);
    body.put<Packets>(traffic.packets);
}

/// Nothing for another expression.
[[nodiscard]] inline std::optional<Traffic> find(const View<Counter>& counter) {
    if (counter.find<Name>() != "counter") return std::nullopt;
    return find(counter.nest<Holds>());
}
inline void put(Attributes<Counter>& counter, const Traffic& traffic) {
    counter.put<Name>("counter");
    counter.nest<Holds>([&](Attributes<Body>& body) { put(body, traffic); });
}
} // namespace detail::traffic

} // namespace nlink::nft
