#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "tests/fuzz/mag_world.hpp"

/// Where a sequence of events may begin: what a Mag is set to, and the state that client 1 is in.
namespace fuzz {

using namespace std::chrono_literals;

inline constexpr std::uint8_t setup_count = 8;

/// One of the settings, with the services that clients have: IPv4, IPv6, or both.
inline Setup make_setup(std::uint8_t kind, std::uint8_t services) {
    Setup out{.settings = test::reference_settings(), .ipv4 = services != 1, .ipv6 = services != 0};
    auto& settings = out.settings;
    settings.binding_maximum = 3;
    settings.lifetime = 300s;
    settings.refresh_before = 60s;
    switch (kind) {
    case 0: break;
    case 1: settings.timestamps = false; break;
    case 2:
        settings.return_to_preferred = true;
        out.lmas = {"LMA1", "LMA2"};
        for (auto& [name, lma] : settings.lmas) lma.heartbeat_interval = 40s;
        break;
    case 3:
        for (auto& [name, lma] : settings.lmas) lma.bulk = true;
        break;
    case 4:
        for (auto& [name, lma] : settings.lmas) lma.redirect = true;
        out.lmas = {"LMA1", "LMA2"};
        break;
    case 5: out.authenticated = true; break;
    case 6:
        settings = test::busy_settings();
        settings.binding_maximum = 3;
        settings.link_local_from_lma = true;
        for (auto& [name, lma] : settings.lmas) lma.bulk = lma.offload = true;
        out.lmas = {"LMA1", "LMA2"};
        break;
    default: // one LMA over IPv6, which gets few updates
        settings.lmas["LMA1"].address = base::Ipv6{{0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 1}};
        settings.lmas["LMA1"].encapsulations = {Encapsulation::ip, Encapsulation::gre};
        settings.lmas["LMA1"].heartbeat_interval = 30s;
        settings.lmas["LMA1"].update_rate = 1;
    }
    return out;
}

/// Each leaves client 1 somewhere else, where the settings let it.
using State = void (*)(World&);
inline constexpr std::array<State, 32> states{{
    [](World&) {},
    [](World& w) { w.up(1); },                 // init
    [](World& w) { w.up(1), w.accepted(); },   // wanted of the kernel
    [](World& w) { w.attach(1); },             // active
    [](World& w) { w.attach(1), w.settle(); }, // refresh pending, or a heartbeat sent
    [](World& w) { w.attach(1), w.pass(240s), w.on(Tick{}); },
    [](World& w) { w.attach(1), w.down(1); }, // disconnecting
    [](World& w) {                            // and to come back as another
        w.attach(1);
        auto other = w.profile(1);
        other.mn_id.identifier = "other@example.org";
        w.on(LinkUp{.profile = other});
    },
    [](World& w) { w.up(1), w.refused(Status::mipv6_auth_fail); },        // blocked
    [](World& w) { w.up(1), w.refused(Status::reason_unspecified); },     // waits, null
    [](World& w) { w.up(1), w.refused(Status::insufficient_resources); }, // at the next LMA
    [](World& w) { w.up(1), w.refused(Status::gre_key_option_required); },
    [](World& w) { w.up(1), w.refused(Status::sequence_number_out_of_window); },
    [](World& w) { w.up(1), w.refused(Status::not_authorized_for_ipv4_mobility_service); },
    [](World& w) { // muted
        w.up(1);
        auto ack = World::acceptance(w.sent.back());
        test::option_of<HandoffIndicator>(ack.options)->indicator = Handoff::between_mags;
        w.hear(ack, w.sent.back().to);
    },
    [](World& w) { w.up(1), w.accepted(), w.program_failed(1); }, // gives the session back
    [](World& w) { w.up(1), w.accepted(), w.program_failed(1), w.accepted(); },
    [](World& w) { // retransmitting
        w.up(1);
        for (int i = 0; i < 2; ++i) w.settle();
    },
    [](World& w) { // no LMA has answered
        w.up(1);
        for (int i = 0; i < 8; ++i) w.settle();
    },
    [](World& w) { // after an unanswered refresh, and before the end of the lifetime
        w.attach(1);
        for (int i = 0; i < 12; ++i) w.settle();
    },
    [](World& w) { w.attach(1), w.pass(400s), w.on(Tick{}); }, // expired
    [](World& w) { w.attach(1), w.attach(2); },
    [](World& w) { w.attach(1), w.attach(2), w.attach(3); }, // no more are admitted
    [](World& w) { w.up(1), w.up(2), w.up(3); },             // three in their turn
    [](World& w) { w.attach(1), w.attach(2), w.pass(240s), w.on(Tick{}); },
    [](World& w) { w.attach(1), w.on(LmaDrain{"LMA1"}); },
    [](World& w) { // redirected where that is taken
        w.up(1);
        auto ack = World::acceptance(w.sent.back());
        ack.options.emplace_back(Redirect{test::lma2});
        w.hear(ack, w.sent.back().to);
        w.programmed(1);
    },
    [](World& w) { // the LMA has restarted
        w.attach(1), w.attach(2);
        for (std::uint32_t count : {1U, 2U})
            w.hear(Heartbeat{.flags = 3, .options = {RestartCounter{count}}}, w.sent.back().to);
    },
    [](World& w) { // revoked
        w.attach(1);
        w.hear(BindingRevocation{.code = 1, .options = {MobileNodeIdentifier{w.profile(1).mn_id}}},
               w.sent.back().to);
    },
    [](World& w) { // asked to register again
        w.attach(1);
        w.hear(UpdateNotification{.options = {MobileNodeIdentifier{w.profile(1).mn_id}}}, w.sent.back().to);
    },
    [](World& w) { // leaves, and nobody answers
        w.attach(1), w.down(1);
        for (int i = 0; i < 2; ++i) w.settle();
    },
    [](World& w) { // moves
        w.attach(1);
        w.on(LinkUp{.profile = test::behind(w.profile(1), "wlan1")});
    },
}};

/// The world that the first two octets choose, made but once.
inline const World& beginning(std::uint8_t first, std::uint8_t second) {
    static const auto setups = [] {
        std::vector<Setup> out;
        for (std::uint8_t kind = 0; kind < setup_count; ++kind)
            for (std::uint8_t services = 0; services < 3; ++services)
                out.push_back(make_setup(kind, services));
        return out;
    }();
    static const auto worlds = [] {
        std::vector<World> out;
        for (const auto& setup : setups)
            for (const auto& reach : states) reach(out.emplace_back(setup));
        return out;
    }();
    const auto setup = first % setup_count * 3U + second % 3U;
    return worlds[setup * states.size() + first / setup_count];
}

} // namespace fuzz
