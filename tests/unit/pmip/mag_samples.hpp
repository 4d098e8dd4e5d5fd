#pragma once

#include <algorithm>
#include <string>
#include <variant>
#include <vector>

#include "magd/pmip/binding.hpp"
#include "magd/pmip/mag_settings.hpp"
#include "magd/pmip/message.hpp"

/// Clients, settings, and answers of an LMA, for whoever drives a Mag.
namespace pmip::test {

using namespace std::chrono_literals;

inline const base::MacAddress mac_a{{0x00, 0x23, 0xc2, 0xdb, 0x29, 0x2d}};
inline const base::MacAddress mac_b{{0x00, 0x23, 0xc2, 0xdb, 0x29, 0x2e}};
constexpr base::Ipv4 lma1{0x0a6a2528};   // 10.106.37.40
constexpr base::Ipv4 lma2{0x0a6a2529};   // 10.106.37.41
constexpr base::Ipv4 home{0xc0a8052c};   // 192.168.5.44
constexpr base::Ipv4 router{0xc0a80501}; // 192.168.5.1
constexpr base::Ipv4 stranger{0x01020304};
constexpr base::Prefix6 prefix1{{{0x20, 0x01, 0x0d, 0xb8, 0, 1}}, 64}; // 2001:db8:1::/64
constexpr base::Prefix6 prefix2{{{0x20, 0x01, 0x0d, 0xb8, 0, 2}}, 64};

constexpr base::Ipv6 link_local{{0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 7}}; // fe80::7

/// The client of the reference flow, or another with the same realm.
inline Profile client(const base::MacAddress& mac = mac_a, const std::string& lma = "LMA1") {
    const auto text = base::to_dotted(mac);
    return {.mac = mac,
            .mn_id = {.subtype = 1, .identifier = text + "@ciscotacbangalore.com"},
            .realm = "ciscotacbangalore.com",
            .lmas = {lma},
            .access_technology = AccessTechnology::ieee80211,
            .link_layer_id = {text.begin(), text.end()},
            .access = base::IfIndex{7},
            .access_name = "wlan0"};
}

inline Profile dual(const base::MacAddress& mac = mac_a, const std::string& lma = "LMA1") {
    auto profile = client(mac, lma);
    profile.ipv6 = true;
    return profile;
}
inline Profile ipv6_only(const base::MacAddress& mac = mac_a, const std::string& lma = "LMA1") {
    auto profile = dual(mac, lma);
    profile.ipv4 = false;
    return profile;
}
/// A client whose realm has both LMAs, LMA1 first.
inline Profile choosy(const base::MacAddress& mac = mac_a) {
    auto profile = client(mac);
    profile.lmas = {"LMA1", "LMA2"};
    return profile;
}
inline base::MacAddress numbered(std::uint8_t number) { return {{2, 0, 0, 0, 0, number}}; }
inline MobileNodeIdentifier identity(const base::MacAddress& mac = mac_a) { return {client(mac).mn_id}; }

inline Profile behind(Profile profile, const std::string& interface) {
    profile.access = base::IfIndex{8};
    profile.access_name = interface;
    return profile;
}

inline MagSettings reference_settings() {
    MagSettings settings;
    settings.lmas["LMA1"].address = lma1;
    settings.lmas["LMA2"].address = lma2;
    for (auto& [name, lma] : settings.lmas) lma.heartbeat_interval = 0s; // tests of heartbeats turn them on
    settings.first_sequence = 9465;
    settings.initial_handoff = Handoff::new_interface;
    return settings;
}

/// What the LMA would answer to this PBU with status 0: vector 02 for the update of vector 01.
inline ProxyBindingAck acceptance(const ProxyBindingUpdate& update) {
    ProxyBindingAck ack{.sequence = update.sequence, .lifetime = update.lifetime, .options = {}};
    for (const auto& option : update.options) {
        if (std::holds_alternative<Ipv4HomeAddressRequest>(option))
            ack.options.emplace_back(Ipv4HomeAddressReply{Ipv4HomeAddressStatus::success, {home, 24}});
        else if (std::holds_alternative<Ipv4DefaultRouter>(option))
            ack.options.emplace_back(Ipv4DefaultRouter{router});
        else if (const auto* gre = std::get_if<GreKey>(&option))
            ack.options.emplace_back(gre->key ? GreKey{100} : GreKey{});
        else if (const auto* hnp = std::get_if<HomeNetworkPrefix>(&option))
            ack.options.emplace_back(hnp->prefix.address.unspecified() ? HomeNetworkPrefix{prefix1} : *hnp);
        else if (const auto* own = std::get_if<LinkLocalAddress>(&option))
            ack.options.push_back(own->address.unspecified() ? LinkLocalAddress{link_local} : *own);
        else if (!std::holds_alternative<ServiceSelection>(option) &&
                 !std::holds_alternative<RedirectCapability>(option))
            ack.options.push_back(option);
    }
    return ack;
}

inline ProxyBindingAck refusal(const ProxyBindingUpdate& update, Status status) {
    auto ack = acceptance(update);
    ack.status = status;
    ack.lifetime = 0;
    std::erase_if(ack.options, [](const Option& o) {
        return std::holds_alternative<Ipv4DefaultRouter>(o) || std::holds_alternative<GreKey>(o);
    });
    for (auto& option : ack.options)
        if (auto* reply = std::get_if<Ipv4HomeAddressReply>(&option))
            *reply = {Ipv4HomeAddressStatus::failure_reason_unspecified, {}};
    return ack;
}

template <class O>
O* option_of(std::vector<Option>& options) {
    for (auto& option : options)
        if (auto* held = std::get_if<O>(&option)) return held;
    return nullptr;
}
template <class O>
void remove(std::vector<Option>& options) {
    std::erase_if(options, [](const Option& option) { return std::holds_alternative<O>(option); });
}

/// Gives the client of this number addresses of its own.
inline void number_addresses(ProxyBindingAck& ack, std::uint8_t number) {
    if (auto* reply = option_of<Ipv4HomeAddressReply>(ack.options))
        reply->home_address.address.value += number;
    if (auto* hnp = option_of<HomeNetworkPrefix>(ack.options)) hnp->prefix.address.octets[7] = number;
}

/// Two LMAs with all that the settings know of.
inline MagSettings busy_settings() {
    auto out = reference_settings();
    using enum Encapsulation;
    out.lmas["LMA1"].encapsulations = {gre_udp, gre, gre_unkeyed, ip};
    out.lmas["LMA1"].redirect = true;
    out.lmas["LMA1"].force_udp = true;
    out.lmas["LMA1"].update_rate = 5;
    out.lmas["LMA2"].encapsulations = {ip, gre};
    for (auto& [name, lma] : out.lmas) lma.heartbeat_interval = 40s;
    out.lifetime = 300s;
    out.refresh_before = 60s;
    out.return_to_preferred = true;
    return out;
}

} // namespace pmip::test
