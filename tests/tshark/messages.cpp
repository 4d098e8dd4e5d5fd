/// Prints one message of each kind, and one PBA for each option, as packets in hexadecimal: a line
/// of NAME and IPV4-PACKET each, for tshark to judge.
#include <fmt/format.h>

#include <string>
#include <vector>

#include "magd/pmip/authentication.hpp"
#include "nlink/base/ip.hpp"

namespace {

using namespace pmip; // NOLINT(google-build-using-namespace): every line below names its values

constexpr base::Ipv4 mag{0x0a6a236f}, lma{0x0a6a2528};
const base::Ipv6 address = *base::parse_ipv6("2001:db8::1");
const MobileNodeIdentifier identity{{1, "mn@example.com"}};

void print(std::string_view name, const base::Bytes& header) {
    constexpr std::uint16_t control_port = 5436;
    const auto datagram = base::encode_udp(mag, control_port, lma, control_port, header);
    base::Ipv4Header ip{.source = mag, .destination = lma};
    ip.total_length = static_cast<std::uint16_t>(base::Ipv4Header::size + datagram.size());
    ip.checksum = base::internet_checksum({base::bytes_of(ip)});
    fmt::print("{}\t{:02x}{:02x}\n", name, fmt::join(base::bytes_of(ip), ""), fmt::join(datagram, ""));
}

std::vector<Message> messages() {
    return {
        ProxyBindingUpdate{.sequence = 1,
                           .lifetime = 900,
                           .options = {identity, HandoffIndicator{Handoff::new_interface},
                                       AccessTechnologyType{AccessTechnology::ieee80211},
                                       LinkLayerIdentifier{{2, 0, 0, 0, 1, 0}}, Timestamp{0x6553f1008000},
                                       HomeNetworkPrefix{}, Ipv4HomeAddressRequest{}, GreKey{1}}},
        ProxyBindingAck{.sequence = 1,
                        .lifetime = 900,
                        .options = {identity, HomeNetworkPrefix{{address, 64}},
                                    Ipv4HomeAddressReply{.home_address = {{0xc0a8052c}, 24}},
                                    Ipv4DefaultRouter{{0xc0a80501}}, GreKey{100}}},
        BindingError{},
        Heartbeat{.flags = Heartbeat::response, .sequence = 7, .options = {RestartCounter{3}}},
        BindingRevocation{.code = 1, .sequence = 4, .options = {identity}},
        LocalizedRoutingInitiation{.sequence = 5, .lifetime = 60, .options = {identity}},
        LocalizedRoutingAck{.sequence = 5, .lifetime = 60, .options = {identity}},
        UpdateNotification{.sequence = 6, .options = {identity}},
        UpdateNotificationAck{.sequence = 6, .options = {identity}},
    };
}

std::vector<Option> options() {
    return {
        identity,
        HomeNetworkPrefix{{address, 64}},
        HandoffIndicator{Handoff::no_change},
        AccessTechnologyType{AccessTechnology::ieee8023},
        LinkLayerIdentifier{{2, 0, 0, 0, 1, 0}},
        LinkLocalAddress{*base::parse_ipv6("fe80::200:5eff:fe00:5213")},
        Timestamp{0x6553f1008000},
        GreKey{},
        Ipv4HomeAddressRequest{{{0xc0a8052c}, 24}},
        Ipv4HomeAddressReply{.home_address = {{0xc0a8052c}, 24}},
        Ipv4DefaultRouter{{0xc0a80501}},
        DhcpSupportMode{true},
        BindingRefreshAdvice{450},
        AlternateCareOfAddress{address},
        AlternateIpv4CareOfAddress{mag},
        BindingAuthorizationData{base::Bytes(12, 0xab)},
        Authentication{.spi = 256, .data = base::Bytes(12, 0xab)},
        MessageIdentifier{0xe8fe6a3680000000},
        VendorSpecific{9, 7, {1, 2, 3}},
        ServiceSelection{"internet"},
        RestartCounter{3},
        NatDetection{true, 110},
        TransientBinding{true, 15},
        RedirectCapability{},
        Redirect{lma},
        Redirect{address},
        LoadInformation{10, 1000, 5000, 20000, 100000},
        MobileNodeGroup{1, 77},
        MagIpv6Address{{address}},
        DelegatedMobileNetworkPrefix{base::Prefix4{{0xc0a82800}, 24}},
        DelegatedMobileNetworkPrefix{base::Prefix6{address, 64}},
        AccessNetworkIdentifier{{NetworkIdentifier{true, "corp-wifi", "ap-17"}, GeoLocation{1, -1},
                                 OperatorIdentifier{2, "example.com"}}},
        TrafficOffloadSelector{false, {TrafficSelector{}}},
        QualityOfService{1, 46 << 2, QosOperation::allocate, {GuaranteedDlBitRate{64000}}},
        LmaUserPlaneAddress{lma},
        LmaControlledParameters{{ReregistrationControl{}, HeartbeatControl{}}},
        MagMultipathBinding{},
        MagIdentifier{{1, "mag1@example.com"}},
    };
}

} // namespace

int main() {
    for (const auto padding : {Padding::minimal, Padding::never_pad1}) {
        for (const auto& message : messages()) {
            const auto name = std::visit([](const auto& m) { return m.kind.name; }, message);
            print(name, encode(message, padding));
        }
        for (const auto& option : options()) {
            const auto kind = kind_of(option);
            const ProxyBindingAck ack{.options = {option}};
            print(fmt::format("option {} {}", kind.type, kind.name), encode(ack, padding));
        }
    }
    const auto signed_update = encode_authenticated(messages().front(), Padding::minimal, {}, {});
    print("PBU signed", signed_update);
    return 0;
}
