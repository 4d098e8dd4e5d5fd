#include <doctest/doctest.h>

#include "tests/unit/pmip/mag_support.hpp"

/// Flows that an LMA lets out locally, RFC 6909.
namespace pmip::test {
namespace {

MagSettings offload_settings() {
    auto settings = reference_settings();
    settings.lmas["LMA1"].offload = true;
    return settings;
}

TrafficOffloadSelector policy(std::uint32_t destination) {
    Ipv4TrafficSelector flows;
    flows.destination = Range{.first = base::Ipv4{destination}, .last = std::optional<base::Ipv4>{}};
    return {.items = {TrafficSelector{flows}}};
}

/// The LMA's answer to the last update, with this policy.
Lines answered_with(Bench& mag, const std::optional<TrafficOffloadSelector>& offload) {
    auto ack = acceptance(mag.pbu);
    remove<TrafficOffloadSelector>(ack.options);
    if (offload) ack.options.emplace_back(*offload);
    return mag.pba(ack);
}

TEST_CASE("the policy is asked for with IPv4, and in no de-registration") {
    Bench mag(offload_settings());
    (void)mag.up();
    CHECK(*find<TrafficOffloadSelector>(mag.pbu.options) == TrafficOffloadSelector{});
    (void)answered_with(mag, policy(1));
    (void)mag.programmed();
    (void)mag.down();
    CHECK(find<TrafficOffloadSelector>(mag.pbu.options) == nullptr);
    (void)mag.up(ipv6_only(mac_b));
    CHECK(find<TrafficOffloadSelector>(mag.pbu.options) == nullptr);
}

TEST_CASE("the kernel is told of the policy with the session, and of a change") {
    Bench mag(offload_settings());
    (void)mag.up();
    CHECK(answered_with(mag, policy(1)).size() == 1);
    CHECK(*std::get<Want>(mag.actions.back()).binding->offload == policy(1));
    CHECK(mag.programmed() == Lines{"Attached"});
    SUBCASE("as it was: nothing to do") {
        (void)mag.next();
        CHECK(answered_with(mag, policy(1)).empty());
        CHECK(mag.state() == "ACTIVE");
    }
    SUBCASE("another one") {
        (void)mag.next();
        CHECK(answered_with(mag, policy(2)).size() == 1);
        CHECK(*std::get<Want>(mag.actions.back()).binding->offload == policy(2));
        CHECK(mag.binding().reason == "LMA1 has another offload policy");
        CHECK(mag.programmed() == Lines{"Attached"});
    }
    SUBCASE("none any more") {
        (void)mag.next();
        CHECK(answered_with(mag, std::nullopt).size() == 1);
        CHECK_FALSE(std::get<Want>(mag.actions.back()).binding->offload);
    }
}

TEST_CASE("a policy without a selector, or one that was not asked for, is none") {
    Bench mag(offload_settings());
    (void)mag.up();
    (void)answered_with(mag, TrafficOffloadSelector{.others = true, .items = {}});
    CHECK_FALSE(mag.binding().offload);
    Bench other;
    (void)other.up();
    (void)answered_with(other, policy(1));
    CHECK_FALSE(other.binding().offload);
}

} // namespace
} // namespace pmip::test
