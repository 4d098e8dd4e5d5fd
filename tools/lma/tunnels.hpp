#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "nlink/base/error.hpp"
#include "nlink/fou.hpp"
#include "nlink/link.hpp"
#include "nlink/socket.hpp"
#include "tools/lma/address_pool.hpp"
#include "tools/lma/binding_cache.hpp"

namespace lma {

/// Where tunnels end here.
struct Ends {
    base::Ipv4 ipv4;
    std::optional<base::Ipv6> ipv6;
    std::optional<std::uint16_t> port;              ///< of GRE in UDP, if that is spoken
    std::string device;                             ///< the operator's own tunnel
    std::map<base::Address, std::string> devices{}; ///< in its place, by gateway
};

/// The lab LMA's kernel side. A session with GRE keys has a device of its own with these keys, the
/// others of one MAG share a device; routes for its address and prefixes lead into it. Thousands of
/// clients would want magd's maps instead; a lab wants a second, independent way of doing it, in
/// which the kernel checks the keys.
class Tunnels {
  public:
    /// Needs CAP_NET_ADMIN, and the kernel module fou for GRE in UDP; removes what an earlier run left.
    static base::Result<Tunnels> open(Ends ends);

    /// The clients' default router answers here, and the first address of the IPv6 pool.
    base::Result<void> add_router(const Pool& pool);
    base::Result<void> remove_router(const Pool& pool);
    /// Carries the session, in place of what its number had before.
    base::Result<void> carry(const CacheEntry& entry);
    base::Result<void> drop(const CacheEntry& entry);
    /// Removes every device and route, and the FOU port.
    base::Result<void> clear();

  private:
    /// What sessions without keys share: one way to one MAG.
    using Shared = std::pair<pmip::Encapsulation, base::Address>;
    struct SharedDevice {
        std::string name;
        std::set<std::uint32_t> sessions;
    };
    struct Carried {
        CacheEntry entry;
        base::IfIndex device{};
    };

    Tunnels(nlink::Socket route, nlink::Socket generic, Ends ends)
        : route_(std::move(route)),
          generic_(std::move(generic)),
          ends_(std::move(ends)) {}

    base::Result<void> open_port();
    base::Result<base::IfIndex> device_for(const CacheEntry& entry);
    base::Result<base::IfIndex> operators_device(const CacheEntry& entry);
    base::Result<base::IfIndex> shared_device(const CacheEntry& entry);
    base::Result<base::IfIndex> make_device(const CacheEntry& entry, const std::string& name);
    base::Result<base::IfIndex> index_of(const std::string& name);
    base::Result<void> configure(base::IfIndex index);
    base::Result<void> release_device(const CacheEntry& entry);
    base::Result<void> remove_devices();
    base::Result<void> run(nlink::Socket& socket, const nlink::Request& request, int tolerated = 0);

    nlink::Socket route_;
    nlink::Socket generic_;
    std::optional<nlink::GenericFamily> fou_; ///< if there is a port
    Ends ends_;
    std::map<std::uint32_t, Carried> carried_;
    std::map<Shared, SharedDevice> shared_;
    std::uint32_t last_shared_ = 0;
};

} // namespace lma
