#pragma once

#include <cstdint>

#include "magd/pmip/binding.hpp"
#include "tests/unit/pmip/mag_samples.hpp"

/// Sessions as a journal has them, from which another process goes on.
namespace fuzz {

using namespace pmip;

/// What a record has of a binding that the kernel carries: see magd/journal/record.hpp.
inline Binding recorded(const Binding& was) {
    Binding out;
    out.profile = was.profile;
    out.phase = Phase::active;
    out.encapsulation = was.encapsulation;
    out.wanted = out.programmed = out.asked = true;
    out.redirected = was.redirected;
    out.waived = was.waived;
    out.downlink_key = was.downlink_key;
    out.group = was.group;
    out.handoffs = was.handoffs;
    out.uplink_key = was.uplink_key;
    out.lease = was.lease;
    out.lma = was.lma;
    out.ipv4 = was.ipv4;
    out.ipv6 = was.ipv6;
    out.offload = was.offload;
    out.told = was.told;
    out.lifetime = was.lifetime;
    out.expires = was.expires;
    out.shortfall = was.shortfall;
    out.timestamps = was.timestamps;
    return out;
}

/// As a file has it that is damaged, or of another configuration; `how` says what is wrong, `by` how much.
/// What the shell gives nobody is whole: there is a path to its LMA, and a home address, and keys for GRE.
inline void spoil(Binding& session, std::uint8_t how, std::uint8_t by) {
    if ((how & 1) != 0) session.lma = "LMA9";
    if ((how & 2) != 0) session.downlink_key = by < 128 ? by % 8U : ~std::uint32_t{by} + 128;
    if ((how & 4) != 0 && session.ipv4) session.ipv4->home_address.address.value = test::home.value + by % 4U;
    if ((how & 4) != 0 && session.ipv6) session.ipv6->home_prefixes.front().address.octets[7] = by % 4U;
    if ((how & 8) != 0) session.expires = TimePoint{Milliseconds{std::int64_t{by} << by % 35U}};
    if ((how & 16) != 0)
        session.timestamps = {.sent = std::uint64_t{by} << by % 57U, .accepted = std::uint64_t{by} << 56U};
    if ((how & 32) != 0) session.lifetime = Seconds{by * 1028};
    if ((how & 64) != 0) {
        session.group = by / 16U;
        session.waived = {(by & 1) != 0, (by & 2) != 0, (by & 4) != 0, (by & 8) != 0};
    }
}

} // namespace fuzz
