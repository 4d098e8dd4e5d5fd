#include <algorithm>

#include "tests/unit/pmip/golden_support.hpp"

/// Every vector of the file is judged here, those to come too: valid messages encode again to
/// the same octets, bad ones have a row that says what their `expect` means for the codec. Packets
/// of the data plane are golden_data_test.cpp's.
namespace pmip::test {
namespace {

/// Decodes a valid message, and the octets that encoding it must give.
struct Valid {
    std::string name;
    Message message;
    base::Bytes octets;
};
std::vector<Valid> valid_messages() {
    std::vector<Valid> out;
    for (const auto& [name, vector] : vectors()) {
        if (!vector.valid || !vector.header) continue;
        CAPTURE(name);
        const auto result = decode(*vector.header);
        REQUIRE_MESSAGE(result, result.error().detail);
        CHECK(result->trailing == 0);
        auto octets = *vector.header;
        octets[4] = octets[5] = 0; // the checksum of those over IPv6 is the kernel's to fill in
        out.push_back({name, result->message, octets});
    }
    return out;
}

TEST_CASE("the file holds all vectors of the wire sheet") {
    const auto count = [](auto... kind) { return std::ranges::count_if(vectors(), kind...); };
    CHECK(count([](const auto& entry) { return entry.second.valid; }) == 37);
    CHECK(count([](const auto& entry) { return !entry.second.valid; }) == 31);
    CHECK(valid_messages().size() == 32);
}

TEST_CASE("every valid message encodes again to the same octets") {
    for (const auto& [name, message, octets] : valid_messages()) {
        CAPTURE(name);
        CHECK(encode(message, Padding::minimal) == octets);
    }
}

TEST_CASE("and without any Pad1 it still says the same") {
    for (const auto& [name, message, octets] : valid_messages()) {
        CAPTURE(name);
        const auto again = encode(message, Padding::never_pad1);
        const auto items = walk(again, fixed_part(message));
        CHECK(std::ranges::none_of(items, [](const Item& item) { return item.type == 0; }));
        CHECK(decode(again)->message == message);
    }
}

TEST_CASE("no valid message holds anything that is not known by name") {
    for (const auto& [name, message, octets] : valid_messages()) {
        const auto line = describe(message);
        CAPTURE(name);
        CAPTURE(line);
        CHECK(line.find("unknown") == std::string::npos);
        CHECK(line.find("unassigned") == std::string::npos);
    }
}

/// The codec's part in each bad vector. "ok" are those that are legal, and those whose fault
/// is in what they mean, which the MAG finds, or in the packet around them.
const std::map<std::string, std::string> treatments{
    {"bad-01-opt-past-end", "option_overrun"},
    {"bad-02-hdrlen-past-payload", "truncated"},
    {"bad-03-truncated-udp", "truncated"},
    {"bad-04-hdrlen-zero", "header_length"},
    {"bad-05-mh-checksum-v6", "ok"},  // the kernel's raw socket drops it
    {"bad-06-udp-checksum-v4", "ok"}, // the socket layer drops it
    {"bad-07-mh-checksum-nonzero-v4", "ok"},
    {"bad-08-hi-len1", "option_length"},
    {"bad-09-v4rep-len4", "option_length"},
    {"bad-10-ts-len4", "option_length"},
    {"bad-11-unknown-option", "ok"},
    {"bad-12-unknown-mhtype", "unknown_type"},
    {"bad-13-payload-proto", "payload_proto"},
    {"bad-14-pba-no-P", "ok"},
    {"bad-15-pba-wrong-seq", "ok"},
    {"bad-16-pba-hi-changed", "ok"},
    {"bad-17-dup-mnid", "duplicate_option"},
    {"bad-18-mnid-empty", "ok"},
    {"bad-19-mnid-len0", "option_length"},
    {"bad-20-hnp-plen129", "option_value"},
    {"bad-21-v4-preflen33", "ok"},
    {"bad-22-trailing-octets", "ok"},
    {"bad-23-status-unknown", "ok"},
    {"bad-24-padn-past-end", "option_overrun"},
    {"bad-25-empty-udp", "truncated"},
    {"bad-26-one-octet-opt", "option_overrun"},
    {"bad-27-success-no-v4rep", "ok"},
    {"bad-28-unaligned", "ok"},
    {"bad-29-gre-len3", "option_length"},
    {"bad-30-v4rep-fail-status0", "ok"},
    {"bad-31-lcmp-zero", "option_value"},
};

TEST_CASE("every bad vector is decoded or dropped as it says") {
    for (const auto& [name, vector] : vectors()) {
        if (vector.valid) continue;
        CAPTURE(name);
        CAPTURE(vector.expect);
        const auto row = treatments.find(name);
        REQUIRE_MESSAGE(row != treatments.end(), "a new vector wants a row in the table");
        REQUIRE(vector.header);
        const auto said = verdict(*vector.header);
        CHECK(said == row->second);
        // The row must not contradict the vector's own words, where these are about the codec.
        if (vector.expect.starts_with("Drop silently")) CHECK(said != "ok");
        if (vector.expect.starts_with("ACCEPT") || vector.expect.starts_with("LEGAL")) CHECK(said == "ok");
    }
    for (const auto& [name, treatment] : treatments) CHECK_MESSAGE(vectors().contains(name), name);
}

} // namespace
} // namespace pmip::test
