#pragma once

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "magd/pmip/mag.hpp"

/// A Mag with a clock of its own, whose actions are told in short lines, so that a test reads
/// as a transcript. The kernel answers when the test says so.
namespace pmip::test {

using Lines = std::vector<std::string>;
using namespace std::chrono_literals;

inline const base::MacAddress mac_a{{0x00, 0x23, 0xc2, 0xdb, 0x29, 0x2d}};
inline const base::MacAddress mac_b{{0x00, 0x23, 0xc2, 0xdb, 0x29, 0x2e}};
constexpr base::Ipv4 lma1{0x0a6a2528};   // 10.106.37.40
constexpr base::Ipv4 lma2{0x0a6a2529};   // 10.106.37.41
constexpr base::Ipv4 home{0xc0a8052c};   // 192.168.5.44
constexpr base::Ipv4 router{0xc0a80501}; // 192.168.5.1
/// How the kernel is asked to carry the reference client.
const std::string carried = "Want 192.168.5.44/24 router 192.168.5.1 keys 100/1 on wlan0";
constexpr base::Ipv4 stranger{0x01020304};
constexpr base::Prefix6 prefix1{{{0x20, 0x01, 0x0d, 0xb8, 0, 1}}, 64}; // 2001:db8:1::/64
constexpr base::Prefix6 prefix2{{{0x20, 0x01, 0x0d, 0xb8, 0, 2}}, 64};

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

class Bench {
  public:
    explicit Bench(MagSettings settings = reference_settings()) : mag(std::move(settings)) {}

    Lines on(const Event& event) {
        actions = mag.on(event, now);
        Lines out;
        for (const auto& action : actions) std::visit([&](const auto& a) { tell(out, a); }, action);
        return out;
    }
    Lines up(Profile profile = client(), bool administrative = false) {
        return on(LinkUp{.profile = std::move(profile), .administrative = administrative});
    }
    Lines down(const base::MacAddress& mac = mac_a) { return on(LinkDown{.mac = mac, .reason = "left"}); }
    Lines heard(const Message& message, base::Ipv4 from = lma1) {
        return on(MessageIn{.from = from, .message = message});
    }
    Lines pba(const ProxyBindingAck& ack, base::Ipv4 from = lma1) { return heard(ack, from); }
    /// The kernel has done what was last wanted.
    Lines programmed(const base::MacAddress& mac = mac_a) {
        return on(Programmed{.mac = mac, .generation = mag.find(mac)->generation});
    }
    Lines program_failed(const std::string& reason) {
        return on(ProgramFailed{.mac = mac_a, .generation = mag.find(mac_a)->generation, .reason = reason});
    }
    Lines accepted() { return pba(acceptance(pbu)); }
    Lines refused(Status status) { return pba(refusal(pbu, status)); }

    /// To the next deadline, and what happens then; its time since the start stands first.
    Lines next() {
        const auto at = mag.deadline();
        if (!at) return {"no deadline"};
        advance(std::chrono::duration_cast<Milliseconds>(*at - now.steady));
        auto out = on(Tick{});
        out.insert(out.begin(), fmt::format("{} ms", elapsed().count()));
        return out;
    }
    void advance(Milliseconds time) {
        now.steady += time;
        now.wall += time;
    }
    [[nodiscard]] Milliseconds elapsed() const {
        return std::chrono::duration_cast<Milliseconds>(now.steady - begin);
    }

    /// Attached, with the client told; the transcript is dropped.
    void attach(const Profile& profile = client()) {
        (void)up(profile);
        auto ack = acceptance(pbu);
        const auto offset = profile.mac.octets[5] - mac_a.octets[5];
        if (auto* reply = option_of<Ipv4HomeAddressReply>(ack.options))
            reply->home_address.address.value += static_cast<std::uint32_t>(offset);
        if (auto* hnp = option_of<HomeNetworkPrefix>(ack.options))
            hnp->prefix.address.octets[7] = static_cast<std::uint8_t>(offset);
        (void)pba(ack, profile.lmas.front() == "LMA1" ? lma1 : lma2);
        (void)programmed(profile.mac);
    }
    [[nodiscard]] const Binding& binding(const base::MacAddress& mac = mac_a) const { return *mag.find(mac); }
    [[nodiscard]] std::string state(const base::MacAddress& mac = mac_a) const {
        return mag.find(mac) == nullptr ? "none" : std::string(name(binding(mac).phase));
    }
    [[nodiscard]] std::uint64_t count(Counter counter) const { return mag.counters()[counter]; }

    Mag mag;
    Now now{.steady = TimePoint{1h}, .wall = WallTime{1700000000s + 500ms}};
    TimePoint begin = now.steady;
    std::vector<Action> actions; ///< of the last event, in full
    ProxyBindingUpdate pbu;      ///< the last one sent
    Lines notes;                 ///< all of them

  private:
    void tell(Lines& out, const SendPbu& action) {
        pbu = action.update;
        auto line =
            fmt::format("{} to {}: seq {} HI {} lifetime {}", action.first ? "PBU" : "PBU again", action.lma,
                        pbu.sequence, std::to_underlying(find<HandoffIndicator>(pbu.options)->indicator),
                        (pbu.lifetime * lifetime_unit).count());
        for (const auto& option : pbu.options) {
            if (const auto* request = std::get_if<Ipv4HomeAddressRequest>(&option))
                line += " hoa " + to_string(request->home_address);
            if (const auto* hnp = std::get_if<HomeNetworkPrefix>(&option))
                line += " hnp " + to_string(hnp->prefix);
            if (const auto* gre = std::get_if<GreKey>(&option))
                line += gre->key ? fmt::format(" key {}", *gre->key) : " unkeyed";
        }
        out.push_back(std::move(line));
    }
    void tell(Lines& out, const Send& action) {
        out.push_back(fmt::format("to {}: {}", base::to_string(action.to), describe(action.message)));
    }
    void tell(Lines& out, const Want& action) {
        const auto& binding = action.binding;
        std::string line = "Want";
        if (binding.ipv4)
            line += fmt::format(" {} router {}", to_string(binding.ipv4->home_address),
                                to_string(binding.ipv4->default_router));
        if (binding.ipv6)
            for (const auto& prefix : binding.ipv6->home_prefixes) line += ' ' + to_string(prefix);
        if (binding.uplink_key) line += fmt::format(" keys {}/{}", *binding.uplink_key, binding.downlink_key);
        if (binding.encapsulation != Encapsulation::gre_udp)
            line += fmt::format(" {}", name(binding.encapsulation));
        out.push_back(line + " on " + binding.profile.access_name);
    }
    void tell(Lines& out, const Unwant&) { out.emplace_back("Unwant"); }
    void tell(Lines& out, const Attached&) { out.emplace_back("Attached"); }
    void tell(Lines& out, const Detached&) { out.emplace_back("Detached"); }
    void tell(Lines&, const Note& action) { notes.push_back(action.text); }
    void tell(Lines&, const LmaNote& action) { notes.push_back(action.lma + ": " + action.text); }
};

} // namespace pmip::test

/// A failing comparison shows both transcripts.
template <>
struct doctest::StringMaker<pmip::test::Lines> {
    static String convert(const pmip::test::Lines& lines) { return fmt::format("{}", lines).c_str(); }
};
