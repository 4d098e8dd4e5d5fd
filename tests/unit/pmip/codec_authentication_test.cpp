#include <doctest/doctest.h>

#include "magd/pmip/authentication.hpp"
#include "tests/unit/pmip/codec_random.hpp"

/// MN-HA authentication, RFC 4285 section 5. Golden vector 32 is the judge of the figures; see
/// golden_test.cpp.
namespace pmip::test {
namespace {

const SecurityAssociation association{.spi = 256, .key = hex("000102030405060708090a0b0c0d0e0f")};
const AuthenticatedAddresses addresses{.care_of = *base::parse_address("2001:db8:a::111"),
                                       .home = base::Ipv6{}};

Authenticity judge(const base::Bytes& header, const SecurityAssociation& with = association,
                   const AuthenticatedAddresses& between = addresses) {
    const auto decoded = decode(header);
    REQUIRE_MESSAGE(decoded, decoded.error().detail);
    return authenticate(header, *decoded, with, between);
}

const ProxyBindingUpdate plain_update{
    .sequence = 7, .lifetime = 75, .options = {MobileNodeIdentifier{{1, "mn@example.com"}}, GreKey{1}}};

TEST_CASE("what one peer signs, the other finds genuine, in either padding") {
    for (const auto padding : {Padding::minimal, Padding::never_pad1}) {
        const auto header = encode_authenticated(plain_update, padding, association, addresses);
        CHECK(judge(header) == Authenticity::genuine);
        const auto decoded = decode(header);
        const auto& last = options_of(decoded->message).back();
        CHECK(std::get<Authentication>(last).spi == 256);
        CHECK(std::get<Authentication>(last).data.size() == 12);
    }
}

TEST_CASE("the SPI is the end of what is covered, wherever the option stands") {
    for (std::size_t length = 0; length < 8; ++length) {
        const ProxyBindingUpdate shifted{.options = {MobileNodeIdentifier{{1, std::string(length, 'x')}}}};
        const auto header = encode_authenticated(shifted, Padding::minimal, association, addresses);
        const auto covered = decode(header)->authenticated;
        CHECK(base::Bytes(&header.at(covered - 4), &header.at(covered)) == hex("00000100"));
    }
    CHECK(decode(encode(plain_update, Padding::minimal))->authenticated == 0);
}

TEST_CASE("any octet changed up to the authenticator's end is found out; the checksum does not count") {
    const auto header = encode_authenticated(plain_update, Padding::minimal, association, addresses);
    const auto end = decode(header)->authenticated + 12;
    for (std::size_t at = 0; at < end; ++at) {
        auto changed = header;
        changed[at] ^= 0x40;
        const auto decoded = decode(changed);
        if (!decoded) continue; // found out even before
        CAPTURE(at);
        const bool genuine = authenticate(changed, *decoded, association, addresses) == Authenticity::genuine;
        CHECK(genuine == (at == 4 || at == 5));
    }
}

TEST_CASE("another key, other addresses, another SPI, none at all") {
    const auto header = encode_authenticated(plain_update, Padding::minimal, association, addresses);
    CHECK(judge(header, {.spi = 256, .key = hex("ff0102030405060708090a0b0c0d0e0f")}) ==
          Authenticity::forged);
    CHECK(judge(header, {.spi = 256, .key = {}}) == Authenticity::forged);
    CHECK(judge(header, association, {.care_of = addresses.home, .home = addresses.care_of}) ==
          Authenticity::forged);
    CHECK(judge(header, association, {.care_of = base::Ipv4{0x0a6a236f}}) == Authenticity::forged);
    CHECK(judge(header, {.spi = 257, .key = association.key}) == Authenticity::unknown_spi);
    CHECK(judge(encode(plain_update, Padding::minimal)) == Authenticity::absent);
}

TEST_CASE("IPv4 addresses are inputs too") {
    const AuthenticatedAddresses ipv4{.care_of = base::Ipv4{0x0a6a236f}, .home = base::Ipv4{0xc0a8052c}};
    const auto header = encode_authenticated(plain_update, Padding::minimal, association, ipv4);
    CHECK(judge(header, association, ipv4) == Authenticity::genuine);
    CHECK(judge(header) == Authenticity::forged);
}

TEST_CASE("an authenticator of another length than 96 bits is forged") {
    for (const std::size_t length : {0U, 1U, 11U, 13U, 20U}) {
        auto message = plain_update;
        message.options.emplace_back(Authentication{.spi = 256, .data = base::Bytes(length)});
        CHECK(judge(encode(message, Padding::minimal)) == Authenticity::forged);
    }
}

TEST_CASE("MN-AAA alone is not MN-HA; after it, it does not disturb") {
    auto message = plain_update;
    message.options.emplace_back(Authentication{.subtype = Authentication::mn_aaa, .spi = 256, .data = {}});
    CHECK(judge(encode(message, Padding::minimal)) == Authenticity::absent);

    auto header = encode_authenticated(plain_update, Padding::minimal, association, addresses);
    const auto aaa = hex("01 01 00  09 05 02 00000003  01 00 0000");
    header.resize(decode(header)->authenticated + 12);
    header.insert(header.end(), aaa.begin(), aaa.end());
    header.resize((header.size() + 7) / 8 * 8);
    header[1] = static_cast<std::uint8_t>(header.size() / 8 - 1);
    CHECK(decode(header)); // its Header Len is no longer the one that was signed
    CHECK(judge(header) == Authenticity::forged);
}

TEST_CASE("a message that does not fit is not signed") {
    const ProxyBindingUpdate full{.options = std::vector<Option>(85, HomeNetworkPrefix{})};
    CHECK_FALSE(encode(full, Padding::minimal).empty());
    CHECK(encode_authenticated(full, Padding::minimal, association, addresses).empty());
}

TEST_CASE("nothing follows an authentication but one of a greater subtype") {
    const std::string ha = "0906 01 00000100 aa ";
    const std::string aaa = "0906 02 00000003 bb ";
    CHECK(verdict_of_options(ha) == "ok");
    CHECK(verdict_of_options(ha + "0102 0000") == "ok"); // padding is no option
    CHECK(verdict_of_options(ha + aaa) == "ok");
    CHECK(verdict_of_options(aaa) == "ok");
    for (const auto& options : {ha + "1702 0001", ha + ha, aaa + ha, aaa + aaa, ha + aaa + "c800",
                                ha + "c800", std::string("050c") + std::string(24, '0') + "1702 0001"})
        CHECK(verdict_of_options(options) == "option_after_authentication");
}

} // namespace
} // namespace pmip::test
