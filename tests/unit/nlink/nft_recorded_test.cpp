/// The requests that nft 1.0.6 sends for the same wish, recorded: ours must say the same,
/// attribute by attribute.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <string>
#include <vector>

#include "nlink/nft_chain.hpp"
#include "nlink/nft_counter.hpp"
#include "nlink/nft_element.hpp"
#include "nlink/nft_rule.hpp"
#include "nlink/nft_table.hpp"
#include "tests/unit/nlink/support.hpp"

namespace nft_recorded_test {

using namespace nlink;
using support::interface, support::ip, support::mac, support::octets;

namespace {

/// One line for each attribute that is no nest: where it is, then what it holds. A place is the
/// numbers of the nests around it; what repeats in a list has its position too.
using Lines = std::vector<std::string>;

void collect(base::ByteView left, const std::string& place, Lines& into) {
    std::map<int, int> seen;
    while (left.size() >= 4) {
        const bool nested = (left[3] & 0x80) != 0;
        const auto raw = next_attribute(left);
        if (!raw) break;
        const auto here = fmt::format("{}/{}.{}", place, raw->number, seen[raw->number]++);
        if (nested && !raw->content.empty())
            collect(raw->content, here, into);
        else
            into.push_back(fmt::format("{}={:02x}", here, fmt::join(raw->content, "")));
    }
}

Lines lines(const Message& message) {
    Lines out;
    collect(message.payload.subspan(sizeof(nfgenmsg)), "", out);
    std::ranges::sort(out);
    return out;
}

Lines minus(const Lines& some, const Lines& others) {
    Lines out;
    std::ranges::set_difference(some, others, std::back_inserter(out));
    return out;
}

/// What each says that the other does not; both as recorded but for what the test case explains.
struct Difference {
    Lines ours, theirs;
    bool operator==(const Difference&) const = default;
};

Difference compare(const Request& request, const char* recorded) {
    const auto theirs = octets(recorded);
    const auto our_message = support::message_of(request);
    const auto their_message = support::message_of(theirs);
    CHECK(our_message.type == their_message.type);
    CHECK(std::ranges::equal(our_message.payload.first(4), their_message.payload.first(4)));
    const auto a = lines(our_message), b = lines(their_message);
    return {.ours = minus(a, b), .theirs = minus(b, a)};
}
const Difference none;

const nft::TableName table{.name = "magd"};
const nft::SetName accesses{.table = table, .name = "access"}, up{.table = table, .name = "up"},
    uplink_key{.table = table, .name = "uplink_key"}, downlink{.table = table, .name = "downlink"};

} // namespace

TEST_CASE("add table inet magd { comment \"fingerprint 1\"; }") {
    CHECK(compare(nft::add_table({.table = table, .comment = "fingerprint 1"}),
                  "3c000000 000a0100 01000000 00000000 01000000 09000100 6d616764 00000000 08000200 00000000"
                  "14000600 000e6669 6e676572 7072696e 74203100") ==
          Difference{.ours = {}, .theirs = {"/2.0=00000000"}}); // flags: none
}

TEST_CASE("add chain inet magd lma_1") {
    CHECK(compare(nft::add_chain({.table = table, .name = "lma_1"}),
                  "2c000000 030a0104 02000000 00000000 01000000 09000100 6d616764 00000000 0a000300 6c6d615f"
                  "31000000") == none);
}

TEST_CASE("add chain inet magd uplink { type filter hook prerouting priority -150; policy drop; }") {
    const nft::Hook hook{
        .point = nft::HookPoint::prerouting, .priority = -150, .policy = nft::VerdictCode::drop};
    CHECK(compare(nft::add_chain({.table = table, .name = "uplink", .hook = hook}),
                  "54000000 030a0104 03000000 00000000 01000000 09000100 6d616764 00000000 0b000300 75706c69"
                  "6e6b0000 0b000700 66696c74 65720000 08000500 00000000 14000480 08000100 00000000 08000200"
                  "ffffff6a") == none);
}

TEST_CASE("add counter inet magd uplink_unknown") {
    CHECK(compare(nft::add_counter({.table = table, .name = "uplink_unknown"}),
                  "58000000 120a0104 04000000 00000000 01000000 09000100 6d616764 00000000 13000200 75706c69"
                  "6e6b5f75 6e6b6e6f 776e0000 08000300 00000001 1c000480 0c000100 00000000 00000000 0c000200"
                  "00000000 00000000") == none);
}

TEST_CASE("add set inet magd access { type iface_index; }") {
    CHECK(compare(nft::add_set({.set = accesses, .key = {nft::DataType::iface_index}}),
                  "58000000 090a0104 05000000 00000000 01000000 09000100 6d616764 00000000 0b000200 61636365"
                  "73730000 08000300 00000000 08000400 00000014 08000500 00000004 08000a00 00000001 0a000d00"
                  "00040100 00000000") == none);
}

TEST_CASE("add map inet magd up { type iface_index . ether_addr . ipv4_addr : verdict; }") {
    using Key = nft::Key<base::IfIndex, base::MacAddress, base::Ipv4>;
    const auto request = nft::add_set({.set = up, .key = Key::types(), .data = {nft::DataType::verdict}});
    // Theirs has an empty "typeof" record and says that there are no intervals; and another number.
    CHECK(compare(request,
                  "78000000 090a0104 08000000 00000000 01000000 09000100 6d616764 00000000 07000200 75700000"
                  "08000300 00000008 08000400 00014247 08000500 00000010 08000600 ffffff00 08000700 00000000"
                  "08000a00 00000004 20000d00 00040000 00000104 00000000 03080004 0d000000 01000604"
                  "00000000") ==
          Difference{.ours = {"/10.0=00000001", "/13.0=000400000000010400000000"},
                     .theirs = {"/10.0=00000004",
                                "/13.0=000400000000010400000000030800040d0000000100060400000000"}});
}

TEST_CASE("add map inet magd downlink { typeof ip saddr . @th,96,32 . ip saddr : @th,96,32; size 131072; }") {
    using Key = nft::Key<base::Ipv4, Be<std::uint32_t>, base::Ipv4>;
    const nft::Set map{
        .set = downlink, .key = Key::types(), .data = {nft::DataType::integer}, .size = 131072};
    const auto difference = compare(
        nft::add_set(map),
        "08010000 090a0104 07000000 00000000 01000000 09000100 6d616764 00000000 0d000200 646f776e 6c696e6b"
        "00000000 08000300 00000008 08000400 00007107 08000500 0000000c 08000600 00000004 08000700 00000004"
        "08000a00 00000003 0c000980 08000100 00020000 9c000d00 00040000 00000104 02000000 035c0004 0d000000"
        "01540014 00040700 0000010c 00040c00 00000104 0b000000 01260004 07000000 011e0004 00000000 01040000"
        "00000204 03000000 03046000 00000404 20000000 02140004 07000000 010c0004 0c000000 01040b00 00000426"
        "00040700 0000011e 00040000 00000104 00000000 02040300 00000304 60000000 04042000 00000604"
        "00000000");
    // Two lines each: the set's number, and user data, where theirs goes on.
    REQUIRE(difference.ours.size() == 2);
    REQUIRE(difference.theirs.size() == 2);
    CHECK(difference.ours[0] == "/10.0=00000001");
    CHECK(difference.theirs[1] == difference.ours[1] + "060400000000");
}

TEST_CASE("add element inet magd up { 1 . 00:23:c2:db:29:2d . 192.168.5.44 : goto lma_1 }") {
    using Key = nft::Key<base::IfIndex, base::MacAddress, base::Ipv4>;
    const nft::Element element{.key = Key::octets(interface(1), mac("00:23:c2:db:29:2d"), ip("192.168.5.44")),
                               .data = nft::go_to("lma_1")};
    CHECK(compare(nft::add_element(up, element),
                  "6c000000 0c0a0104 0f000000 00000000 01000000 09000100 6d616764 00000000 07000200 75700000"
                  "08000400 00000004 3c000380 38000180 18000180 14000100 01000000 0023c2db 292d0000 c0a8052c"
                  "1c000280 18000280 08000100 fffffffc 0a000200 6c6d615f 31000000") ==
          Difference{.ours = {}, .theirs = {"/4.0=00000004"}}); // the set's number
}

TEST_CASE("add element inet magd uplink_key { 1.2.3.4 . 192.168.5.44 : 100 }") {
    using Key = nft::Key<base::Ipv4, base::Ipv4>;
    const nft::Element element{.key = Key::octets(ip("1.2.3.4"), ip("192.168.5.44")),
                               .data = nft::Key<Be<std::uint32_t>>::octets(100)};
    CHECK(compare(nft::add_element(uplink_key, element),
                  "5c000000 0c0a0104 10000000 00000000 01000000 09000100 6d616764 00000000 0f000200 75706c69"
                  "6e6b5f6b 65790000 08000400 00000002 24000380 20000180 10000180 0c000100 01020304 c0a8052c"
                  "0c000280 08000100 00000064") == Difference{.ours = {}, .theirs = {"/4.0=00000002"}});
}

TEST_CASE("add element inet magd access { 1 }") {
    CHECK(compare(nft::add_element(accesses, {.key = nft::Key<base::IfIndex>::octets(interface(1))}),
                  "48000000 0c0a0104 11000000 00000000 01000000 09000100 6d616764 00000000 0b000200 61636365"
                  "73730000 08000400 00000001 14000380 10000180 0c000180 08000100 01000000") ==
          Difference{.ours = {}, .theirs = {"/4.0=00000001"}});
}

} // namespace nft_recorded_test
