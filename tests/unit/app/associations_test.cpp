#include <doctest/doctest.h>

#include "magd/associations.hpp"

namespace associations_test {

using namespace magd;
using pmip::Authenticity;

namespace {

constexpr base::Ipv4 mag{0x0a6a236f}, with_key{0x0a6a2528}, without_key{0x0a6a2529};
const base::Ipv6 mag6 = *base::parse_ipv6("2001:db8::11");
const base::Ipv6 lma6 = *base::parse_ipv6("2001:db8::40");
const pmip::SecurityAssociation association{.spi = 300, .key = {1, 2, 3}};

Associations associations() {
    Config config;
    config.address = mag;
    config.address6 = mag6;
    config.lmas = {{.name = "A", .address = with_key, .authentication = association},
                   {.name = "B", .address = without_key},
                   {.name = "C", .address = lma6, .authentication = association}};
    return Associations(config);
}

Authenticity judged(const base::Address& from, const base::Bytes& header) {
    const auto decoded = pmip::decode(header);
    REQUIRE(decoded);
    return associations().judge(from, header, *decoded);
}

base::Bytes signed_answer(const pmip::SecurityAssociation& by, const base::Address& care_of) {
    return pmip::encode_authenticated(pmip::ProxyBindingAck{.sequence = 7, .options = {}},
                                      pmip::Padding::never_pad1, by, {.care_of = care_of});
}

const base::Bytes plain_answer =
    pmip::encode(pmip::ProxyBindingAck{.sequence = 7, .options = {}}, pmip::Padding::never_pad1);

} // namespace

TEST_CASE("updates are signed for an LMA with a key, and no other message or LMA") {
    const pmip::ProxyBindingUpdate update{.sequence = 7, .options = {}};
    const auto plain = pmip::encode(update, pmip::Padding::never_pad1);
    CHECK(associations().encode(without_key, update) == plain);
    const auto header = associations().encode(with_key, update);
    const auto decoded = pmip::decode(header);
    REQUIRE(decoded);
    CHECK(pmip::authenticate(header, *decoded, association, {.care_of = mag}) == Authenticity::genuine);
    const auto header6 = associations().encode(lma6, update);
    CHECK(pmip::authenticate(header6, *pmip::decode(header6), association, {.care_of = mag6}) ==
          Authenticity::genuine);
    const pmip::Heartbeat beat{.sequence = 1, .options = {}};
    CHECK(associations().encode(with_key, beat) == pmip::encode(beat, pmip::Padding::never_pad1));
}

TEST_CASE("answers of an LMA with a key must show it") {
    CHECK(judged(with_key, signed_answer(association, mag)) == Authenticity::genuine);
    CHECK(judged(lma6, signed_answer(association, mag6)) == Authenticity::genuine);
    CHECK(judged(with_key, plain_answer) == Authenticity::absent);
    CHECK(judged(with_key, signed_answer({.spi = 301, .key = {1, 2, 3}}, mag)) == Authenticity::unknown_spi);
    CHECK(judged(with_key, signed_answer({.spi = 300, .key = {3, 2, 1}}, mag)) == Authenticity::forged);
    CHECK(judged(with_key, signed_answer(association, without_key)) == Authenticity::forged);
}

TEST_CASE("answers of an LMA without a key are taken as they are") {
    CHECK(judged(without_key, plain_answer) == Authenticity::genuine);
    CHECK(judged(without_key, signed_answer(association, mag)) == Authenticity::genuine);
}

} // namespace associations_test
