#include <doctest/doctest.h>

#include "tests/unit/pmip/mag_support.hpp"

/// What a client's profile and the settings put into its updates.
namespace pmip::test {
namespace {

Profile with_key(std::uint32_t key, const base::MacAddress& mac = mac_a) {
    auto profile = client(mac);
    profile.downlink_key = key;
    return profile;
}

TEST_CASE("a fixed GRE key") {
    Bench mag;
    CHECK(mag.up(with_key(77)) == Lines{"PBU to LMA1: seq 9465 HI 1 lifetime 3600 hoa 0.0.0.0/0 key 77"});
    CHECK(mag.accepted() == Lines{"Want 192.168.5.44/24 router 192.168.5.1 keys 100/77 on wlan0"});
    (void)mag.programmed();
    SUBCASE("is one client's alone") {
        CHECK(mag.up(with_key(77, mac_b)) == Lines{"Detached"});
        CHECK(mag.notes.back() == "attach refused: its GRE key 77 is another client's");
        CHECK(mag.count(Counter::attach_refused_key) == 1);
        CHECK(mag.state(mac_b) == "none");
    }
    SUBCASE("is free again when he has gone, not before") {
        (void)mag.down();
        CHECK(mag.up(with_key(77, mac_b)) == Lines{"Detached"});
        const auto leaving = mag.pbu;
        (void)mag.pba(acceptance(leaving));
        CHECK(mag.up(with_key(77, mac_b)).front().ends_with("key 77"));
    }
    SUBCASE("stays his when he comes with another identity") {
        auto profile = with_key(77);
        profile.mn_id.identifier = "guest@example.com";
        (void)mag.up(profile);
        CHECK(mag.accepted().front().ends_with("key 77"));
    }
    SUBCASE("is not taken by a known client: it gets one of our choice") {
        mag.attach(client(mac_b));
        (void)mag.up(with_key(77, mac_b));
        CHECK(mag.accepted().front().ends_with("key 2"));
        (void)mag.down();
        CHECK(mag.accepted().empty());
        CHECK(mag.up(with_key(77)).front().ends_with("key 77"));
    }
}

TEST_CASE("0 is no key") {
    Bench mag;
    CHECK(mag.up(with_key(0)) == Lines{"Detached"});
}

TEST_CASE("an LMA that does not keep the access network: told once, counted each time") {
    Bench mag;
    auto profile = client();
    profile.access_network =
        AccessNetworkIdentifier{{NetworkIdentifier{.network = "cafe", .access_point = {}}}};
    const auto answered = [&](const base::Boxed<AccessNetworkIdentifier>& kept) {
        auto ack = acceptance(mag.pbu);
        std::erase_if(ack.options, [](const Option& option) {
            return std::holds_alternative<AccessNetworkIdentifier>(option);
        });
        if (kept) ack.options.emplace_back(*kept);
        (void)mag.pba(ack);
    };
    const auto notes = [&](std::string_view text) { return std::ranges::count(mag.notes, text); };
    (void)mag.up(profile);
    SUBCASE("kept") {
        answered(profile.access_network);
        CHECK(mag.count(Counter::pba_access_network) == 0);
    }
    SUBCASE("ignored") {
        answered({});
        (void)mag.programmed();
        (void)mag.next();
        answered({});
        CHECK(notes("LMA1 ignores the Access Network Identifier") == 1);
        CHECK(mag.count(Counter::pba_access_network) == 2);
    }
    SUBCASE("altered") {
        answered(AccessNetworkIdentifier{{GeoLocation{}}});
        CHECK(notes("LMA1 altered the Access Network Identifier") == 1);
    }
    CHECK(mag.binding().ipv4);
}

TEST_CASE("the access network is in every update") {
    Bench mag;
    auto profile = client();
    profile.access_network =
        AccessNetworkIdentifier{{NetworkIdentifier{.network = "cafe", .access_point = {}}}};
    const auto told = [&] {
        const auto* option = find<AccessNetworkIdentifier>(mag.pbu.options);
        return option != nullptr && *option == *profile.access_network;
    };
    (void)mag.up(profile);
    CHECK(told());
    (void)mag.next();
    CHECK(told());
    (void)mag.accepted();
    (void)mag.programmed();
    (void)mag.next();
    CHECK(told());
    (void)mag.accepted();
    SUBCASE("the last one too") {
        (void)mag.down();
        CHECK(told());
    }
    SUBCASE("another access point: the LMA learns it at once") {
        profile.access_network =
            AccessNetworkIdentifier{{NetworkIdentifier{.network = "museum", .access_point = {}}}};
        CHECK(mag.up(profile).size() == 2);
        CHECK(told());
        CHECK(mag.state() == "REFRESH_PENDING");
        CHECK(mag.accepted().empty());
        CHECK(mag.state() == "ACTIVE");
    }
    SUBCASE("and another one before the LMA has answered") {
        profile.access_network.reset();
        (void)mag.up(profile);
        profile.access_network =
            AccessNetworkIdentifier{{NetworkIdentifier{.network = "museum", .access_point = {}}}};
        (void)mag.up(behind(profile, "wlan1"));
        CHECK(told());
        CHECK(mag.accepted().empty());
        CHECK(mag.state() == "INIT");
        CHECK(mag.programmed() == Lines{"Attached"});
        CHECK(mag.state() == "ACTIVE");
    }
}

TEST_CASE("the service is named in the first update alone, right after the identifier") {
    Bench mag;
    auto profile = client();
    profile.service = "internet";
    (void)mag.up(profile);
    CHECK(mag.pbu.options[1] == Option{ServiceSelection{"internet"}});
    (void)mag.next();
    CHECK(find<ServiceSelection>(mag.pbu.options) != nullptr);
    (void)mag.accepted();
    (void)mag.programmed();
    (void)mag.next();
    CHECK(find<ServiceSelection>(mag.pbu.options) == nullptr);
    (void)mag.accepted();
    (void)mag.down();
    CHECK(find<ServiceSelection>(mag.pbu.options) == nullptr);
}

TEST_CASE("the H flag, where the operator sets it") {
    auto settings = reference_settings();
    settings.home_registration = true;
    Bench mag(settings);
    (void)mag.up();
    CHECK(mag.pbu.flags == (pbu_flag::acknowledge | pbu_flag::home_registration | pbu_flag::proxy));
}

TEST_CASE("a trigger that knows of the move says so, once") {
    Bench mag;
    CHECK(mag.on(LinkUp{.profile = client(), .handoff = Handoff::between_mags}).front() ==
          "PBU to LMA1: seq 9465 HI 3 lifetime 3600 hoa 0.0.0.0/0 key 1");
    (void)mag.refused(Status::reason_unspecified);
    CHECK(mag.next().back() == "PBU to LMA1: seq 9466 HI 4 lifetime 3600 hoa 0.0.0.0/0 key 1");
}

} // namespace
} // namespace pmip::test
