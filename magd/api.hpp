#pragma once

#include <expected>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "magd/access/dhcp_port.hpp"
#include "magd/admission.hpp"
#include "magd/config.hpp"
#include "magd/dhcp6_service.hpp"
#include "magd/dhcp_service.hpp"
#include "magd/gateway.hpp"
#include "magd/kernel/netlink_kernel.hpp"
#include "magd/radius_source.hpp"
#include "magd/reload.hpp"
#include "magd/router_service.hpp"
#include "magd/rpc.hpp"
#include "magd/silence_poll.hpp"
#include "magd/surveyor.hpp"
#include "magd/trigger_source.hpp"

namespace magd {

/// Carries out the methods of the control socket (magd/methods.hpp) on the gateway.
struct Api {
    const Config& config;
    const std::vector<access::DhcpPort>& ports;
    Gateway& gateway;
    const Admission& admission;
    const DhcpService& dhcp;
    const Dhcp6Service& dhcp6;
    const RouterService& router;
    const std::vector<TriggerSource>& triggers;
    const std::optional<RadiusSource>& radius;
    const SilencePoll& silence;
    kernel::NetlinkKernel& kernel;
    Surveyor& surveyor;
    std::function<void(pmip::Event)> dispatch; ///< takes an event with all that follows from it
    std::function<std::expected<Reloaded, std::string>()> reload; ///< or what is wrong with the file
    std::function<std::size_t()> flush; ///< begins it; the number of clients that are de-registered

    /// Must outlive its answers.
    void call(std::string_view method, const nlohmann::json& params, const RpcReply& reply) const;
};

} // namespace magd
