#pragma once

#include "magd/pmip/binding.hpp"

namespace magd::journal {

/// What the kernel carries for a client, with something of everything.
inline pmip::Binding session(std::uint8_t number = 1) {
    pmip::Binding binding;
    binding.profile = {.mac = {{2, 0, 0, 0, 0, number}},
                       .mn_id = {.subtype = 1, .identifier = "c" + std::to_string(number) + "@example.com"},
                       .realm = "example.com",
                       .lmas = {},
                       .ipv6 = true,
                       .link_layer_id = {2, 0, 0, 0, 0, number},
                       .access_name = "wlan0",
                       .service = "internet"};
    binding.phase = pmip::Phase::active;
    binding.lma = "LMA1";
    binding.redirected = true;
    binding.ipv4 = pmip::Ipv4Session{{{0xc0a8052c}, 24}, {0xc0a80501}};
    binding.ipv6 = pmip::Ipv6Session{{{{{0x20, 1, 0xd, 0xb8}}, 64}}};
    binding.downlink_key = number;
    binding.uplink_key = 100;
    binding.told = {pmip::BindingRefreshAdvice{.interval = 9}};
    binding.group = 7;
    binding.waived = {.gre = true};
    binding.wanted = binding.programmed = binding.asked = true;
    binding.lifetime = pmip::Seconds{3600};
    binding.expires = pmip::TimePoint{pmip::Seconds{5000}};
    binding.handoffs = 3;
    binding.shortfall = "LMA1 gave no \"prefix\"";
    binding.timestamps = {.sent = 12, .accepted = 11};
    return binding;
}

} // namespace magd::journal
