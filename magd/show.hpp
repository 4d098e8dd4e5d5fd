#pragma once

#include <nlohmann/json_fwd.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "magd/pmip/binding.hpp"
#include "magd/pmip/mag_peer.hpp"
#include "magd/trail.hpp"

/// What the control socket shows of values: a stable schema, every key always there, null
/// where there is nothing to tell. Times are whole seconds.
namespace magd::show {

/// The last DHCP message to a client.
struct LastDhcp {
    std::string message; ///< "ACK"
    pmip::TimePoint at;
    base::Bytes option_82{}; ///< Relay Agent Information of its last request; empty: none
    bool operator==(const LastDhcp&) const = default;
};

/// One row of binding.show; `dhcp` is nullptr if the client has heard nothing yet.
[[nodiscard]] nlohmann::json binding(const pmip::Binding& binding, const base::Address& lma_address,
                                     const LastDhcp* dhcp, pmip::TimePoint now);

/// "802.11", "802.3", …
[[nodiscard]] std::string_view name(pmip::AccessTechnology technology);

/// One way for data to an LMA.
struct Tunnel {
    pmip::Encapsulation encapsulation = pmip::Encapsulation::gre_udp;
    std::string device;
    std::uint32_t mtu = 0; ///< of the clients, in octets
};

/// One row of lma.show.
struct Lma {
    std::string name;
    base::Address address;
    std::vector<Tunnel> tunnels; ///< that of the preferred encapsulation first
    std::size_t bindings = 0;    ///< active or about to be
    pmip::Peer peer;             ///< what the core knows of it
};
[[nodiscard]] nlohmann::json lma(const Lma& lma, pmip::TimePoint now);

/// Packets one way.
struct Passed {
    std::uint64_t packets = 0, octets = 0;
};
/// One row of traffic.show.
[[nodiscard]] nlohmann::json traffic(const pmip::Binding& binding, const Passed& uplink,
                                     const Passed& downlink);

/// The answer to trace.show: times as of the two clocks now, and those since the step before in milliseconds.
[[nodiscard]] nlohmann::json trace(std::span<const Trail::Step> steps, pmip::TimePoint now,
                                   std::chrono::system_clock::time_point wall);

/// One row of counters.show.
struct Counter {
    std::string name;
    std::uint64_t value = 0;
    std::string_view help;
};

/// Appends a row for each enumerator of E. Names that are told apart by their table alone
/// ("truncated") get a prefix.
template <class E, class Values, class Texts>
void append(std::vector<Counter>& rows, std::string_view prefix, const Values& values, const Texts& texts) {
    for (std::size_t i = 0; i < texts.size(); ++i)
        rows.push_back({.name = std::string(prefix) + std::string(texts[i].name),
                        .value = values[static_cast<E>(i)],
                        .help = texts[i].help});
}

[[nodiscard]] nlohmann::json counters(std::span<const Counter> rows);

} // namespace magd::show
