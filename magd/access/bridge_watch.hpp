#pragma once

#include <map>
#include <optional>
#include <set>
#include <span>
#include <utility>

#include "magd/access/presence.hpp"
#include "magd/access/trigger_drop.hpp"
#include "nlink/bridge_entry.hpp"

namespace magd::access {

/// Which entries of forwarding tables are of an access interface.
struct BridgeScope {
    base::IfIndex bridge{};
    /// None: all of the bridge's. 0: those that were learnt without one, before it told VLANs apart.
    std::optional<std::uint16_t> vlan = std::nullopt;
    bool operator==(const BridgeScope&) const = default;
};

/// Which MAC addresses a bridge has learnt for an access interface: those are clients'. One is there as
/// long as one port has it, so a move to another port is no news. Pure.
class BridgeWatch {
  public:
    explicit BridgeWatch(BridgeScope scope) : scope_(scope) {}

    /// A notification, of any bridge.
    [[nodiscard]] Sightings heard(const nlink::BridgeEntry& entry);
    /// All entries there are: at the begin, and when notifications were lost.
    [[nodiscard]] Sightings listed(std::span<const nlink::BridgeEntry> entries);
    /// The bridge is another one by now; a list tells what that means.
    void follow(BridgeScope scope) { scope_ = scope; }

    [[nodiscard]] const BridgeScope& scope() const { return scope_; }
    [[nodiscard]] const TriggerDrops& drops() const { return drops_; }

  private:
    using Place = std::pair<base::MacAddress, std::uint16_t>; ///< with the VLAN: the table's key
    [[nodiscard]] bool concerns(const nlink::BridgeEntry& entry);
    [[nodiscard]] bool has(const base::MacAddress& mac) const;
    [[nodiscard]] std::set<base::MacAddress> macs() const;
    [[nodiscard]] Sightings come(const nlink::BridgeEntry& entry);
    [[nodiscard]] Sightings gone(const nlink::BridgeEntry& entry);

    BridgeScope scope_;
    std::map<Place, base::IfIndex> ports_;
    TriggerDrops drops_;
};

} // namespace magd::access
