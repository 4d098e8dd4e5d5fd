/// The packets of the fuzz corpus, which radclient of FreeRADIUS has made with the secret "testing123".
#include <doctest/doctest.h>

#include <string>

#include "magd/access/radius_packet.hpp"
#include "tests/unit/access/corpus.hpp"

namespace radius_packet_test {

using namespace magd::access;
using namespace std::chrono_literals;

namespace {

const std::string word = "testing123";
const base::Bytes secret{word.begin(), word.end()};
const base::MacAddress client{{0x00, 0x23, 0xc2, 0xdb, 0x29, 0x2d}};
const std::string ipv4{"\xc0\x00\x02\x07", 4};

base::Bytes packet_of(const std::string& name) { return corpus::frame("radius_packet", name); }

Accounting told_by(const std::string& name) {
    const auto told = read_accounting(packet_of(name), secret);
    REQUIRE_MESSAGE(told, name);
    return *told;
}

RadiusDrop drop_of(base::ByteView datagram) {
    const auto told = read_accounting(datagram, secret);
    REQUIRE_FALSE(told);
    return told.error();
}

/// With attributes put behind it that no digest covers.
base::Bytes longer(base::Bytes packet, base::ByteView attributes) {
    packet.insert(packet.end(), attributes.begin(), attributes.end());
    packet[2] = static_cast<std::uint8_t>(packet.size() / 256);
    packet[3] = static_cast<std::uint8_t>(packet.size());
    return packet;
}

} // namespace

TEST_CASE("a start, an interim update and a stop") {
    Accounting expected{.status = AccountingStatus::start,
                        .nas = "controller",
                        .nas_address = ipv4,
                        .session = "5F3A-01",
                        .station = client,
                        .called = "02-00-00-00-00-01:field"};
    CHECK(told_by("start") == expected);
    expected.status = AccountingStatus::interim;
    expected.lasted = 600s;
    CHECK(told_by("interim") == expected);
    expected.status = AccountingStatus::stop;
    expected.lasted = 900s;
    expected.delay = 5s;
    CHECK(told_by("stop") == expected);
}

TEST_CASE("an access point that comes or goes, named by its address") {
    CHECK(told_by("on") == Accounting{.status = AccountingStatus::on, .nas_address = ipv4, .session = "0"});
    CHECK(told_by("off").status == AccountingStatus::off);
    CHECK(told_by("off").nas.empty());
    CHECK(told_by("off").nas_address == std::string{"\x20\x01\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\x07", 16});
}

TEST_CASE("a station in another spelling") { CHECK(told_by("dotted").station == client); }

TEST_CASE("a request about no station") { CHECK_FALSE(told_by("no-station").station); }

TEST_CASE("another secret, or another octet anywhere, is no genuine request") {
    const auto genuine = packet_of("message-authenticator");
    CHECK(read_accounting(genuine, secret));
    CHECK(read_accounting(genuine, {'x'}).error() == RadiusDrop::authenticator);
    for (std::size_t i = 0; i < genuine.size(); ++i) {
        auto changed = genuine;
        changed[i] ^= 1;
        CHECK_MESSAGE(!read_accounting(changed, secret), i);
    }
}

/// The outer digest is right, so that the inner one alone tells.
TEST_CASE("a wrong Message-Authenticator is not taken for a right one") {
    // Of radclient's "start" with an attribute 80 of sixteen octets 0x11, MD5 by Python's hashlib.
    const auto packet = packet_of("message-authenticator-wrong");
    CHECK(drop_of(packet) == RadiusDrop::authenticator);
}

TEST_CASE("padding behind the packet is none of it") {
    auto padded = packet_of("start");
    padded.resize(padded.size() + 7, 0xff);
    CHECK(read_accounting(padded, secret) == told_by("start"));
    CHECK(answer_accounting(padded, secret) == answer_accounting(packet_of("start"), secret));
}

TEST_CASE("a packet that is cut anywhere is malformed") {
    const auto whole = packet_of("start");
    for (std::size_t size = 0; size < whole.size(); ++size)
        CHECK_MESSAGE(drop_of(base::ByteView(whole).first(size)) == RadiusDrop::malformed, size);
}

TEST_CASE("lengths that cannot be are malformed") {
    const auto start = packet_of("start");
    auto small = start;
    small[3] = 19;
    CHECK(drop_of(small) == RadiusDrop::malformed);
    CHECK(drop_of(longer(start, base::Bytes(4096, 2))) == RadiusDrop::malformed);
    CHECK(drop_of(longer(start, base::Bytes{31})) == RadiusDrop::malformed);
    CHECK(drop_of(longer(start, base::Bytes{31, 0})) == RadiusDrop::malformed);
    CHECK(drop_of(longer(start, base::Bytes{31, 1})) == RadiusDrop::malformed);
    CHECK(drop_of(longer(start, base::Bytes{31, 4, 'x'})) == RadiusDrop::malformed);
    CHECK(drop_of(longer(start, base::Bytes{80, 3, 0})) == RadiusDrop::malformed);
    CHECK(drop_of(longer(packet_of("interim"), base::Bytes{31, 3, 'x'})) == RadiusDrop::authenticator);
    CHECK(drop_of(longer(start, base::Bytes{41, 5, 0, 0, 0})) == RadiusDrop::malformed);
}

TEST_CASE("what has no Acct-Status-Type is malformed") {
    CHECK(drop_of(base::Bytes{4, 1, 0, 20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}) ==
          RadiusDrop::malformed);
}

TEST_CASE("other codes are none of ours") {
    for (const int code : {0, 1, 2, 5, 12, 40, 43, 255}) {
        auto packet = packet_of("start");
        packet[0] = static_cast<std::uint8_t>(code);
        CHECK_MESSAGE(drop_of(packet) == RadiusDrop::not_accounting, code);
    }
}

/// As radclient took them; their digests are by Python's hashlib.
TEST_CASE("the answer is the same each time, and has what proxies put in") {
    const base::Bytes start{0x05, 0xbe, 0x00, 0x14, 0x2e, 0x90, 0xec, 0xb4, 0x63, 0x81,
                            0x5f, 0xfd, 0x0e, 0x84, 0xae, 0x12, 0xc2, 0x0e, 0x6c, 0x49};
    const base::Bytes proxied{0x05, 0x35, 0x00, 0x1b, 0xb1, 0xd4, 0x6a, 0xe5, 0x61,
                              0x1d, 0x86, 0x83, 0xea, 0x3d, 0xce, 0xa8, 0x7c, 0x17,
                              0xea, 0x51, 0x21, 0x04, 0x01, 0x02, 0x21, 0x03, 0xff};
    CHECK(answer_accounting(packet_of("start"), secret) == start);
    CHECK(answer_accounting(packet_of("start"), secret) == start);
    CHECK(answer_accounting(packet_of("proxy-state"), secret) == proxied);
}

} // namespace radius_packet_test
