#include <doctest/doctest.h>

#include "tests/unit/pmip/codec_random.hpp"

/// Where options stand and what fills the gaps, RFC 6275 section 6.2.
namespace pmip::test {
namespace {

constexpr std::uint32_t padding_seeds = 1000;

/// The same messages for each property, with a second reading of their octets.
template <class Check>
void for_random_messages(Padding padding, Check check) {
    for (std::uint32_t seed = 1; seed <= padding_seeds; ++seed) {
        CAPTURE(seed);
        const auto message = Random(seed).message();
        const auto octets = encode(message, padding);
        check(message, octets, walk(octets, fixed_part(message)));
    }
}

TEST_CASE("every option stands at its alignment, in the order given") {
    for (const auto padding : {Padding::minimal, Padding::never_pad1})
        for_random_messages(padding, [](const Message& message, const base::Bytes&, const auto& items) {
            auto option = options_of(message).begin();
            for (const auto& item : items) {
                if (item.type <= 1) continue;
                REQUIRE(option != options_of(message).end());
                const auto kind = kind_of(*option++);
                CAPTURE(kind.name);
                CHECK(item.type == kind.type);
                CHECK(item.at % kind.alignment.modulus == kind.alignment.offset);
            }
            CHECK(option == options_of(message).end());
        });
}

TEST_CASE("a header is whole units of 8 octets and says so") {
    for (const auto padding : {Padding::minimal, Padding::never_pad1})
        for_random_messages(padding, [](const Message&, const base::Bytes& octets, const auto& items) {
            CHECK(octets.size() == 8U * (octets[1] + 1U));
            if (!items.empty()) CHECK(items.back().at + items.back().size == octets.size());
        });
}

TEST_CASE("minimal: one pad at most in a gap, shorter than the alignment, all zero") {
    for_random_messages(Padding::minimal, [](const Message&, const base::Bytes& octets, const auto& items) {
        bool after_pad = false;
        for (const auto& item : items) {
            const bool pad = item.type <= 1;
            CHECK_FALSE((pad && after_pad));
            after_pad = pad;
            if (pad) CHECK(item.size < 8);
            for (std::size_t i = 2; pad && i < item.size; ++i) CHECK(octets[item.at + i] == 0);
        }
    });
}

TEST_CASE("never_pad1: no option of type 0 anywhere") {
    for_random_messages(Padding::never_pad1, [](const Message&, const base::Bytes&, const auto& items) {
        for (const auto& item : items) CHECK(item.type != 0);
    });
}

TEST_CASE("a gap of one octet: a Pad1, or a PadN longer by the alignment") {
    // 12 + 3 octets of MN-ID leave the 4n option one octet away.
    const ProxyBindingUpdate update{.options = {MobileNodeIdentifier{{1, ""}}, Ipv4DefaultRouter{}}};
    CHECK(encode(update, Padding::minimal) ==
          hex("3b 02 05 00 0000 0000 8200 0000 080101 00 2606 0000 00000000"));
    CHECK(encode(update, Padding::never_pad1) ==
          hex("3b 03 05 00 0000 0000 8200 0000 080101 0103000000 2606 0000 00000000 01020000"));
}

TEST_CASE("one octet left at the end: a Pad1, or a PadN eight octets longer") {
    const ProxyBindingUpdate update{.options = {MobileNodeIdentifier{{1, ""}}}};
    CHECK(encode(update, Padding::minimal) == hex("3b 01 05 00 0000 0000 8200 0000 080101 00"));
    CHECK(encode(update, Padding::never_pad1) ==
          hex("3b 02 05 00 0000 0000 8200 0000 080101 0107 00000000000000"));
}

TEST_CASE("the alignments are the RFCs'") {
    const auto stands_at = [](const Option& option) {
        // After 13 octets nothing is aligned by chance.
        const ProxyBindingUpdate update{.options = {UnknownOption{200, {}}, option}};
        for (const auto& item : walk(encode(update, Padding::minimal), 12))
            if (item.type > 1 && item.type != 200) return item.at;
        return std::size_t{0};
    };
    CHECK(stands_at(MobileNodeIdentifier{}) == 14);         // none
    CHECK(stands_at(HandoffIndicator{}) == 14);             // none
    CHECK(stands_at(AccessTechnologyType{}) == 14);         // none
    CHECK(stands_at(ServiceSelection{"x"}) == 14);          // none
    CHECK(stands_at(DhcpSupportMode{}) == 14);              // none
    CHECK(stands_at(BindingRefreshAdvice{}) == 14);         // 2n
    CHECK(stands_at(AlternateCareOfAddress{}) == 14);       // 8n+6
    CHECK(stands_at(LinkLocalAddress{}) == 14);             // 8n+6
    CHECK(stands_at(VendorSpecific{}) == 14);               // 4n+2
    CHECK(stands_at(AlternateIpv4CareOfAddress{}) == 14);   // 4n+2
    CHECK(stands_at(TrafficOffloadSelector{}) == 14);       // 4n+2
    CHECK(stands_at(LmaControlledParameters{}) == 14);      // 4n+2
    CHECK(stands_at(LinkLayerIdentifier{}) == 16);          // 4n
    CHECK(stands_at(GreKey{}) == 16);                       // 4n
    CHECK(stands_at(Ipv4HomeAddressRequest{}) == 16);       // 4n
    CHECK(stands_at(Ipv4HomeAddressReply{}) == 16);         // 4n
    CHECK(stands_at(Ipv4DefaultRouter{}) == 16);            // 4n
    CHECK(stands_at(NatDetection{}) == 16);                 // 4n
    CHECK(stands_at(RedirectCapability{}) == 16);           // 4n
    CHECK(stands_at(Redirect{}) == 16);                     // 4n
    CHECK(stands_at(LoadInformation{}) == 16);              // 4n
    CHECK(stands_at(MobileNodeGroup{}) == 16);              // 4n
    CHECK(stands_at(AccessNetworkIdentifier{}) == 16);      // 4n
    CHECK(stands_at(QualityOfService{}) == 16);             // 4n
    CHECK(stands_at(Authentication{}) == 17);               // 4n+1
    CHECK(stands_at(Timestamp{}) == 18);                    // 8n+2
    CHECK(stands_at(DelegatedMobileNetworkPrefix{}) == 18); // 8n+2
    CHECK(stands_at(HomeNetworkPrefix{}) == 20);            // 8n+4
    CHECK(stands_at(TransientBinding{}) == 14);             // none
    CHECK(stands_at(MagMultipathBinding{}) == 14);          // none
    CHECK(stands_at(MagIdentifier{}) == 14);                // none
    CHECK(stands_at(BindingAuthorizationData{}) == 18);     // 8n+2
    CHECK(stands_at(MessageIdentifier{}) == 18);            // 8n+2
    CHECK(stands_at(LmaUserPlaneAddress{}) == 18);          // 8n+2
    CHECK(stands_at(MagIpv6Address{}) == 20);               // 8n+4
}

TEST_CASE("alignment binds senders only: packed options and any padding are read") {
    const auto packed =
        pba_with(hex("0802 0161 1702 0001 00 00 2606 0000 c0a80501 0105 0102030405 2106 0000 00000064"));
    const auto decoded = decode(packed);
    REQUIRE(decoded);
    const std::vector<Option> expected{MobileNodeIdentifier{{1, "a"}},
                                       HandoffIndicator{Handoff::new_interface},
                                       Ipv4DefaultRouter{{0xc0a80501}}, GreKey{100}};
    CHECK(options_of(decoded->message) == expected);
}

} // namespace
} // namespace pmip::test
