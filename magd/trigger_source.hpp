#pragma once

#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "magd/access/arp_port.hpp"
#include "magd/access/bridge_port.hpp"
#include "magd/access/hostapd_port.hpp"
#include "magd/access/layer2_update_port.hpp"
#include "magd/access/presence.hpp"
#include "magd/access/station_port.hpp"
#include "magd/config.hpp"
#include "magd/witnesses.hpp"

namespace magd {

/// Something that tells which clients come to an access interface, and some of them, who leaves it.
class TriggerSource {
  public:
    /// All that the configuration names, but DHCP and router discovery, which have services of their own, and
    /// RADIUS, which is one RadiusSource for all access interfaces.
    /// `own`: netlink ports of changes that are the gateway's. Errors name the access interface's key.
    [[nodiscard]] static base::Result<std::vector<TriggerSource>> open(const Config& config,
                                                                       std::span<const std::uint32_t> own);

    [[nodiscard]] Trigger trigger() const { return trigger_; }
    [[nodiscard]] const std::string& access() const { return access_; }
    [[nodiscard]] Witness witness() const {
        return {.trigger = trigger_, .interface = access_, .looks_at = name_};
    }
    /// Whether it hears what becomes of clients: hostapd answers, and lists can be had. If not, it tells who
    /// has left once it does.
    [[nodiscard]] bool hears() const { return !deaf_ && !failed_; }
    /// What of hostapd's messages is not taken; nullptr for another source.
    [[nodiscard]] const base::Counters<access::HostapdDrop>* hostapd_drops() const {
        const auto* port = std::get_if<access::HostapdPort>(&port_);
        return port == nullptr ? nullptr : &port->drops();
    }
    /// What of its frames and of the bridge's entries is not taken.
    [[nodiscard]] access::TriggerDrops drops() const;
    /// To wait on; the same for all of its life.
    [[nodiscard]] int fd() const;
    /// What waits tells; never blocks.
    [[nodiscard]] access::Sightings receive(access::TimePoint now);
    /// To be called at the deadline. What went wrong is logged, and tried again.
    [[nodiscard]] access::Sightings tick(access::TimePoint now);
    [[nodiscard]] std::optional<access::TimePoint> deadline() const;
    /// Goes over to the interface that has the name by now.
    void follow();

  private:
    using Port = std::variant<access::ArpPort, access::Layer2UpdatePort, access::HostapdPort,
                              access::StationPort, access::BridgePort>;
    TriggerSource(Trigger trigger, std::string access, std::string name, Port port)
        : trigger_(trigger),
          access_(std::move(access)),
          name_(std::move(name)),
          port_(std::move(port)) {}
    [[nodiscard]] static base::Result<Port> open_port(const Config& config, Trigger trigger,
                                                      const std::string& interface,
                                                      std::span<const std::uint32_t> own);
    void tell_changes();

    Trigger trigger_;
    std::string access_; ///< the access interface
    std::string name_;   ///< the interface that the source looks at
    Port port_;
    bool failed_ = false; ///< as logged
    bool deaf_ = false;   ///< hostapd was lost
    access::TriggerDrops drops_;
};

} // namespace magd
