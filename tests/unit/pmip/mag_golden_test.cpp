#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <fstream>
#include <map>

#include "tests/unit/pmip/codec_support.hpp"
#include "tests/unit/pmip/mag_support.hpp"

/// The golden vectors against a MAG that has the update of vector 01 outstanding.
namespace pmip::test {
namespace {

const nlohmann::json& vectors() {
    static const auto all = nlohmann::json::parse(std::ifstream(GOLDEN_DIR "/vectors.json"));
    return all;
}

base::Bytes header(const std::string& name) {
    for (const auto& entry : vectors())
        if (entry["name"] == name) return hex(entry["mh"].get<std::string>());
    FAIL("no vector " << name);
    return {};
}

/// A MAG whose first update is the one that this vector answers.
Bench waiting(std::uint16_t sequence, std::uint64_t timestamp, const Profile& profile) {
    auto settings = reference_settings();
    settings.first_sequence = sequence;
    Bench mag(settings);
    mag.now.wall = WallTime{Seconds{timestamp >> 16} + Milliseconds{(timestamp & 0xffff) * 1000 >> 16}};
    (void)mag.up(profile);
    CHECK(mag.pbu.sequence == sequence);
    CHECK(find<Timestamp>(mag.pbu.options)->value == timestamp);
    return mag;
}
Bench waiting() { return waiting(9465, 0x6553f1008000, client()); }

/// As the shell does: what does not decode makes no event.
Lines receive(Bench& mag, const base::Bytes& octets) {
    const auto decoded = decode(octets);
    if (!decoded) return {"not decoded"};
    return mag.pba(std::get<ProxyBindingAck>(decoded->message));
}

TEST_CASE("01: the update itself, to the octet") {
    CHECK(encode(waiting().pbu, Padding::minimal) == header("01-pbu-v4-cisco"));
}

TEST_CASE("03: with the short identifier too") {
    auto profile = client();
    profile.mn_id.identifier = "0023.c2db.292d";
    CHECK(encode(waiting(9465, 0x6553f1008000, profile).pbu, Padding::minimal) ==
          header("03-pbu-v4-cisco-shortnai"));
}

TEST_CASE("02: accepted") {
    auto mag = waiting();
    CHECK(receive(mag, header("02-pba-v4-cisco")) == Lines{carried});
    CHECK(mag.programmed() == Lines{"Attached"});
}

TEST_CASE("12: the address refused") {
    auto mag = waiting(9466, 0x6553f1010000, client());
    CHECK(receive(mag, header("12-pba-v4-hoa-denied")) == Lines{"Detached"});
    CHECK(mag.binding().reason ==
          "LMA1 refused: 171 NOT_AUTHORIZED_FOR_IPV4_HOME_ADDRESS; next attempt in 30 s");
    CHECK(mag.next().back().ends_with("hoa 0.0.0.0/0 key 1"));
}

TEST_CASE("14: a TLV header and GRE without keys: neither was asked for") {
    auto profile = client();
    profile.link_layer_id = {mac_a.octets.begin(), mac_a.octets.end()};
    auto mag = waiting(9467, 0x6553f1020000, profile);
    CHECK(receive(mag, header("14-pba-v4-natd-dhcp"))
              .back()
              .starts_with("PBU to LMA1: seq 9468 HI 4 lifetime 0"));
    CHECK(mag.binding().reason ==
          "LMA1 accepted with the TLV header (T flag), which was not asked for; next attempt in 30 s");
}

TEST_CASE("15: GRE key required") {
    auto mag = waiting(9468, 0x6553f1030000, client());
    CHECK(receive(mag, header("15-pba-v4-gre-required")) == Lines{"Detached"});
    CHECK(mag.binding().blocked);
    CHECK(mag.binding().reason->starts_with("LMA1 refused: 163 GRE_KEY_OPTION_REQUIRED"));
}

TEST_CASE("16: GRE key not required") {
    auto mag = waiting();
    CHECK(receive(mag, header("16-pba-v4-gre-notrequired")).size() == 2);
    CHECK(mag.binding().reason->starts_with("LMA1 accepted with no GRE key"));
}

TEST_CASE("18: many options, of which a session is made") {
    auto profile = client();
    profile.mn_id.identifier = "mn7@example.com";
    profile.link_layer_id = {mac_a.octets.begin(), mac_a.octets.end()};
    auto mag = waiting(300, 0x6553f10a0000, profile);
    CHECK(receive(mag, header("18-pba-v4-rich")) ==
          Lines{"Want 192.168.7.7/24 router 192.168.7.1 keys 16909060/1 on wlan0"});
}

/// What becomes of the binding of vector 01 when each bad vector comes in.
const std::map<std::string, std::string> treatments{
    {"bad-01-opt-past-end", "ignored"},
    {"bad-02-hdrlen-past-payload", "ignored"},
    {"bad-03-truncated-udp", "ignored"},
    {"bad-04-hdrlen-zero", "ignored"},
    {"bad-05-mh-checksum-v6", "ignored"},   // and the kernel has dropped it before
    {"bad-06-udp-checksum-v4", "accepted"}, // only that the socket layer has dropped it before
    {"bad-07-mh-checksum-nonzero-v4", "accepted"},
    {"bad-08-hi-len1", "ignored"},
    {"bad-09-v4rep-len4", "ignored"},
    {"bad-10-ts-len4", "ignored"},
    {"bad-11-unknown-option", "accepted"},
    {"bad-12-unknown-mhtype", "ignored"},
    {"bad-13-payload-proto", "ignored"},
    {"bad-14-pba-no-P", "ignored"},
    {"bad-15-pba-wrong-seq", "ignored"},
    {"bad-16-pba-hi-changed", "muted"},
    {"bad-17-dup-mnid", "ignored"},
    {"bad-18-mnid-empty", "refused: 160 MISSING_MN_IDENTIFIER_OPTION"},
    {"bad-19-mnid-len0", "ignored"},
    {"bad-20-hnp-plen129", "ignored"},
    {"bad-21-v4-preflen33", "accepted with a prefix length above 32"},
    {"bad-22-trailing-octets", "accepted"},
    {"bad-23-status-unknown", "refused: 250 unassigned, rejecting"},
    {"bad-24-padn-past-end", "ignored"},
    {"bad-25-empty-udp", "ignored"},
    {"bad-26-one-octet-opt", "ignored"},
    {"bad-27-success-no-v4rep", "accepted with no IPv4 Home Address Reply"},
    {"bad-28-unaligned", "ignored"}, // of another client: below
    {"bad-29-gre-len3", "ignored"},
    {"bad-30-v4rep-fail-status0",
     "accepted with IPv4 Home Address Reply status 132 dynamic IPv4 home address assignment not available"},
    {"bad-31-lcmp-zero", "ignored"},
};

std::string treatment(Bench& mag, const base::Bytes& octets) {
    const auto before = mag.binding();
    const auto deadline = mag.mag.deadline();
    const auto lines = receive(mag, octets);
    const auto& after = mag.binding();
    if (after == before && mag.mag.deadline() == deadline) return "ignored";
    if (lines == Lines{carried}) return "accepted";
    if (lines.empty() && after.exchange->muted && !mag.mag.deadline()) return "muted";
    const bool deregistered = lines.back().find("lifetime 0") != std::string::npos;
    CHECK(deregistered == after.reason->starts_with("LMA1 accepted"));
    return after.reason->substr(5, after.reason->find(';') - 5);
}

TEST_CASE("every bad vector is treated as it says") {
    int count = 0;
    for (const auto& entry : vectors()) {
        const auto name = entry["name"].get<std::string>();
        if (!name.starts_with("bad-")) continue;
        CAPTURE(name);
        auto mag = waiting();
        CHECK(treatment(mag, hex(entry["mh"].get<std::string>())) == treatments.at(name));
        ++count;
    }
    CHECK(count == 31);
}

TEST_CASE("an ignored vector does not stop the right answer") {
    auto mag = waiting();
    for (const auto& [name, treatment] : treatments)
        if (treatment == "ignored") (void)receive(mag, header(name));
    CHECK(receive(mag, header("02-pba-v4-cisco")) == Lines{carried});
}

TEST_CASE("bad-28: unaligned options are read; it lacks nothing but a key") {
    auto profile = client();
    profile.mn_id.identifier = "mn1@example.com";
    auto mag = waiting(9465, 0x6553f1008000, profile);
    (void)receive(mag, header("bad-28-unaligned"));
    CHECK(mag.count(Counter::pba_accepted) == 1);
    CHECK(mag.count(Counter::pba_echo_missing) == 1);
    CHECK(mag.binding().reason ==
          "LMA1 accepted with no GRE key, which the tunnel needs; next attempt in 30 s");
}

} // namespace
} // namespace pmip::test
