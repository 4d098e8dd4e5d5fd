#pragma once

#include <optional>
#include <vector>

#include "magd/access/nd_port.hpp"
#include "magd/access/router.hpp"
#include "magd/access/router_solicitation.hpp"
#include "magd/admission.hpp"
#include "magd/config.hpp"
#include "magd/journal/keeper.hpp"
#include "magd/kernel/footprint.hpp"
#include "magd/pmip/mag.hpp"

namespace magd {

/// Advertises to bound clients what their bindings say of IPv6: the home network prefixes, the
/// gateway as default router and the tunnel's MTU (RFC 5213 section 6.9.2). A client that is not
/// bound yet hears nothing until it is.
class RouterService {
  public:
    RouterService(const Config& config, kernel::Site site, std::vector<access::NdPort>& ports,
                  Admission& admission, const journal::Keeper& keeper)
        : config_(config),
          site_(std::move(site)),
          ports_(ports),
          admission_(admission),
          keeper_(keeper),
          router_(config.binding.maximum) {}

    using Events = Admission::Events;

    /// Takes one frame; gives the events it means for the protocol, if any: a client that must be attached,
    /// one that gives way to it, or one that has the gateway's own address.
    [[nodiscard]] Events receive(const pmip::Mag& mag, const access::NdPort& port,
                                 const access::Frame& frame);
    /// The client's service has begun or changed: it is told now.
    void attached(const pmip::Mag& mag, const base::MacAddress& mac);
    /// The client's service has ended.
    void detached(const base::MacAddress& mac);
    /// Tells those whose time has come.
    void tick(const pmip::Mag& mag);

    /// When `tick` is next needed.
    [[nodiscard]] std::optional<access::TimePoint> deadline() const { return router_.deadline(); }
    [[nodiscard]] const base::Counters<access::NdDrop>& drops() const { return drops_; }

  private:
    [[nodiscard]] std::optional<access::RouterService>
    service_of(const pmip::Mag& mag, const base::MacAddress& mac, std::string_view interface) const;
    [[nodiscard]] Events attach(const access::NdPort& port, const base::MacAddress& mac);
    void refresh(const pmip::Mag& mag, const base::MacAddress& mac);
    void send(const access::Advertisements& advertisements);

    const Config& config_;
    kernel::Site site_;
    std::vector<access::NdPort>& ports_;
    Admission& admission_;
    const journal::Keeper& keeper_;
    access::Router router_;
    base::Counters<access::NdDrop> drops_;
};

} // namespace magd
