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

inline LmaSettings reference_settings() {
    LmaSettings settings;
    settings.pools = {{.realm = "ciscotacbangalore.com",
                       .prefix = {{0xc0a80500}, 24},
                       .router = {0xc0a80501},
                       .first = {0xc0a8052c}},
                      {.realm = "example.com",
                       .prefix = {{0x0a000000}, 29},
                       .router = {0x0a000001},
                       .first = {0x0a000001}}};
    settings.mags = {base::Address{mag1}, base::Address{mag2}};
    return settings;
}

/// The fields of a PBU that tests change.
struct Ask {
    std::string nai = "0023.c2db.292d@ciscotacbangalore.com";
    Handoff handoff = Handoff::new_interface;
    AccessTechnology technology = AccessTechnology::ieee80211;
    base::Bytes llid = {1, 2, 3, 4, 5, 6};
    base::Prefix4 address{.address = {}, .length = 0};
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
        out.options.emplace_back(Ipv4HomeAddressRequest{ask.address});
        out.options.emplace_back(Ipv4DefaultRouter{});
        if (ask.lifetime != 0) out.options.emplace_back(GreKey{ask.key});
        return out;
    }
    Lines send(const ProxyBindingUpdate& pbu, base::Ipv4 from = mag1) {
        return on(PbuIn{.from = from, .port = 5436, .update = pbu});
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
    SendPba sent;
    Lines notes;

  private:
    void tell(Lines& out, const SendPba& action) {
        sent = action;
        const auto* reply = find<Ipv4HomeAddressReply>(action.ack.options);
        const auto* key = find<GreKey>(action.ack.options);
        out.push_back(fmt::format("PBA {} hoa {}{} lifetime {}", std::to_underlying(action.ack.status),
                                  reply == nullptr ? "none" : to_string(reply->home_address),
                                  key == nullptr ? "" : fmt::format(" key {}", *key->key),
                                  (action.ack.lifetime * lifetime_unit).count()));
    }
    static std::string tunnel(const CacheEntry& entry) {
        return fmt::format("{} {} to {} keys {}/{}", entry.number,
                           to_string(entry.session.home_address.address), base::to_string(entry.proxy_coa),
                           entry.uplink_key, entry.downlink_key);
    }
    void tell(Lines& out, const WantTunnel& action) { out.push_back("Want " + tunnel(action.entry)); }
    void tell(Lines& out, const UnwantTunnel& action) { out.push_back("Unwant " + tunnel(action.entry)); }
    void tell(Lines&, const LmaNote& action) { notes.push_back(action.text); }
};

} // namespace lma::test

template <>
struct doctest::StringMaker<lma::test::Lines> {
    static String convert(const lma::test::Lines& lines) { return fmt::format("{}", lines).c_str(); }
};
