#pragma once

#include <absl/container/btree_set.h>

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "magd/kernel/footprint.hpp"

namespace magd::kernel {

/// What the kernel is to carry: the fixed objects of a site, and clients. A value.
class Wanted {
  public:
    explicit Wanted(Site site) : site_(std::move(site)) {}

    /// In place of what was wanted for its MAC before.
    void add(const Carried& client);
    void remove(const base::MacAddress& mac);
    void clear();

    [[nodiscard]] const Site& site() const { return site_; }
    [[nodiscard]] const Carried* find(const base::MacAddress& mac) const;
    /// Sorted by MAC address.
    [[nodiscard]] const auto& clients() const { return clients_; }
    /// How many clients have this default router.
    [[nodiscard]] unsigned users(const Gateway& gateway) const;

    /// The clients behind this interface that have this home address: mostly none, which is found at once.
    [[nodiscard]] std::vector<base::MacAddress> holders(const InterfaceName& access, base::Ipv4 home) const;

    /// The union of all footprints, whether or not the interfaces are there. `links`: Kernel::links().
    [[nodiscard]] KernelState state(std::string links) const;
    /// Of the same, what the kernel tells nobody of when it goes: the entries by which it answers for
    /// default routers, and FOU ports.
    [[nodiscard]] KernelState untold() const;
    /// Of the same, what has a key in `keys`, found without all of it.
    [[nodiscard]] KernelState state_of(const KernelState& keys) const;

  private:
    void count(const Carried& client, int more);
    [[nodiscard]] KernelState proxies() const;

    struct ByMac {
        using is_transparent = void;
        bool operator()(const Carried& a, const Carried& b) const { return a.mac < b.mac; }
        bool operator()(const Carried& a, const base::MacAddress& mac) const { return a.mac < mac; }
        bool operator()(const base::MacAddress& mac, const Carried& b) const { return mac < b.mac; }
    };

    Site site_;
    absl::btree_set<Carried, ByMac> clients_;
    absl::btree_multiset<std::uint32_t> homes_; ///< of each client with IPv4 a hash, as memory counts
    std::map<Gateway, unsigned> gateways_;      ///< how many clients have this default router
};

} // namespace magd::kernel
