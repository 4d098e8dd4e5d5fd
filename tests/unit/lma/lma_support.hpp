#pragma once

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <string>
#include <vector>

#include "magd/pmip/mag_update.hpp"
#include "tools/lma/lma.hpp"

/// An Lma with a clock of its own, told in short lines, and PBUs to send it.
namespace lma::test {

using namespace pmip;
using namespace std::chrono_literals;
using Lines = std::vector<std::string>;

constexpr base::Ipv4 mag1{0x0a6a236f}; // 10.106.35.111
constexpr base::Ipv4 mag2{0x0a6a2370};
constexpr base::Ipv4 stranger{0x01020304};
constexpr base::Prefix6 any_prefix{.address = {}, .length = 0};
/// How the reference client is answered.
const std::string granted = "PBA 0 hoa 192.168.5.44/24 key 100 lifetime 3600";
/// And the tunnel that it gets.
const std::string own_tunnel = "1 192.168.5.44 to 10.106.35.111 keys 100/1";

inline LmaSettings reference_settings() {
    LmaSettings settings;
    settings.pools = {{.realm = "ciscotacbangalore.com",
                       .prefix = {{0xc0a80500}, 24},
                       .router = {0xc0a80501},
                       .first = {0xc0a8052c}},
                      {.realm = "example.com",
                       .prefix = {{0x0a000000}, 29},
                       .router = {0x0a000001},
                       .first = {0x0a000001},
                       .prefix6 = base::Prefix6{.address = {{0x20, 0x01, 0x0d, 0xb8}}, .length = 62}},
                      {.realm = "six.org",
                       .prefix = {},
                       .router = {},
                       .first = {},
                       .prefix6 = base::Prefix6{.address = {{0x20, 0x02}}, .length = 48}}};
    settings.mags = {base::Address{mag1}, base::Address{mag2}};
    settings.peers.heartbeat_interval = 0s;
    return settings;
}

/// The fields of a PBU that tests change.
struct Ask {
    std::string nai = "0023.c2db.292d@ciscotacbangalore.com";
    Handoff handoff = Handoff::new_interface;
    AccessTechnology technology = AccessTechnology::ieee80211;
    base::Bytes llid = {1, 2, 3, 4, 5, 6};
    base::Prefix4 address{.address = {}, .length = 0};
    bool ipv4 = true;
    std::vector<base::Prefix6> prefixes{}; ///< not empty: IPv6 service too
    std::uint32_t key = 1;
    std::uint16_t lifetime = 900;
    base::Ipv4 from = mag1;
};

class Bench {
  public:
    explicit Bench(LmaSettings settings = reference_settings()) : lma(std::move(settings)) {}

    /// A PBU of now, with the next sequence number.
    ProxyBindingUpdate update(const Ask& ask) {
        advance(1ms);
        ProxyBindingUpdate out{.sequence = ++sequence,
                               .lifetime = ask.lifetime,
                               .options = {MobileNodeIdentifier{{1, ask.nai}}, HandoffIndicator{ask.handoff},
                                           AccessTechnologyType{ask.technology}}};
        if (!ask.llid.empty()) out.options.emplace_back(LinkLayerIdentifier{ask.llid});
        if (timestamps) out.options.emplace_back(Timestamp{timestamp_value(now.wall)});
        for (const auto& prefix : ask.prefixes) out.options.emplace_back(HomeNetworkPrefix{prefix});
        if (ask.ipv4) out.options.emplace_back(Ipv4HomeAddressRequest{ask.address});
        if (ask.lifetime != 0) out.options.emplace_back(GreKey{ask.key});
        return out;
    }
    Lines send(const ProxyBindingUpdate& pbu, base::Ipv4 from = mag1) {
        return on(MessageIn{.from = from, .port = 5436, .message = pbu});
    }
    /// The same with more options, or with other ones in place of those it has.
    Lines send(const Ask& ask, const std::vector<Option>& options, std::uint16_t flags = 0) {
        auto pbu = update(ask);
        for (const auto& option : options) {
            std::erase_if(pbu.options, [&](const Option& o) { return o.index() == option.index(); });
            pbu.options.push_back(option);
        }
        pbu.flags |= flags;
        return send(pbu, ask.from);
    }
    Lines hear(Message message, base::Ipv4 from = mag1) {
        return on(MessageIn{.from = from, .port = 5436, .message = std::move(message)});
    }
    Lines send(const Ask& ask) { return send(update(ask), ask.from); }
    Lines on(const LmaEvent& event) {
        Lines out;
        for (const auto& action : lma.on(event, now))
            std::visit([&](const auto& a) { tell(out, a); }, action);
        return out;
    }
    Lines next() {
        const auto at = lma.deadline();
        if (!at) return {"no deadline"};
        advance(std::chrono::duration_cast<Milliseconds>(*at - now.steady));
        return on(Tick{});
    }
    void advance(Milliseconds time) {
        now.steady += time;
        now.wall += time;
    }

    Lma lma;
    Now now{.steady = TimePoint{1h}, .wall = WallTime{1700000000s}};
    std::uint16_t sequence = 0;
    bool timestamps = true;
    base::Address to;    ///< of the last message sent
    ProxyBindingAck ack; ///< the last one sent
    Lines notes;

  private:
    void tell(Lines& out, const Send& action) {
        to = action.to;
        CHECK(action.port == 5436);
        if (const auto* pba = std::get_if<ProxyBindingAck>(&action.message)) {
            ack = *pba;
            out.push_back(told(ack));
        } else {
            out.push_back(std::visit([](const auto& m) { return told(m); }, action.message) + " to " +
                          base::to_string(action.to));
        }
    }
    static std::string ids(const std::vector<Option>& options) {
        std::string out;
        for (const auto& option : options) {
            if (const auto* id = std::get_if<MobileNodeIdentifier>(&option))
                out += " mn " + id->id.identifier;
            if (const auto* prefix = std::get_if<HomeNetworkPrefix>(&option))
                out += " hnp " + to_string(prefix->prefix);
            if (const auto* address = std::get_if<Ipv4HomeAddressRequest>(&option))
                out += " hoa " + to_string(address->home_address);
        }
        return out;
    }
    static std::string told(const BindingRevocation& message) {
        const auto* kind = message.type == BindingRevocation::Type::indication ? "BRI" : "BRA";
        return fmt::format("{} {} seq {} flags {:#06x}{}", kind, message.code, message.sequence,
                           message.flags, ids(message.options));
    }
    static std::string told(const UpdateNotification& message) {
        return fmt::format("UPN {} seq {} flags {:#06x}{}", std::to_underlying(message.reason),
                           message.sequence, message.flags, ids(message.options));
    }
    static std::string told(const LocalizedRoutingInitiation& message) {
        return fmt::format("LRI seq {} lifetime {}{}", message.sequence, message.lifetime,
                           ids(message.options));
    }
    static std::string told(const Heartbeat& message) {
        std::string out = "Heartbeat";
        if ((message.flags & Heartbeat::unsolicited) != 0) out += " unsolicited";
        if ((message.flags & Heartbeat::response) != 0) out += " response";
        out += fmt::format(" seq {}", message.sequence);
        if (const auto* counter = find<RestartCounter>(message.options))
            out += fmt::format(" counter {}", counter->counter);
        return out;
    }
    static std::string told(const BindingError& message) {
        return fmt::format("Binding Error {}", std::to_underlying(message.status));
    }
    static std::string told(const auto&) { return "something that an LMA does not send"; }
    static std::string told(const ProxyBindingAck& ack) {
        auto out = fmt::format("PBA {}", std::to_underlying(ack.status));
        for (const auto& option : ack.options)
            if (const auto* prefix = std::get_if<HomeNetworkPrefix>(&option))
                out += " hnp " + to_string(prefix->prefix);
        if (const auto* reply = find<Ipv4HomeAddressReply>(ack.options)) {
            out += " hoa " + to_string(reply->home_address);
            if (!accepted(reply->status)) out += fmt::format(" ({})", std::to_underlying(reply->status));
        }
        if (const auto* gre = find<GreKey>(ack.options))
            out += gre->key ? fmt::format(" key {}", *gre->key) : " no key";
        return out + fmt::format(" lifetime {}", (ack.lifetime * lifetime_unit).count());
    }
    static std::string tunnel(const CacheEntry& entry) {
        auto out = std::to_string(entry.number);
        if (entry.ipv4) out += ' ' + to_string(entry.ipv4->home_address.address);
        if (entry.ipv6)
            for (const auto& prefix : entry.ipv6->home_prefixes) out += ' ' + to_string(prefix);
        out += " to " + base::to_string(entry.proxy_coa);
        if (keyed(entry.encapsulation))
            out += fmt::format(" keys {}/{}", entry.uplink_key, entry.downlink_key);
        if (entry.encapsulation == Encapsulation::gre) out += " gre";
        if (entry.encapsulation == Encapsulation::gre_unkeyed) out += " gre without keys";
        if (entry.encapsulation == Encapsulation::ip) out += " ip";
        return out;
    }
    void tell(Lines& out, const WantTunnel& action) { out.push_back("Want " + tunnel(action.entry)); }
    void tell(Lines& out, const UnwantTunnel& action) { out.push_back("Unwant " + tunnel(action.entry)); }
    void tell(Lines&, const LmaNote& action) { notes.push_back(action.text); }
};

/// 2001:db8:0:N::/64, of example.com
inline base::Prefix6 home_prefix(std::uint8_t number) {
    return {.address = {{0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, number}}, .length = 64};
}

} // namespace lma::test

template <>
struct doctest::StringMaker<lma::test::Lines> {
    static String convert(const lma::test::Lines& lines) { return fmt::format("{}", lines).c_str(); }
};
