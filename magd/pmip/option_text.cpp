#include "magd/pmip/option_text.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "magd/pmip/option.hpp"

namespace pmip {
namespace {

std::string text(const MnId& id) {
    constexpr std::uint8_t nai = 1;
    if (id.subtype == nai) return printable(id.identifier);
    return fmt::format("subtype {} {}", id.subtype, printable(id.identifier));
}
std::string text(const MobileNodeIdentifier& o) { return text(o.id); }
std::string text(const HomeNetworkPrefix& o) { return to_string(o.prefix); }
std::string text(const HandoffIndicator& o) { return std::to_string(std::to_underlying(o.indicator)); }
std::string text(const AccessTechnologyType& o) { return std::to_string(std::to_underlying(o.technology)); }
std::string text(const LinkLayerIdentifier& o) {
    base::MacAddress mac;
    if (o.identifier.size() != mac.octets.size())
        return printable(std::string(o.identifier.begin(), o.identifier.end()));
    std::ranges::copy(o.identifier, mac.octets.begin());
    return to_string(mac);
}
std::string text(const LinkLocalAddress& o) { return to_string(o.address); }
std::string text(const Timestamp& o) {
    return fmt::format("{}.{:06}", o.value >> 16, (o.value & 0xffff) * 1000000 >> 16);
}
std::string text(const GreKey& o) { return o.key ? std::to_string(*o.key) : "none"; }
std::string text(const Ipv4HomeAddressRequest& o) { return to_string(o.home_address); }
std::string text(const Ipv4HomeAddressReply& o) {
    return fmt::format("{} {}", to_string(o.home_address), name(o.status));
}
std::string text(const Ipv4DefaultRouter& o) { return to_string(o.router); }
std::string text(const DhcpSupportMode& o) { return o.server ? "server" : "relay"; }
std::string text(const BindingRefreshAdvice& o) { return fmt::format("{} s", o.interval * 4); }
std::string text(const AlternateCareOfAddress& o) { return to_string(o.address); }
std::string text(const AlternateIpv4CareOfAddress& o) { return to_string(o.address); }
std::string text(const Authentication& o) {
    const auto subtype = o.subtype == Authentication::mn_ha    ? "MN-HA"
                         : o.subtype == Authentication::mn_aaa ? "MN-AAA"
                                                               : fmt::format("subtype {}", o.subtype);
    return fmt::format("{} SPI {}", subtype, o.spi);
}
std::string text(const VendorSpecific& o) { return fmt::format("{} subtype {}", o.vendor, o.subtype); }
std::string text(const ServiceSelection& o) { return printable(o.service); }
std::string text(const RestartCounter& o) { return std::to_string(o.counter); }
std::string text(const NatDetection& o) {
    return fmt::format("{} refresh {} s", o.force_udp ? "F" : "no F", o.refresh_time);
}
std::string text(const Redirect& o) { return base::to_string(o.lma); }
std::string text(const LoadInformation& o) {
    return fmt::format("priority {} sessions {}/{}", o.priority, o.sessions_in_use, o.maximum_sessions);
}
std::string text(const MobileNodeGroup& o) { return std::to_string(o.id); }
std::string text(const DelegatedMobileNetworkPrefix& o) {
    return std::visit([](const auto& prefix) { return to_string(prefix); }, o.prefix);
}
std::string text(const TransientBinding& o) {
    return fmt::format("{}{} ms", o.late_path_switch ? "late path switch " : "", o.lifetime * 100);
}
std::string text(const MagIpv6Address& o) { return to_string(o.address.address); }
std::string text(const LmaUserPlaneAddress& o) { return o.address ? base::to_string(*o.address) : "none"; }
std::string text(const MagMultipathBinding& o) {
    return fmt::format("{} ATT {} label {}{}{}", o.binding, std::to_underlying(o.technology), o.label,
                       o.bulk ? " bulk" : "", o.overwrite ? " overwrite" : "");
}
std::string text(const MagIdentifier& o) { return text(o.id); }
std::string text(const BindingAuthorizationData& o) {
    return fmt::format("{:02x}", fmt::join(o.authenticator, ""));
}
std::string text(const MessageIdentifier& o) {
    return fmt::format("{}.{:06}", o.timestamp >> 32, (o.timestamp & 0xffffffff) * 1000000 >> 32);
}
std::string text(const UnknownOption& o) { return fmt::format("type {} length {}", o.type, o.data.size()); }

std::string text(const RedirectCapability&) { return ""; }

} // namespace

std::string printable(std::string_view text) {
    std::string out;
    for (const char c : text) {
        const auto octet = static_cast<unsigned char>(c);
        if (octet >= 0x20 && octet < 0x7f && c != '\\')
            out += c;
        else
            out += fmt::format("\\x{:02x}", octet);
    }
    return out;
}

std::string_view name(Ipv4HomeAddressStatus status) {
    switch (status) {
    case Ipv4HomeAddressStatus::success: return "success";
    case Ipv4HomeAddressStatus::failure_reason_unspecified: return "failure, reason unspecified";
    case Ipv4HomeAddressStatus::administratively_prohibited: return "administratively prohibited";
    case Ipv4HomeAddressStatus::incorrect_ipv4_home_address: return "incorrect IPv4 home address";
    case Ipv4HomeAddressStatus::invalid_ipv4_address: return "invalid IPv4 address";
    case Ipv4HomeAddressStatus::dynamic_assignment_not_available:
        return "dynamic IPv4 home address assignment not available";
    }
    return accepted(status) ? "unassigned, success" : "unassigned, failure";
}

std::string describe(const Option& option) {
    const auto value = std::visit([](const auto& held) { return text(held); }, option);
    return fmt::format("{}{}{}", kind_of(option).name, value.empty() ? "" : " ", value);
}

} // namespace pmip
