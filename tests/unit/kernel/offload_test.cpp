#include <doctest/doctest.h>

#include "magd/kernel/offload.hpp"

namespace offload_test {

using namespace magd::kernel;
using pmip::Ipv4TrafficSelector;
using pmip::Range;
using pmip::TrafficOffloadSelector;
using pmip::TrafficSelector;

namespace {

constexpr base::Ipv4 home{0xc0a8052c}, lowest{0}, highest{0xffffffff};
constexpr Span<std::uint8_t> any_protocol{0, 255};
constexpr Span<std::uint16_t> any_port{0, 65535};

Range<base::Ipv4> from_to(std::uint32_t first, std::uint32_t last) {
    return {.first = {first}, .last = base::Ipv4{last}};
}

Ipv4TrafficSelector to(std::uint32_t first, std::uint32_t last) {
    Ipv4TrafficSelector selector;
    selector.destination = from_to(first, last);
    return selector;
}

TrafficOffloadSelector policy(const std::vector<Ipv4TrafficSelector>& selectors, bool others = false) {
    TrafficOffloadSelector out{.others = others, .items = {}};
    for (const auto& selector : selectors) out.items.emplace_back(TrafficSelector{selector});
    return out;
}

} // namespace

TEST_CASE("what a selector leaves open is any") {
    CHECK(offload_of(policy({to(10, 20)}), home) ==
          Offload{.flows = {{{base::Ipv4{10}, base::Ipv4{20}}, any_protocol, any_port}}});
    CHECK(offload_of(policy({Ipv4TrafficSelector{}}), home) ==
          Offload{.flows = {{{lowest, highest}, any_protocol, any_port}}});
}

TEST_CASE("one value is a range of one") {
    Ipv4TrafficSelector selector;
    selector.destination = Range{.first = base::Ipv4{9}, .last = std::optional<base::Ipv4>{}};
    selector.protocol = Range{.first = std::uint8_t{6}, .last = std::optional<std::uint8_t>{}};
    selector.destination_port = Range{.first = std::uint16_t{443}, .last = std::optional<std::uint16_t>{}};
    CHECK(offload_of(policy({selector}), home) ==
          Offload{.flows = {{{base::Ipv4{9}, base::Ipv4{9}}, {6, 6}, {443, 443}}}});
}

TEST_CASE("a port without a protocol is one of TCP and of UDP") {
    Ipv4TrafficSelector selector;
    selector.destination_port = Range{.first = std::uint16_t{53}, .last = std::optional<std::uint16_t>{}};
    CHECK(offload_of(policy({selector}), home) ==
          Offload{.flows = {{{lowest, highest}, {6, 6}, {53, 53}}, {{lowest, highest}, {17, 17}, {53, 53}}}});
}

TEST_CASE("a source that is not the client's matches nothing, its own matches all") {
    auto own = to(10, 20);
    own.source = from_to(home.value - 1, home.value);
    auto foreign = to(30, 40);
    foreign.source = from_to(1, 2);
    CHECK(offload_of(policy({own, foreign}), home) == offload_of(policy({to(10, 20)}), home));
    CHECK_FALSE(offload_of(policy({foreign}), home));
    CHECK(offload_of(policy({foreign}, true), home) == Offload{.others = true, .flows = {}});
}

TEST_CASE("what the kernel cannot tell stays in the tunnel") {
    auto vague = to(10, 20);
    SUBCASE("by source port") { vague.source_port = Range<std::uint16_t>{.first = 1, .last = {}}; }
    SUBCASE("by SPI") { vague.spi = Range<std::uint32_t>{.first = 1, .last = {}}; }
    SUBCASE("by service class") {
        vague.differentiated_services = Range<std::uint8_t>{.first = 1, .last = {}};
    }
    SUBCASE("overlapping another") { vague.destination = from_to(40, 50); }
    const auto plain = to(30, 40);
    CHECK(offload_of(policy({plain, vague}), home) == offload_of(policy({plain}), home));
    CHECK_FALSE(offload_of(policy({plain, vague}, true), home)); // what is meant to stay could leave
}

TEST_CASE("a selector of an unknown format") {
    TrafficOffloadSelector unknown{.items = {pmip::UnknownSubOption{}}};
    CHECK_FALSE(offload_of(unknown, home));
    unknown.others = true;
    CHECK_FALSE(offload_of(unknown, home));
}

TEST_CASE("an LMA cannot fill the kernel: sixteen flows at most") {
    std::vector<Ipv4TrafficSelector> many;
    for (std::uint32_t i = 0; i < 100; ++i) many.push_back(to(i, i));
    CHECK(offload_of(policy(many), home)->flows.size() == 16);
    CHECK_FALSE(offload_of(policy(many, true), home));
}

TEST_CASE("the entries of a client") {
    const auto state = offload_footprint(2, home, *offload_of(policy({to(10, 20)}, true), home));
    KernelState expected;
    expected.offload_flows[{2, home, {base::Ipv4{10}, base::Ipv4{20}}, any_protocol, any_port}] = {};
    expected.offload_others[{2, home}] = {};
    CHECK(state == expected);
}

} // namespace offload_test
