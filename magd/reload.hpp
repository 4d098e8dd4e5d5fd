#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "magd/config.hpp"
#include "magd/pmip/event.hpp"

/// What a changed configuration means for a gateway that runs. Pure.
namespace magd {

/// A key whose change needs a restart; all others are live.
struct RestartKey {
    std::string_view key; ///< "mag.port"
    bool (*same)(const Config&, const Config&);
};
[[nodiscard]] const std::vector<RestartKey>& restart_keys();

/// Names of the keys in which `next` differs from what the gateway was started with and that
/// need a restart, in the order of the table.
[[nodiscard]] std::vector<std::string> awaiting_restart(const Config& started, const Config& next);

/// What is in force after the reload: `next`, but what needs a restart is as it was started.
[[nodiscard]] Config in_force(const Config& started, const Config& next);

/// What the core must hear so that its bindings are as the configuration in force has them: a
/// new profile for a client whose profile changed, the end for one that is refused now.
[[nodiscard]] std::vector<pmip::Event> corrections(const Config& config,
                                                   const std::map<base::MacAddress, pmip::Binding>& bindings);

/// What a reload came to.
struct Reloaded {
    std::size_t clients = 0;          ///< whose profile changed, or that are refused now
    std::vector<std::string> restart; ///< changed keys that wait for a restart
    bool operator==(const Reloaded&) const = default;
};

} // namespace magd
