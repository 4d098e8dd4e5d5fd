#include <doctest/doctest.h>

#include "magd/pmip/mag_update.hpp"
#include "tests/unit/pmip/mag_support.hpp"

/// Update Notifications (RFC 7077), and the messages that this gateway refuses or does not expect.
namespace pmip::test {
namespace {

using enum NotificationReason;
constexpr auto A = UpdateNotification::acknowledge;
constexpr auto D = UpdateNotification::retransmission;

UpdateNotification notification(NotificationReason reason, std::vector<Option> more = {}) {
    more.insert(more.begin(), identity());
    return {.sequence = 5, .reason = reason, .flags = A, .options = std::move(more)};
}

std::string upa(int status) {
    return fmt::format("to 10.106.37.40: UPA seq 5 status {}: MN-ID 0023.c2db.292d@ciscotacbangalore.com",
                       status);
}

const std::string refresh = "PBU to LMA1: seq 9466 HI 5 lifetime 3600 hoa 192.168.5.44/24 key 1";

TEST_CASE("register again: an update at once, and an answer if it is wanted") {
    Bench mag;
    mag.attach();
    auto message = notification(force_reregistration);
    SUBCASE("wanted") { CHECK(mag.heard(message) == Lines{refresh, upa(0)}); }
    SUBCASE("not wanted") {
        message.flags = 0;
        CHECK(mag.heard(message) == Lines{refresh});
    }
    CHECK(mag.state() == "REFRESH_PENDING");
    CHECK(mag.accepted().empty());
    CHECK(mag.state() == "ACTIVE");
    CHECK(mag.count(Counter::notification_received) == 1);
}

TEST_CASE("asked for update after update: three at once, then three a second") {
    Bench mag;
    mag.attach();
    auto message = notification(force_reregistration);
    message.flags = 0;
    int updates = 0;
    const auto ask = [&] {
        ++message.sequence;
        updates += static_cast<int>(mag.heard(message).size());
        (void)mag.accepted();
    };
    for (int i = 0; i < 20; ++i) ask();
    CHECK(updates == 3);
    CHECK(mag.next() ==
          Lines{"334 ms", "PBU to LMA1: seq 9469 HI 5 lifetime 3600 hoa 192.168.5.44/24 key 1"});
    (void)mag.accepted();
    CHECK(mag.next().front() == "3300334 ms"); // nothing is left over
}

TEST_CASE("sent again: answered again, done once") {
    Bench mag;
    mag.attach();
    auto message = notification(force_reregistration);
    (void)mag.heard(message);
    message.flags = A | D;
    CHECK(mag.heard(message) == Lines{upa(0)});
    message.flags = D;
    CHECK(mag.heard(message).empty());
    mag.advance(30s);
    CHECK(mag.heard(message).size() == 1); // so late, it is another one
}

TEST_CASE("asked for the access network: it is in the update") {
    Bench mag;
    auto profile = client();
    profile.access_network =
        AccessNetworkIdentifier{{NetworkIdentifier{.network = "cafe", .access_point = {}}}};
    mag.attach(profile);
    CHECK(mag.heard(notification(ani_params_requested)) == Lines{refresh, upa(0)});
    CHECK(*find<AccessNetworkIdentifier>(mag.pbu.options) == *profile.access_network);
}

TEST_CASE("other parameters: taken, beside what was told before") {
    Bench mag;
    (void)mag.up();
    auto ack = acceptance(mag.pbu);
    ack.options.emplace_back(DhcpSupportMode{.server = true});
    ack.options.emplace_back(BindingRefreshAdvice{.interval = 100});
    (void)mag.pba(ack);
    (void)mag.programmed();
    const LmaControlledParameters parameters{{ReregistrationControl{.start = 20}}};
    CHECK(mag.heard(notification(update_session_parameters,
                                 {parameters, BindingRefreshAdvice{.interval = 200}})) == Lines{upa(0)});
    CHECK(mag.mag.peers().at("LMA1").timers.refresh_before == 80s);
    CHECK(find<DhcpSupportMode>(mag.binding().told)->server);
    CHECK(find<BindingRefreshAdvice>(mag.binding().told)->interval == 200);
    CHECK(std::ranges::count_if(mag.binding().told, [](const Option& option) {
              return std::holds_alternative<BindingRefreshAdvice>(option);
          }) == 1);
}

TEST_CASE("a vendor's reason needs the vendor's option") {
    Bench mag;
    mag.attach();
    SUBCASE("without") { CHECK(mag.heard(notification(vendor_specific)) == Lines{upa(129)}); }
    SUBCASE("with") {
        const VendorSpecific option{.vendor = 9, .subtype = 1, .data = {1, 2}};
        CHECK(mag.heard(notification(vendor_specific, {option})) == Lines{upa(0)});
        CHECK(*find<VendorSpecific>(mag.binding().told) == option);
    }
}

TEST_CASE("what cannot be obeyed: 128") {
    Bench mag;
    mag.attach();
    auto message = notification(force_reregistration);
    SUBCASE("an unknown reason") { message.reason = NotificationReason{9}; }
    SUBCASE("a reserved one") { message.reason = NotificationReason{0}; }
    SUBCASE("an unknown client") { message.options = {identity(mac_b)}; }
    SUBCASE("nobody") { message.options = {}; }
    SUBCASE("a group, which no session here is in") { message.options = {MobileNodeGroup{.id = 9}}; }
    SUBCASE("a client that is leaving") { (void)mag.down(); }
    const auto before = mag.binding();
    const auto lines = mag.heard(message);
    REQUIRE(lines.size() == 1);
    CHECK(lines.front().starts_with("to 10.106.37.40: UPA seq 5 status 128"));
    CHECK(mag.binding() == before);
}

TEST_CASE("another LMA's client is unknown to this one") {
    Bench mag;
    mag.attach();
    CHECK(mag.heard(notification(force_reregistration), lma2).size() == 1);
    CHECK(mag.state() == "ACTIVE");
}

TEST_CASE("register again while the kernel is at work, or while an answer is awaited") {
    Bench mag;
    (void)mag.up();
    SUBCASE("a first one: there is no session yet") {
        CHECK(mag.heard(notification(force_reregistration)) == Lines{upa(128)});
        CHECK(mag.accepted().size() == 1);
    }
    SUBCASE("the kernel") {
        (void)mag.accepted();
        CHECK(mag.heard(notification(force_reregistration)) == Lines{refresh, upa(0)});
        CHECK(mag.state() == "INIT");
        CHECK(mag.accepted().empty());
        CHECK(mag.state() == "INIT");
        CHECK(mag.programmed() == Lines{"Attached"});
        CHECK(mag.state() == "ACTIVE");
    }
    SUBCASE("a refresh: the new one alone counts") {
        (void)mag.accepted();
        (void)mag.programmed();
        (void)mag.next();
        const auto earlier = mag.pbu;
        CHECK(mag.heard(notification(force_reregistration)).size() == 2);
        CHECK(mag.pba(acceptance(earlier)).empty());
        CHECK(mag.state() == "REFRESH_PENDING");
    }
}

TEST_CASE("outside the replay window") {
    Bench mag;
    mag.attach();
    const Timestamp old{timestamp_value(mag.now.wall - 8s)};
    CHECK(mag.heard(notification(force_reregistration, {old})).empty());
    CHECK(mag.count(Counter::drop_replayed) == 1);
}

TEST_CASE("what only a gateway sends, or answers what this one never asks") {
    Bench mag;
    mag.attach();
    const auto before = mag.binding();
    CHECK(mag.heard(mag.pbu).empty());
    CHECK(mag.heard(LocalizedRoutingAck{}).empty());
    CHECK(mag.heard(UpdateNotificationAck{}).empty());
    CHECK(mag.count(Counter::drop_unexpected) == 3);
    CHECK(mag.binding() == before);
}

} // namespace
} // namespace pmip::test
