#pragma once

#include <cstdint>

#include "nlink/base/error.hpp"
#include "nlink/fou.hpp"
#include "nlink/link.hpp"
#include "nlink/socket.hpp"
#include "tools/lma/address_pool.hpp"
#include "tools/lma/binding_cache.hpp"

namespace lma {

/// The lab LMA's kernel side: for each session one GRE-in-UDP device with the session's own
/// keys, and the host route into it. Thousands of clients would want magd's maps instead;
/// a lab wants a second, independent way of doing it, in which the kernel checks the keys.
class Tunnels {
  public:
    /// Needs CAP_NET_ADMIN; removes what an earlier run left. `local` and `port`: where
    /// tunnels end here.
    static base::Result<Tunnels> open(base::Ipv4 local, std::uint16_t port);

    /// The clients' default router answers here.
    base::Result<void> add_router(const Pool& pool);
    base::Result<void> remove_router(const Pool& pool);
    /// Carries the session, in place of what its number had before.
    base::Result<void> carry(const CacheEntry& entry);
    base::Result<void> drop(const CacheEntry& entry);
    /// Removes every device, and the FOU port.
    base::Result<void> clear();

  private:
    Tunnels(nlink::Socket route, nlink::Socket generic, nlink::FouFamily fou, base::Ipv4 local,
            std::uint16_t port)
        : route_(std::move(route)),
          generic_(std::move(generic)),
          fou_(fou),
          local_(local),
          port_(port) {}

    base::Result<void> open_port();
    base::Result<void> remove_devices();
    base::Result<void> run(nlink::Socket& socket, const nlink::Request& request, int tolerated = 0);

    nlink::Socket route_;
    nlink::Socket generic_;
    nlink::FouFamily fou_;
    base::Ipv4 local_;
    std::uint16_t port_ = 0;
};

} // namespace lma
