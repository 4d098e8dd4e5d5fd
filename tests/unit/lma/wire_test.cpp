#include <doctest/doctest.h>

#include "magd/pmip/codec.hpp"
#include "tools/lma/wire.hpp"

namespace lma::test {
namespace {

using namespace pmip;

const base::Address sender{base::Ipv4{0x0a6a236f}};
const Security shared = SecurityAssociation{.spi = 300, .key = {1, 2, 3}};

ProxyBindingUpdate update() {
    return {.sequence = 7, .lifetime = 900, .options = {MobileNodeIdentifier{{1, "a@example.com"}}}};
}
base::Bytes from_mag(const SecurityAssociation& association) {
    return encode_authenticated(update(), Padding::minimal, association, {.care_of = sender});
}

TEST_CASE("without a secret, all that decodes is taken") {
    const auto plain = encode(update(), Padding::minimal);
    CHECK(read_message(sender, 5436, plain, {})->message == Message{update()});
    CHECK(read_message(sender, 5436, from_mag(*shared), {}));
    CHECK_FALSE(read_message(sender, 5436, base::ByteView(plain).first(8), {}));
    CHECK(write_message({.to = sender, .port = 5436, .message = update()}, {}) ==
          encode(update(), Padding::never_pad1));
}

TEST_CASE("with a secret, updates must show that they know it") {
    const auto genuine = read_message(sender, 5436, from_mag(*shared), shared);
    REQUIRE(genuine);
    CHECK_FALSE(genuine->forged);
    CHECK(read_message(sender, 5436, from_mag({.spi = 300, .key = {9}}), shared)->forged);
    CHECK(read_message(base::Ipv4{1}, 5436, from_mag(*shared), shared)->forged); // from elsewhere
    CHECK(read_message(sender, 5436, from_mag({.spi = 301, .key = {1, 2, 3}}), shared).error() ==
          "its SPI is unknown");
    CHECK(read_message(sender, 5436, encode(update(), Padding::minimal), shared).error() ==
          "it is not authenticated");
}

TEST_CASE("and answers show it too; other messages do not") {
    const auto answer =
        write_message({.to = sender, .port = 5436, .message = ProxyBindingAck{.options = {}}}, shared);
    CHECK(authenticate(answer, *decode(answer), *shared, {.care_of = sender}) == Authenticity::genuine);
    const auto beat = encode(Heartbeat{.options = {}}, Padding::minimal);
    CHECK(read_message(sender, 5436, beat, shared));
    CHECK(write_message({.to = sender, .port = 5436, .message = Heartbeat{.options = {}}}, shared) == beat);
}

} // namespace
} // namespace lma::test
