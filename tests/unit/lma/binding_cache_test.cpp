#include <doctest/doctest.h>

#include "tools/lma/binding_cache.hpp"

/// The lookup of RFC 5213 section 5.4.1, case by case.
namespace lma::test {
namespace {

using pmip::AccessTechnology;
using pmip::Handoff;

const pmip::MnId node{1, "mn1@example.com"};
const base::Bytes llid{1, 2, 3, 4, 5, 6};
const base::Address here{base::Ipv4{1}};
const base::Address there{base::Ipv4{2}};
constexpr base::Ipv4 home{0x0a000002};

CacheEntry entry(std::uint32_t number, const base::Bytes& link_layer_id, base::Ipv4 address) {
    CacheEntry out;
    out.number = number;
    out.mn_id = node;
    out.link_layer_id = link_layer_id;
    out.access_technology = AccessTechnology::ieee80211;
    out.proxy_coa = here;
    out.ipv4 = {.home_address = {address, 24}, .default_router = {}};
    return out;
}

SessionKey key(const base::Bytes& link_layer_id, Handoff handoff, base::Ipv4 address = {}) {
    return {.mn_id = node,
            .link_layer_id = link_layer_id,
            .access_technology = AccessTechnology::ieee80211,
            .handoff = handoff,
            .proxy_coa = there,
            .home_prefixes = {},
            .home_address = address};
}

std::uint32_t found(const BindingCache& cache, const SessionKey& sought) {
    const auto* at = cache.find(sought).entry;
    return at == nullptr ? 0 : at->number;
}

TEST_CASE("by address") {
    BindingCache cache;
    cache.put(entry(1, llid, home));
    CHECK(found(cache, key(llid, Handoff::unknown, home)) == 1);
    CHECK(found(cache, key({9}, Handoff::unknown, home)) == 0);
    CHECK(found(cache, key({9}, Handoff::between_interfaces, home)) == 1);
    CHECK(found(cache, key(llid, Handoff::unknown, {home.value + 1})) == 0);
    auto same_mag = key({9}, Handoff::unknown, home);
    same_mag.proxy_coa = here;
    CHECK(found(cache, same_mag) == 1);
    auto other_node = key(llid, Handoff::unknown, home);
    other_node.mn_id.identifier = "mn2@example.com";
    CHECK(found(cache, other_node) == 0);
    CHECK(cache.find(other_node).refusal == pmip::Status::not_authorized_for_ipv4_home_address);
}

TEST_CASE("by address, without a link-layer identifier") {
    BindingCache cache;
    cache.put(entry(1, {}, home));
    CHECK(found(cache, key({}, Handoff::between_mags, home)) == 1);
    CHECK(found(cache, key({}, Handoff::unknown, home)) == 0);
}

TEST_CASE("by link-layer identifier and access technology") {
    BindingCache cache;
    cache.put(entry(1, llid, home));
    for (const auto handoff : {Handoff::new_interface, Handoff::between_mags, Handoff::unknown})
        CHECK(found(cache, key(llid, handoff)) == 1);
    auto wired = key(llid, Handoff::unknown);
    wired.access_technology = AccessTechnology::ieee8023;
    CHECK(found(cache, wired) == 0);
    wired.handoff = Handoff::between_interfaces;
    CHECK(found(cache, wired) == 1);
    cache.put(entry(2, {7}, {home.value + 1}));
    CHECK(found(cache, wired) == 0); // which of the two is not told
    CHECK(found(cache, key({7}, Handoff::unknown)) == 2);
}

TEST_CASE("by identifier alone") {
    BindingCache cache;
    cache.put(entry(1, {}, home));
    CHECK(found(cache, key({}, Handoff::between_mags)) == 1);
    CHECK(found(cache, key({}, Handoff::between_interfaces)) == 1);
    CHECK(found(cache, key({}, Handoff::unknown)) == 0);
    CHECK(found(cache, key({}, Handoff::new_interface)) == 0);
    auto same_mag = key({}, Handoff::unknown);
    same_mag.proxy_coa = here;
    CHECK(found(cache, same_mag) == 1);
}

base::Prefix6 prefix(std::uint8_t number) {
    return {.address = {{0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, number}}, .length = 64};
}

TEST_CASE("by prefix, before any address") {
    BindingCache cache;
    auto dual = entry(1, llid, home);
    dual.ipv6 = {.home_prefixes = {prefix(1), prefix(2)}};
    cache.put(dual);
    auto sought = key(llid, Handoff::no_change, {home.value + 9});
    sought.home_prefixes = {prefix(2), prefix(1)}; // in any order
    CHECK(found(cache, sought) == 1);
    sought.home_prefixes = {prefix(1)};
    CHECK(cache.find(sought).refusal == pmip::Status::bce_pbu_prefix_set_do_not_match);
    sought.home_prefixes = {prefix(3)};
    CHECK(found(cache, sought) == 0);
    CHECK(cache.find(sought).refusal == pmip::Status::accepted);
    sought.home_prefixes = {prefix(1), prefix(2)};
    sought.mn_id.identifier = "mn2@example.com";
    CHECK(cache.find(sought).refusal == pmip::Status::not_authorized_for_home_network_prefix);
    cache.erase(1);
    CHECK(cache.holder(prefix(1)) == nullptr);
}

TEST_CASE("handoff state unknown: the only session is undecided") {
    BindingCache cache;
    cache.put(entry(1, llid, home));
    CHECK(cache.find(key({9}, Handoff::unknown)).undecided->number == 1);
    CHECK(cache.find(key({}, Handoff::unknown)).undecided->number == 1);
    CHECK(cache.find(key({9}, Handoff::new_interface)).undecided == nullptr);
    cache.put(entry(2, {7}, {home.value + 1}));
    CHECK(cache.find(key({9}, Handoff::unknown)).undecided == nullptr); // which of the two is not told
}

TEST_CASE("by MAG") {
    BindingCache cache;
    auto one = entry(1, llid, home);
    one.mag = here;
    cache.put(one);
    CHECK(cache.any_of(here));
    CHECK_FALSE(cache.any_of(there));
    one.mag = there;
    cache.put(one);
    CHECK_FALSE(cache.any_of(here));
    CHECK(cache.of(there) == std::vector{one});
}

TEST_CASE("putting again replaces, erasing leaves nothing behind") {
    BindingCache cache;
    auto one = entry(1, llid, home);
    one.ends = pmip::TimePoint{pmip::Seconds{5}};
    one.timestamp = 7;
    cache.put(one);
    one.ipv4->home_address.address.value += 1;
    one.ends = pmip::TimePoint{pmip::Seconds{9}};
    cache.put(one);
    CHECK(cache.holder(home) == nullptr);
    CHECK(cache.deadline() == pmip::TimePoint{pmip::Seconds{9}});
    CHECK(cache.due(pmip::TimePoint{pmip::Seconds{8}}) == nullptr);
    CHECK(cache.due(pmip::TimePoint{pmip::Seconds{9}})->number == 1);
    CHECK(cache.last_timestamp(node) == 7);
    cache.erase(1);
    cache.erase(1);
    CHECK_FALSE(cache.deadline());
    CHECK(cache.last_timestamp(node) == 0);
    CHECK(cache.entries().empty());
}

} // namespace
} // namespace lma::test
