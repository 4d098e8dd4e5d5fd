#pragma once

#include <optional>

#include "tests/sim/kernel.hpp"
#include "tests/sim/network.hpp"
#include "tests/sim/watch.hpp"
#include "tools/lma/lma.hpp"

namespace sim {

constexpr std::uint16_t port = 5436;

/// A gateway with its kernel, and who watches it.
struct MagNode {
    MagNode(End which, pmip::MagSettings with, std::size_t clients)
        : end(which),
          settings(std::move(with)),
          mag(settings),
          watch(mag, clients) {}
    MagNode(const MagNode&) = delete; ///< the watch looks at `mag`

    End end;
    pmip::MagSettings settings;
    pmip::Mag mag;
    Watch watch;
    Kernel kernel;
    std::map<base::MacAddress, pmip::Binding> journal; ///< what outlives the MAG
    std::uint32_t life = 0;      ///< raised at each restart: what was under way before is void
    pmip::Milliseconds offset{}; ///< how wrong its clock is
    std::optional<pmip::TimePoint> deadline;
};

struct LmaNode {
    End end;
    lma::LmaSettings settings;
    lma::Lma lma{settings};
    std::map<std::uint32_t, lma::CacheEntry> tunnels{}; ///< what its kernel carries
    pmip::Milliseconds offset{};
    std::optional<pmip::TimePoint> deadline{};
};

[[nodiscard]] pmip::MagSettings mag_settings(const Scenario& scenario, Random& random);
[[nodiscard]] lma::LmaSettings lma_settings(const Scenario& scenario, std::size_t number);
[[nodiscard]] pmip::Profile profile_of(const Scenario& scenario, std::size_t client);

} // namespace sim
