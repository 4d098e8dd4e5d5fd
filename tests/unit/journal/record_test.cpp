#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "magd/journal/record.hpp"
#include "magd/pmip/option.hpp"
#include "tests/unit/journal/sessions.hpp"

namespace magd::journal {
namespace {

TEST_CASE("a record brings the session back") {
    const auto kept = session();
    const auto back = binding_of(record_of(kept));
    REQUIRE(back);
    CHECK(*back == kept);
}

TEST_CASE("each service alone, and without keys") {
    auto kept = session();
    kept.encapsulation = pmip::Encapsulation::ip;
    kept.uplink_key.reset();
    SUBCASE("IPv4") { kept.ipv6.reset(); }
    SUBCASE("IPv6") { kept.ipv4.reset(); }
    SUBCASE("IPv6 with an address") { kept.ipv6->home_address = kept.ipv6->home_prefixes[0].address; }
    CHECK(binding_of(record_of(kept)) == kept);
}

TEST_CASE("an identifier need not be text") {
    auto kept = session();
    kept.profile.mn_id = {.subtype = 3, .identifier = std::string("\x00\xff\x80", 3)};
    CHECK(binding_of(record_of(kept)) == kept);
}

TEST_CASE("the policy of local breakout is kept") {
    auto kept = session();
    pmip::TrafficSelector selector;
    kept.offload = pmip::TrafficOffloadSelector{.items = {selector}};
    CHECK(binding_of(record_of(kept)) == kept);
}

TEST_CASE("the time of the lease is kept, where the client has one") {
    auto kept = session();
    CHECK(record_of(kept).find("lease") == std::string::npos);
    kept.lease = pmip::LeaseTime::max();
    CHECK(binding_of(record_of(kept)) == kept);
    auto record = nlohmann::json::parse(record_of(kept));
    record["lease"] = 0x100000000;
    CHECK(binding_of(record.dump()).error() == "unreadable lease");
}

TEST_CASE("an exchange under way is not") {
    auto busy = session();
    busy.phase = pmip::Phase::refresh_pending;
    busy.exchange = pmip::Exchange{};
    CHECK(binding_of(record_of(busy)) == session());
}

TEST_CASE("what is no record is none") {
    CHECK_FALSE(binding_of(""));
    CHECK_FALSE(binding_of("{}"));
    CHECK_FALSE(binding_of("[1,2]"));
    const auto whole = nlohmann::json::parse(record_of(session()));
    for (const auto& [key, value] : whole.items()) {
        if (key == "ipv4_session" || key == "ipv6_session") continue;
        CAPTURE(key);
        auto without = whole;
        without.erase(key);
        CHECK_FALSE(binding_of(without.dump()));
        auto other = whole;
        other[key] = nlohmann::json::object({{"x", 1}});
        CHECK_FALSE(binding_of(other.dump()));
    }
}

TEST_CASE("a record that no kernel could carry is none") {
    auto with = [](const char* key, const nlohmann::json& value) {
        auto record = nlohmann::json::parse(record_of(session()));
        record[key] = value;
        return binding_of(record.dump());
    };
    CHECK_FALSE(with("encapsulation", 9));
    CHECK_FALSE(with("downlink_key", 0));
    CHECK_FALSE(with("mac", "02:00"));
    CHECK_FALSE(with("mn_id", "xy"));
    CHECK_FALSE(with("options", "00"));
    CHECK_FALSE(with("lifetime", 262141));
    auto narrow = session();
    narrow.ipv6->home_prefixes.front().length = 48;
    CHECK_FALSE(binding_of(record_of(narrow)));
    auto nothing = session();
    nothing.ipv4.reset();
    nothing.ipv6.reset();
    CHECK(binding_of(record_of(nothing)).error() == "unreadable no home address");
}

} // namespace
} // namespace magd::journal
