#pragma once

#include <string>
#include <variant>
#include <vector>

#include "magd/pmip/option_extension.hpp"
#include "magd/pmip/option_nested.hpp"
#include "magd/pmip/option_path.hpp"
#include "magd/pmip/option_qos.hpp"
#include "magd/pmip/option_security.hpp"
#include "magd/pmip/option_selector.hpp"
#include "magd/pmip/option_session.hpp"
#include "magd/pmip/option_wire.hpp"

namespace pmip {

/// An option of a type not listed below: skipped by whoever acts on a message, but kept,
/// so that a message encodes again to what it was.
struct UnknownOption {
    std::uint8_t type = 0; ///< not 0 or 1, which are padding
    base::Bytes data;
    bool operator==(const UnknownOption&) const = default;
    static void fields(auto& io, auto& self) { io.rest(self.data); }
};

/// Every mobility option known here; the list the decoder goes by. A new option is a struct
/// and a line in this list.
using AnyOption =
    std::variant<MobileNodeIdentifier, HomeNetworkPrefix, HandoffIndicator, AccessTechnologyType,
                 LinkLayerIdentifier, LinkLocalAddress, Timestamp, GreKey, Ipv4HomeAddressRequest,
                 Ipv4HomeAddressReply, Ipv4DefaultRouter, DhcpSupportMode, BindingRefreshAdvice,
                 AlternateCareOfAddress, AlternateIpv4CareOfAddress, BindingAuthorizationData, Authentication,
                 MessageIdentifier, VendorSpecific, ServiceSelection, RestartCounter, NatDetection,
                 TransientBinding, RedirectCapability, Redirect, LoadInformation, MobileNodeGroup,
                 MagIpv6Address, DelegatedMobileNetworkPrefix, AccessNetworkIdentifier,
                 TrafficOffloadSelector, QualityOfService, LmaUserPlaneAddress, LmaControlledParameters,
                 MagMultipathBinding, MagIdentifier, UnknownOption>;

/// One of them. Copies and comparisons of so many alternatives are much code: it stands in one
/// source, in place of every source that holds an option.
struct Option : AnyOption {
    using AnyOption::AnyOption;
    Option(const Option& other);
    Option(Option&& other) noexcept;
    Option& operator=(const Option& other);
    Option& operator=(Option&& other) noexcept;
    ~Option();
    bool operator==(const Option& other) const;
};

/// The first option of that type, or null.
template <class O>
[[nodiscard]] const O* find(const std::vector<Option>& options) {
    for (const auto& option : options)
        if (const auto* held = std::get_if<O>(&option)) return held;
    return nullptr;
}

/// Name and main value in a few words, for a log line: "IPv4 HoA Reply 192.168.5.44/24 success".
[[nodiscard]] std::string describe(const Option& option);

} // namespace pmip
