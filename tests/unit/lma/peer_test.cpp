#include "tests/unit/lma/lma_support.hpp"

/// What goes between LMA and MAG besides PBUs.
namespace lma::test {
namespace {

using Type = BindingRevocation::Type;

const std::string mine = "192.168.5.44 to 10.106.35.111 keys 100/1";

BindingRevocation acknowledged(std::uint16_t sequence, RevocationStatus status = RevocationStatus::success) {
    return {.type = Type::acknowledgement,
            .code = std::to_underlying(status),
            .sequence = sequence,
            .options = {}};
}

Heartbeat response(std::uint32_t sequence, std::uint32_t restart_counter, std::uint16_t flags = 0) {
    return {.flags = static_cast<std::uint16_t>(Heartbeat::response | flags),
            .sequence = sequence,
            .options = {RestartCounter{restart_counter}}};
}

TEST_CASE("revocation of one session: ends when it is acknowledged") {
    Bench lma;
    (void)lma.send(Ask{});
    const std::string bri =
        "BRI 1 seq 1 flags 0x8000 mn 0023.c2db.292d@ciscotacbangalore.com to 10.106.35.111";
    for (const auto* name :
         {"0023.c2db.292d@ciscotacbangalore.com", "192.168.5.44", "01:02:03:04:05:06", "0023.c2db.292d"}) {
        Bench other;
        (void)other.send(Ask{});
        CHECK(other.on(Command{Revoke{.client = name}}) == Lines{bri});
    }
    (void)lma.on(Command{Revoke{.client = "192.168.5.44"}});
    SUBCASE("at once") { CHECK(lma.hear(acknowledged(1)) == Lines{"Unwant 1 " + mine}); }
    SUBCASE("because it was not there") {
        CHECK(lma.hear(acknowledged(1, RevocationStatus::binding_does_not_exist)) ==
              Lines{"Unwant 1 " + mine});
    }
    SUBCASE("not at all: it is refused") {
        CHECK(lma.hear(acknowledged(1, RevocationStatus::mn_is_attached)).empty());
        CHECK(lma.lma.entries().size() == 1);
    }
    SUBCASE("by nobody else's word, or another number's") {
        CHECK(lma.hear(acknowledged(1), mag2).empty());
        CHECK(lma.hear(acknowledged(2)).empty());
        CHECK(lma.lma.entries().size() == 1);
    }
    SUBCASE("after one more copy") {
        CHECK(lma.next() == Lines{bri});
        CHECK(lma.next() == Lines{"Unwant 1 " + mine});
        CHECK(lma.now.steady == TimePoint{1h} + 1ms + 1s + 2s);
    }
    SUBCASE("not at the MAG that it went to meanwhile") {
        (void)lma.send({.handoff = Handoff::between_mags, .from = mag2});
        CHECK(lma.hear(acknowledged(1)).empty());
        CHECK(lma.lma.entries().size() == 1);
    }
}

TEST_CASE("revocation of the IPv4 address alone") {
    Bench lma;
    (void)lma.send({.nai = "a@example.com", .prefixes = {any_prefix}});
    CHECK(lma.on(Command{Revoke{.client = "10.0.0.2", .ipv4_only = true}}) ==
          Lines{"BRI 1 seq 1 flags 0xc000 mn a@example.com hoa 10.0.0.2/29 to 10.106.35.111"});
    CHECK(lma.hear(acknowledged(1)) == Lines{"Want 1 2001:db8:0:1::/64 to 10.106.35.111 keys 100/1"});
}

TEST_CASE("revocation of a MAG's sessions, and of a realm's") {
    Bench lma;
    (void)lma.send(Ask{});
    (void)lma.send({.nai = "b@example.com", .key = 2});
    (void)lma.send({.nai = "c@example.com", .key = 3, .from = mag2});
    SUBCASE("all of a MAG") {
        CHECK(lma.on(Command{RevokeMag{base::Address{mag1}}}) ==
              Lines{"BRI 128 seq 1 flags 0xa000 to 10.106.35.111"});
        CHECK(lma.hear(acknowledged(1)).size() == 2);
        CHECK(lma.lma.entries().size() == 1);
    }
    SUBCASE("a realm") {
        CHECK(lma.on(Command{RevokeRealm{"example.com"}}) ==
              Lines{"BRI 129 seq 1 flags 0xa000 mn @example.com to 10.106.35.111",
                    "BRI 129 seq 2 flags 0xa000 mn @example.com to 10.106.35.112"});
        CHECK(lma.hear(acknowledged(1)) == Lines{"Unwant 2 10.0.0.2 to 10.106.35.111 keys 101/2"});
        CHECK(lma.hear(acknowledged(2), mag2) == Lines{"Unwant 3 10.0.0.3 to 10.106.35.112 keys 102/3"});
    }
}

TEST_CASE("a MAG revokes all that it has") {
    Bench lma;
    (void)lma.send(Ask{});
    const BindingRevocation all{.type = Type::indication,
                                .code = 128,
                                .sequence = 9,
                                .flags = BindingRevocation::proxy | BindingRevocation::global,
                                .options = {MobileNodeIdentifier{{1, "mag1"}}}};
    CHECK(lma.hear(all, stranger).empty());
    CHECK(lma.hear(all) == Lines{"Unwant 1 " + mine, "BRA 0 seq 9 flags 0xa000 mn mag1 to 10.106.35.111"});
    auto single = all;
    single.flags = BindingRevocation::proxy;
    CHECK(lma.hear(single) == Lines{"BRA 134 seq 9 flags 0x8000 mn mag1 to 10.106.35.111"});
}

TEST_CASE("heartbeats are answered with the restart counter") {
    Bench lma;
    CHECK(lma.hear(Heartbeat{.sequence = 5, .options = {}}) ==
          Lines{"Heartbeat response seq 5 counter 1 to 10.106.35.111"});
    CHECK(lma.hear(Heartbeat{.sequence = 5, .options = {}}, stranger).empty());
}

TEST_CASE("heartbeats are sent while there are sessions") {
    auto settings = reference_settings();
    settings.peers.heartbeat_interval = 60s;
    Bench lma(settings);
    (void)lma.send(Ask{});
    CHECK(lma.next() == Lines{"Heartbeat seq 1 to 10.106.35.111"});
    SUBCASE("and missed") {
        for (int i = 2; i <= 4; ++i) (void)lma.next();
        CHECK(lma.notes.back().find("heartbeats") == std::string::npos);
        (void)lma.next();
        CHECK(lma.notes.back() == "10.106.35.111 does not answer heartbeats");
    }
    SUBCASE("and answered") {
        CHECK(lma.hear(response(1, 7)).empty());
        for (std::uint32_t i = 2; i <= 9; ++i) {
            (void)lma.next();
            CHECK(lma.hear(response(i, 7)).empty());
        }
        CHECK(lma.notes.back().find("heartbeats") == std::string::npos);
    }
    SUBCASE("until the MAG says that it does not know them") {
        (void)lma.hear(BindingError{});
        CHECK(lma.next() == Lines{"Unwant 1 " + mine}); // the lifetime's end
    }
    SUBCASE("no longer than that") {
        (void)lma.send({.handoff = Handoff::unknown, .lifetime = 0});
        CHECK(lma.next().empty()); // deleted
        CHECK_FALSE(lma.lma.deadline());
    }
}

TEST_CASE("a MAG that restarted has lost what it registered before") {
    auto settings = reference_settings();
    settings.peers.heartbeat_interval = 60s;
    Bench lma(settings);
    (void)lma.send(Ask{});
    (void)lma.next();
    (void)lma.hear(response(1, 7));
    lma.advance(1s);
    (void)lma.send({.nai = "b@example.com", .key = 2}); // of its new life, perhaps
    SUBCASE("by the next answer") {
        (void)lma.next();
        CHECK(lma.hear(response(99, 8)).empty()); // to no request
        CHECK(lma.hear(response(2, 8)) == Lines{"Unwant 1 " + mine});
    }
    SUBCASE("by its own word") {
        CHECK(lma.hear(response(0, 8, Heartbeat::unsolicited)) == Lines{"Unwant 1 " + mine});
    }
    CHECK(lma.send(Ask{}).back().starts_with("PBA 0 hoa 192.168.5.44/24")); // revived
}

TEST_CASE("update notification: sent again with the D flag, until it is acknowledged") {
    Bench lma;
    (void)lma.send(Ask{});
    const std::string mn = "mn 0023.c2db.292d@ciscotacbangalore.com";
    CHECK(lma.on(Command{Notify{.client = "192.168.5.44"}}) ==
          Lines{"UPN 1 seq 1 flags 0x8000 " + mn + " to 10.106.35.111"});
    SUBCASE("twice") {
        CHECK(lma.next() == Lines{"UPN 1 seq 1 flags 0xc000 " + mn + " to 10.106.35.111"});
        CHECK(lma.next().empty());
        CHECK(lma.notes.back().find("is not acknowledged by 10.106.35.111") != std::string::npos);
    }
    SUBCASE("once") {
        (void)lma.hear(UpdateNotificationAck{.sequence = 1, .options = {}});
        CHECK(lma.next() == Lines{"Unwant 1 " + mine});
    }
}

TEST_CASE("update notification: what each reason carries") {
    auto settings = reference_settings();
    settings.offers.parameters = LmaControlledParameters{{HeartbeatControl{}}};
    settings.offers.vendor = VendorSpecific{.vendor = 9, .data = {}};
    Bench lma(settings);
    (void)lma.send(Ask{});
    const auto options = [&](NotificationReason reason) {
        for (const auto& action : lma.lma.on(
                 Command{Notify{.client = "192.168.5.44", .reason = reason, .acknowledge = false}}, lma.now))
            if (const auto* send = std::get_if<Send>(&action))
                return std::get<UpdateNotification>(send->message).options;
        return std::vector<Option>{};
    };
    CHECK(options(NotificationReason::ani_params_requested).size() == 1);
    CHECK(find<LmaControlledParameters>(options(NotificationReason::update_session_parameters)) != nullptr);
    CHECK(find<VendorSpecific>(options(NotificationReason::vendor_specific)) != nullptr);
    CHECK(find<QualityOfService>(options(NotificationReason::qos_service_request))->operation ==
          QosOperation::allocate);
    CHECK(lma.next() == Lines{"Unwant 1 " + mine}); // no acknowledgement was asked for
}

TEST_CASE("localized routing of two clients") {
    Bench lma;
    (void)lma.send(Ask{});
    (void)lma.send({.nai = "b@example.com", .ipv4 = false, .prefixes = {any_prefix}});
    const std::string groups =
        "mn 0023.c2db.292d@ciscotacbangalore.com mn b@example.com hnp 2001:db8:0:1::/64";
    const Command command{Localize{.client = "192.168.5.44", .other = "b@example.com", .lifetime = 60}};
    CHECK(lma.on(command) == Lines{"LRI seq 1 lifetime 60 " + groups + " to 10.106.35.111"});
    SUBCASE("sent again three times") {
        for (int i = 0; i < 3; ++i)
            CHECK(lma.next() == Lines{"LRI seq 1 lifetime 60 " + groups + " to 10.106.35.111"});
        CHECK(lma.next().empty());
    }
    SUBCASE("acknowledged") {
        (void)lma.hear(LocalizedRoutingAck{.sequence = 1, .options = {}});
        CHECK(lma.next().front().starts_with("Unwant"));
    }
    SUBCASE("at two MAGs") {
        (void)lma.send({.nai = "b@example.com",
                        .handoff = Handoff::between_mags,
                        .ipv4 = false,
                        .prefixes = {any_prefix},
                        .from = mag2});
        CHECK(lma.on(command).size() == 2);
    }
}

TEST_CASE("Binding Error on command, and nobody to command for") {
    Bench lma;
    CHECK(lma.on(Command{ReportError{.mag = base::Address{mag1}}}) ==
          Lines{"Binding Error 1 to 10.106.35.111"});
    CHECK(lma.on(Command{Revoke{.client = "nobody"}}).empty());
    CHECK(lma.notes.back() == "no session of nobody");
    CHECK(lma.on(Command{Localize{.client = "nobody", .other = "neither"}}).empty());
    CHECK(lma.on(Command{RevokeMag{base::Address{mag1}}}).empty());
}

} // namespace
} // namespace lma::test
