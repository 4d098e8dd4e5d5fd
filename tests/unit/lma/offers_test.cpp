#include "tests/unit/lma/lma_support.hpp"

/// What answers carry besides the session, and what it is refused for.
namespace lma::test {
namespace {

Bench offering(const Offers& offers) {
    auto settings = reference_settings();
    settings.offers = offers;
    return Bench(settings);
}

TEST_CASE("offered to everybody") {
    const LmaControlledParameters parameters{{ReregistrationControl{}, HeartbeatControl{}}};
    const VendorSpecific vendor{.vendor = 9, .subtype = 1, .data = {1, 2}};
    auto lma =
        offering({.dhcp_server = true, .refresh_advice = 600s, .parameters = parameters, .vendor = vendor});
    (void)lma.send(Ask{});
    CHECK(find<DhcpSupportMode>(lma.ack.options)->server);
    CHECK(find<BindingRefreshAdvice>(lma.ack.options)->interval == 150);
    CHECK(*find<LmaControlledParameters>(lma.ack.options) == parameters);
    CHECK(*find<VendorSpecific>(lma.ack.options) == vendor);
    CHECK(find<Redirect>(lma.ack.options) == nullptr);
    SUBCASE("until something else is offered") {
        (void)lma.on(Command{Offer{}});
        (void)lma.send(Ask{});
        CHECK(find<VendorSpecific>(lma.ack.options) == nullptr);
    }
}

TEST_CASE("a rejection offers nothing") {
    auto lma = offering({.dhcp_server = true, .vendor = VendorSpecific{}});
    (void)lma.send({.nai = "a@nowhere"});
    CHECK(find<DhcpSupportMode>(lma.ack.options) == nullptr);
    CHECK(find<VendorSpecific>(lma.ack.options) == nullptr);
}

TEST_CASE("redirect, to who can be redirected") {
    auto lma =
        offering({.redirect = base::Address{stranger}, .load = LoadInformation{.maximum_sessions = 9}});
    (void)lma.send(Ask{});
    CHECK(find<Redirect>(lma.ack.options) == nullptr);
    (void)lma.send(Ask{}, {RedirectCapability{}});
    CHECK(find<Redirect>(lma.ack.options)->lma == base::Address{stranger});
    CHECK(*find<LoadInformation>(lma.ack.options) ==
          LoadInformation{.sessions_in_use = 1, .maximum_sessions = 9});
    (void)lma.on(Command{Offer{{.redirect = base::Address{base::Ipv6{}}}}});
    (void)lma.send(Ask{}, {RedirectCapability{}});
    CHECK(find<Redirect>(lma.ack.options) == nullptr); // of another family
}

TEST_CASE("access network: kept and told back, cleared by a PBU without") {
    const AccessNetworkIdentifier network{
        {NetworkIdentifier{.utf8 = true, .network = "cafe", .access_point = "ap1"}}};
    Bench lma;
    (void)lma.send(Ask{}, {network});
    CHECK(*find<AccessNetworkIdentifier>(lma.ack.options) == network);
    CHECK(lma.lma.entries().at(1).access_network == network);
    (void)lma.send(Ask{});
    CHECK_FALSE(lma.lma.entries().at(1).access_network);
    auto mute = offering({.access_network = false});
    (void)mute.send(Ask{}, {network});
    CHECK(find<AccessNetworkIdentifier>(mute.ack.options) == nullptr);
}

TEST_CASE("link-local address: the MAG's own, or the LMA's, the same over a handoff") {
    Bench lma;
    const base::Ipv6 own{{0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 9}};
    (void)lma.send(Ask{}, {LinkLocalAddress{own}});
    CHECK(find<LinkLocalAddress>(lma.ack.options)->address == own);
    (void)lma.send({.handoff = Handoff::between_mags, .from = mag2}, {LinkLocalAddress{}});
    CHECK(find<LinkLocalAddress>(lma.ack.options)->address == own);
    (void)lma.send({.nai = "b@example.com"}, {LinkLocalAddress{}});
    CHECK(base::to_string(find<LinkLocalAddress>(lma.ack.options)->address) == "fe80::2");
    (void)lma.send(Ask{});
    CHECK(find<LinkLocalAddress>(lma.ack.options) == nullptr);
}

TEST_CASE("traffic offload, to who asks for the policy") {
    const TrafficOffloadSelector policy{.others = true, .items = {}};
    auto lma = offering({.offload = policy});
    (void)lma.send(Ask{});
    CHECK(find<TrafficOffloadSelector>(lma.ack.options) == nullptr);
    (void)lma.send(Ask{}, {TrafficOffloadSelector{}});
    CHECK(*find<TrafficOffloadSelector>(lma.ack.options) == policy);
}

TEST_CASE("QoS: granted, or the session is refused") {
    const QualityOfService asked{.traffic_class = 46 << 2, .operation = QosOperation::allocate, .items = {}};
    Bench lma;
    (void)lma.send(Ask{}, {asked});
    CHECK(*find<QualityOfService>(lma.ack.options) == QualityOfService{.service_request = 1,
                                                                       .traffic_class = 46 << 2,
                                                                       .operation = QosOperation::response,
                                                                       .items = {}});
    CHECK(offering({.qos = false}).send(Ask{}, {asked}).back().starts_with("PBA 179"));
}

TEST_CASE("who and what is refused") {
    auto settings = reference_settings();
    settings.barred = {"b@example.com"};
    settings.refused_services = {"ims"};
    Bench lma(settings);
    CHECK(lma.send({.nai = "b@example.com"}).back().starts_with("PBA 152"));
    CHECK(lma.send(Ask{}, {ServiceSelection{"ims"}}).back().starts_with("PBA 151"));
    CHECK(lma.send(Ask{}, {ServiceSelection{"internet"}}).back().starts_with("PBA 0"));
}

TEST_CASE("a forged update is refused before anything else") {
    Bench lma;
    auto update = lma.update({.nai = "b@nowhere"});
    CHECK(lma.on(MessageIn{.from = mag1, .port = 5436, .message = update, .forged = true})
              .back()
              .starts_with("PBA 146"));
}

TEST_CASE("lifetimes are the realm's") {
    auto settings = reference_settings();
    settings.pools[1].max_lifetime = 600s;
    Bench lma(settings);
    CHECK(lma.send(Ask{}).back().ends_with("lifetime 3600"));
    CHECK(lma.send({.nai = "b@example.com"}).back().ends_with("lifetime 600"));
}

/// RFC 6602: the sessions join with the B flag, one PBU refreshes them all.
TEST_CASE("bulk refresh") {
    auto lma = offering({.bulk = true});
    const std::vector<Option> group{MobileNodeGroup{.subtype = 1, .id = 77}};
    (void)lma.send(Ask{}, group, pbu_flag::bulk_binding);
    CHECK((lma.ack.flags & pba_flag::bulk_binding) != 0);
    CHECK(find<MobileNodeGroup>(lma.ack.options)->id == 2);
    (void)lma.send({.nai = "b@example.com"}, group, pbu_flag::bulk_binding);
    (void)lma.send({.nai = "c@example.com"}); // not of the group
    CHECK((lma.ack.flags & pba_flag::bulk_binding) == 0);
    lma.advance(3000s);
    const auto refresh = [&](std::uint32_t id, std::uint16_t lifetime = 900) {
        return lma.send(
            ProxyBindingUpdate{.lifetime = lifetime,
                               .options = {MobileNodeGroup{.subtype = 1, .id = id},
                                           HandoffIndicator{Handoff::no_change}, AccessTechnologyType{}}});
    };
    CHECK(refresh(78).back().starts_with("PBA 175"));
    CHECK(refresh(77) == Lines{"PBA 0 lifetime 3600"});
    CHECK(find<MobileNodeGroup>(lma.ack.options)->id == 77);
    lma.advance(1000s);
    CHECK(lma.on(Tick{}) == Lines{"Unwant 3 10.0.0.3 to 10.106.35.111 keys 102/1"});
    SUBCASE("by the LMA's own number, or all") {
        CHECK(refresh(2).back() == "PBA 0 lifetime 3600");
        CHECK(refresh(1).back() == "PBA 0 lifetime 3600");
    }
    SUBCASE("and ends them all") {
        CHECK(refresh(77, 0) == Lines{"Unwant 1 192.168.5.44 to 10.106.35.111 keys 100/1",
                                      "Unwant 2 10.0.0.2 to 10.106.35.111 keys 101/1", "PBA 0 lifetime 0"});
    }
    SUBCASE("of its own sessions alone") {
        CHECK(lma.send(ProxyBindingUpdate{.options = {MobileNodeGroup{.subtype = 1, .id = 1}}}, mag2)
                  .back()
                  .starts_with("PBA 175"));
    }
}

} // namespace
} // namespace lma::test
