#pragma once

#include <cstdint>
#include <string>

#include "magd/pmip/types.hpp"

namespace sim {

/// What the network does to packets; in percent.
struct Weather {
    unsigned loss = 0;
    unsigned duplicate = 0; ///< a second copy with a delay of its own, so copies overtake each other
    unsigned slow = 0;      ///< up to 2 s instead of up to 80 ms
    unsigned replay = 0;    ///< a packet of some earlier time comes again
    unsigned stray = 0;     ///< a copy of an LMA's answer comes from another LMA
    bool operator==(const Weather&) const = default;
};

/// All that a run follows from. The command line sets what is above the line, the seed the rest.
struct Scenario {
    std::uint64_t seed = 1;
    std::size_t mags = 3;
    std::size_t lmas = 2;
    std::size_t clients = 100;
    std::uint64_t hours = 24;
    pmip::Seconds stay{3600};    ///< a client comes, moves or leaves so often, on average
    pmip::Seconds trouble{1800}; ///< something goes wrong so often
    unsigned encoded = 1;        ///< one packet of so many travels as octets
    bool told = false;           ///< the story is kept; changes nothing in the run

    // --
    bool timestamps = true;
    bool revoke_old_mag = true; ///< LMAs tell the old MAG of a handover
    bool return_to_preferred = false;
    bool link_local_from_lma = false;
    unsigned kernel_failures = 0; ///< in percent
    Weather weather;              ///< of good times
};
/// Fills in what the seed says.
[[nodiscard]] Scenario by_seed(Scenario scenario);
/// The weather of a storm.
[[nodiscard]] Weather storm(std::uint64_t seed);
/// The command that brings this run again.
[[nodiscard]] std::string command(const Scenario& scenario);

} // namespace sim
