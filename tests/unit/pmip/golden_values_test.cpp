#include "magd/pmip/authentication.hpp"
#include "tests/unit/pmip/golden_support.hpp"

/// What the golden vectors say, value by value, as their notes have it.
namespace pmip::test {
namespace {

const MnId mn_a{1, "0023.c2db.292d@ciscotacbangalore.com"};
const base::Bytes ascii_llid{'0', '0', '2', '3', '.', 'c', '2', 'd', 'b', '.', '2', '9', '2', 'd'};
const base::Bytes binary_llid{0x00, 0x23, 0xc2, 0xdb, 0x29, 0x2d};
constexpr base::Ipv4 hoa{0xc0a8052c};
constexpr base::Ipv4 default_router{0xc0a80501};

TEST_CASE("01: the PBU of the reference flow") {
    const ProxyBindingUpdate expected{
        .sequence = 9465,
        .flags = pbu_flag::acknowledge | pbu_flag::proxy,
        .lifetime = 900,
        .options = {MobileNodeIdentifier{mn_a}, HandoffIndicator{Handoff::new_interface},
                    AccessTechnologyType{AccessTechnology::ieee80211}, LinkLayerIdentifier{ascii_llid},
                    Timestamp{0x6553f1008000}, Ipv4HomeAddressRequest{}, Ipv4DefaultRouter{}, GreKey{1}}};
    CHECK(message<ProxyBindingUpdate>("01-pbu-v4-cisco") == expected);
    CHECK(
        describe(Message{expected}) ==
        "PBU seq 9465 flags 0x8200 lifetime 3600 s: MN-ID 0023.c2db.292d@ciscotacbangalore.com, HI 1, ATT 4, "
        "LLID 0023.c2db.292d, Timestamp 1700000000.500000, IPv4 HoA Request 0.0.0.0/0, "
        "IPv4 Default-Router 0.0.0.0, GRE Key 1");
}

TEST_CASE("02: the PBA of the reference flow") {
    const ProxyBindingAck expected{
        .status = Status::accepted,
        .flags = pba_flag::proxy,
        .sequence = 9465,
        .lifetime = 900,
        .options = {MobileNodeIdentifier{mn_a}, HandoffIndicator{Handoff::new_interface},
                    AccessTechnologyType{AccessTechnology::ieee80211}, LinkLayerIdentifier{ascii_llid},
                    Timestamp{0x6553f1008000},
                    Ipv4HomeAddressReply{Ipv4HomeAddressStatus::success, {hoa, 24}},
                    Ipv4DefaultRouter{default_router}, GreKey{100}}};
    CHECK(message<ProxyBindingAck>("02-pba-v4-cisco") == expected);
}

TEST_CASE("03: the identifier without its realm") {
    const auto update = message<ProxyBindingUpdate>("03-pbu-v4-cisco-shortnai");
    CHECK(find<MobileNodeIdentifier>(update.options)->id == MnId{1, "0023.c2db.292d"});
}

TEST_CASE("04 to 08: the life of an IPv6 session") {
    const auto initial = message<ProxyBindingUpdate>("04-pbu-v6-initial");
    CHECK(initial.lifetime == 75);
    CHECK(find<HomeNetworkPrefix>(initial.options)->prefix == base::Prefix6{{}, 0});
    CHECK(find<LinkLocalAddress>(initial.options)->address.unspecified());
    CHECK(find<LinkLayerIdentifier>(initial.options)->identifier == binary_llid);

    const auto granted = message<ProxyBindingAck>("05-pba-v6-accepted");
    CHECK(granted.status == Status::accepted);
    CHECK(find<HomeNetworkPrefix>(granted.options)->prefix ==
          base::Prefix6{*base::parse_ipv6("2001:db8:100:1::"), 64});
    CHECK(to_string(find<LinkLocalAddress>(granted.options)->address) == "fe80::200:5eff:fe00:5213");

    const auto refresh = message<ProxyBindingUpdate>("06-pbu-v6-refresh");
    CHECK(find<HandoffIndicator>(refresh.options)->indicator == Handoff::no_change);
    const auto deregistration = message<ProxyBindingUpdate>("07-pbu-v6-dereg");
    CHECK(deregistration.lifetime == 0);
    CHECK(find<HandoffIndicator>(deregistration.options)->indicator == Handoff::unknown);
    CHECK(message<ProxyBindingAck>("08-pba-v6-dereg").lifetime == 0);
}

TEST_CASE("09, 10: refused for the timestamp") {
    const auto mismatch = message<ProxyBindingAck>("09-pba-v6-ts-mismatch");
    CHECK(mismatch.status == Status::timestamp_mismatch);
    CHECK(find<Timestamp>(mismatch.options)->value == 0x6553f4841234);
    CHECK(message<ProxyBindingAck>("10-pba-v6-ts-lower").status ==
          Status::timestamp_lower_than_prev_accepted);
}

TEST_CASE("11: sequence numbers alone, and another care-of address") {
    const auto update = message<ProxyBindingUpdate>("11-pbu-v6-altcoa-seqonly");
    CHECK(update.sequence == 65535);
    CHECK(find<Timestamp>(update.options) == nullptr);
    CHECK(to_string(find<AlternateCareOfAddress>(update.options)->address) == "2001:db8:a::222");
}

TEST_CASE("12: IPv4 home address refused") {
    const auto ack = message<ProxyBindingAck>("12-pba-v4-hoa-denied");
    CHECK(ack.status == Status::not_authorized_for_ipv4_home_address);
    const auto* reply = find<Ipv4HomeAddressReply>(ack.options);
    REQUIRE(reply);
    CHECK(reply->status == Ipv4HomeAddressStatus::administratively_prohibited);
    CHECK(reply->home_address == base::Prefix4{{0xc0a80909}, 24});
    CHECK(find<Ipv4DefaultRouter>(ack.options) == nullptr);
}

TEST_CASE("13: flags F and T, GRE without keys") {
    const auto update = message<ProxyBindingUpdate>("13-pbu-v4-gre-modeonly-F-T");
    CHECK(update.flags ==
          (pbu_flag::acknowledge | pbu_flag::proxy | pbu_flag::force_udp | pbu_flag::tlv_header));
    CHECK(*find<GreKey>(update.options) == GreKey{});
    CHECK(find<Ipv4HomeAddressRequest>(update.options)->home_address == base::Prefix4{hoa, 24});
}

TEST_CASE("14: NAT detection and DHCP server role") {
    const auto ack = message<ProxyBindingAck>("14-pba-v4-natd-dhcp");
    CHECK(ack.flags == (pba_flag::proxy | pba_flag::tlv_header));
    CHECK(*find<NatDetection>(ack.options) == NatDetection{.force_udp = true, .refresh_time = 110});
    CHECK(find<DhcpSupportMode>(ack.options)->server);
    CHECK(*find<GreKey>(ack.options) == GreKey{});
}

TEST_CASE("15, 16: GRE key required, and not required") {
    CHECK(message<ProxyBindingAck>("15-pba-v4-gre-required").status == Status::gre_key_option_required);
    const auto ack = message<ProxyBindingAck>("16-pba-v4-gre-notrequired");
    CHECK(ack.status == Status::gre_key_option_not_required);
    CHECK(accepted(ack.status));
    CHECK(find<GreKey>(ack.options) == nullptr);
}

const AccessNetworkIdentifier corporate{{NetworkIdentifier{true, "corp-wifi", "ap-17"},
                                         GeoLocation{25 * 16384, -309 * 8192}, // 12.5, -77.25 degrees
                                         OperatorIdentifier{2, "example.com"}}};

QualityOfService expedited(std::uint8_t request, QosOperation operation, std::uint32_t session_maximum) {
    return {request, 46 << 2, operation, {PerSessionAggMaxDlBitRate{.rate = session_maximum}}};
}

TEST_CASE("17: a PBU with many options") {
    const auto update = message<ProxyBindingUpdate>("17-pbu-v4-rich");
    CHECK(find<AccessTechnologyType>(update.options)->technology == AccessTechnology{4});
    CHECK(find<ServiceSelection>(update.options)->service == "internet");
    CHECK(find<GreKey>(update.options)->key == 0xdeadbeef);
    CHECK(find<RedirectCapability>(update.options));
    CHECK(*find<MobileNodeGroup>(update.options) == MobileNodeGroup{1, 1});
    CHECK(*find<AccessNetworkIdentifier>(update.options) == corporate);
    CHECK(*find<VendorSpecific>(update.options) == VendorSpecific{9, 7, {1, 2, 3}});
    CHECK(find<AlternateIpv4CareOfAddress>(update.options)->address == base::Ipv4{0x0a6a2370});
    CHECK(*find<TrafficOffloadSelector>(update.options) == TrafficOffloadSelector{});
    CHECK(*find<QualityOfService>(update.options) == expedited(0, QosOperation::allocate, 50000000));
    CHECK(find<UnknownOption>(update.options) == nullptr);
}

TEST_CASE("18: a PBA with many options") {
    const auto ack = message<ProxyBindingAck>("18-pba-v4-rich");
    CHECK(ack.flags == (pba_flag::proxy | pba_flag::bulk_binding));
    CHECK(find<Ipv4HomeAddressReply>(ack.options)->home_address == base::Prefix4{{0xc0a80707}, 24});
    CHECK_FALSE(find<DhcpSupportMode>(ack.options)->server);
    CHECK(find<GreKey>(ack.options)->key == 0x01020304);
    CHECK(find<Redirect>(ack.options)->lma == base::Address{base::Ipv4{0x0a6a2529}});
    CHECK(*find<LoadInformation>(ack.options) == LoadInformation{10, 1000, 5000, 20000, 100000});
    CHECK(find<MobileNodeGroup>(ack.options)->id == 77);
    CHECK(*find<AccessNetworkIdentifier>(ack.options) == corporate);
    CHECK(find<BindingRefreshAdvice>(ack.options)->interval == 450);
    CHECK(find<DelegatedMobileNetworkPrefix>(ack.options)->prefix ==
          std::variant<base::Prefix4, base::Prefix6>{base::Prefix4{{0xc0a82800}, 24}});
    CHECK(*find<QualityOfService>(ack.options) == expedited(5, QosOperation::response, 20000000));
    CHECK(*find<LmaControlledParameters>(ack.options) ==
          LmaControlledParameters{{ReregistrationControl{10, 1, 32}, HeartbeatControl{60, 5, 3}}});
    CHECK(find<UnknownOption>(ack.options) == nullptr);
}

TEST_CASE("29: a Binding Error") {
    const auto error = message<BindingError>("29-be-v6");
    CHECK(error == BindingError{});
    CHECK(error.status == BindingErrorStatus::unknown_mh_type);
}

TEST_CASE("32: a PBU with an authentication option last") {
    const auto update = message<ProxyBindingUpdate>("32-pbu-v6-auth-mnha");
    const auto* authentication = std::get_if<Authentication>(&update.options.back());
    REQUIRE(authentication);
    CHECK(*authentication == Authentication{1, 256, hex("d32ec49c69cf2088959aedb1")});

    const SecurityAssociation lma_association{.spi = 256, .key = hex("000102030405060708090a0b0c0d0e0f")};
    const AuthenticatedAddresses signed_addresses{.care_of = *base::parse_address("2001:db8:a::111"),
                                                  .home = base::Ipv6{}};
    const auto& header = *vectors().at("32-pbu-v6-auth-mnha").header;
    CHECK(authenticate(header, *decode(header), lma_association, signed_addresses) == Authenticity::genuine);

    auto unsigned_yet = update;
    unsigned_yet.options.pop_back();
    auto expected = header;
    expected[4] = expected[5] = 0; // the checksum
    CHECK(encode_authenticated(unsigned_yet, Padding::minimal, lma_association, signed_addresses) ==
          expected);
}

TEST_CASE("bad-07: a checksum over IPv4-UDP changes nothing") {
    CHECK(decoded("bad-07-mh-checksum-nonzero-v4") == decoded("02-pba-v4-cisco"));
}

TEST_CASE("bad-11: an unknown option is kept and the rest is used") {
    const auto ack = message<ProxyBindingAck>("bad-11-unknown-option");
    CHECK(*find<UnknownOption>(ack.options) == UnknownOption{200, {'w', 'h', 'a', 't', 'e', 'v', 'e', 'r'}});
    CHECK(find<GreKey>(ack.options)->key == 100);
    CHECK(encode(ack, Padding::minimal) == *vectors().at("bad-11-unknown-option").header);
}

TEST_CASE("bad-12: the type is there for the Binding Error") {
    CHECK(decoded("bad-12-unknown-mhtype").error().mh_type == 99);
}

TEST_CASE("what the others say to the MAG") {
    CHECK((message<ProxyBindingAck>("bad-14-pba-no-P").flags & pba_flag::proxy) == 0);
    CHECK(message<ProxyBindingAck>("bad-15-pba-wrong-seq").sequence == 9464);
    const auto changed = message<ProxyBindingAck>("bad-16-pba-hi-changed");
    CHECK(find<HandoffIndicator>(changed.options)->indicator == Handoff::between_mags);
    const auto unidentified = message<ProxyBindingAck>("bad-18-mnid-empty");
    CHECK(unidentified.status == Status::missing_mn_identifier_option);
    CHECK(find<MobileNodeIdentifier>(unidentified.options)->id.identifier.empty());
    const auto too_long = message<ProxyBindingAck>("bad-21-v4-preflen33");
    CHECK(find<Ipv4HomeAddressReply>(too_long.options)->home_address == base::Prefix4{hoa, 33});
    CHECK(decoded("bad-22-trailing-octets")->trailing == 5);
    CHECK_FALSE(accepted(message<ProxyBindingAck>("bad-23-status-unknown").status));
    const auto without_reply = message<ProxyBindingAck>("bad-27-success-no-v4rep");
    CHECK(find<Ipv4HomeAddressReply>(without_reply.options) == nullptr);
    const auto unaligned = message<ProxyBindingAck>("bad-28-unaligned");
    CHECK(unaligned.options.size() == 5);
    CHECK(find<Ipv4DefaultRouter>(unaligned.options)->router == default_router);
    const auto failed = message<ProxyBindingAck>("bad-30-v4rep-fail-status0");
    CHECK(find<Ipv4HomeAddressReply>(failed.options)->status ==
          Ipv4HomeAddressStatus::dynamic_assignment_not_available);
}

} // namespace
} // namespace pmip::test
