#include "tests/sim/scenario.hpp"

#include <fmt/format.h>

#include "tests/sim/random.hpp"

namespace sim {

Scenario by_seed(Scenario scenario) {
    Random random(scenario.seed * 7919 + 1);
    scenario.timestamps = !random.percent(20);
    scenario.revoke_old_mag = random.percent(75);
    scenario.return_to_preferred = random.percent(50);
    scenario.kernel_failures = random.percent(50) ? 0 : static_cast<unsigned>(random.below(5));
    scenario.weather = {.loss = static_cast<unsigned>(random.below(3)),
                        .duplicate = static_cast<unsigned>(random.below(3)),
                        .slow = static_cast<unsigned>(random.below(2)),
                        .replay = static_cast<unsigned>(random.below(2)),
                        .stray = 0};
    scenario.link_local_from_lma = random.percent(50);
    return scenario;
}

Weather storm(std::uint64_t seed) {
    Random random(seed);
    return {.loss = static_cast<unsigned>(random.below(60)),
            .duplicate = static_cast<unsigned>(random.below(40)),
            .slow = static_cast<unsigned>(random.below(30)),
            .replay = static_cast<unsigned>(random.below(20)),
            .stray = static_cast<unsigned>(random.below(20))};
}

std::string command(const Scenario& s) {
    auto out =
        fmt::format("sim --mags {} --lmas {} --clients {} --hours {} --stay {} --trouble {} --encoded {}",
                    s.mags, s.lmas, s.clients, s.hours, s.stay.count(), s.trouble.count(), s.encoded);
    return out + fmt::format(" --seed {}", s.seed);
}

} // namespace sim
