/// What the kernel (6.18) answers, recorded, is read as what it holds; and what we ask for is read
/// back as the same value.
#include <doctest/doctest.h>

#include <algorithm>

#include "nlink/nft_chain.hpp"
#include "nlink/nft_counter.hpp"
#include "nlink/nft_element.hpp"
#include "nlink/nft_rule.hpp"
#include "nlink/nft_table.hpp"
#include "nlink/nft_transaction.hpp"
#include "nlink/nft_user_data.hpp"
#include "tests/unit/nlink/support.hpp"

namespace nft_parse_test {

using namespace nlink;
using support::interface, support::ip, support::mac, support::message_of, support::octets;

namespace {

const nft::TableName table{.name = "magd"};
const nft::SetName accesses{.table = table, .name = "access"}, map{.table = table, .name = "map"};
using Element = nft::Element;

template <class T>
void check_same(const T& value, Request (*ask)(const T&), std::optional<T> (*read)(const Message&)) {
    const auto request = ask(value);
    CHECK(read(message_of(request)) == value);
}

/// Every shorter form of an answer is read without harm, whatever comes out.
template <class Read>
void read_truncated(base::Bytes answer, Read read) {
    for (; answer.size() > NLMSG_HDRLEN; answer.pop_back()) {
        const auto size = static_cast<std::uint32_t>(answer.size());
        std::memcpy(answer.data(), &size, sizeof size);
        (void)read(message_of(answer));
    }
}

} // namespace

TEST_CASE("a table") {
    const auto answer = octets("50000000 000a0200 00000000 385f0000 01000002 09000100 6d616764 00000000"
                               "08000300 00000007 0c000400 00000000 00000001 08000200 00000000 14000600"
                               "000e6669 6e676572 7072696e 74203100");
    CHECK(nft::parse_table(message_of(answer)) == nft::Table{.table = table, .comment = "fingerprint 1"});
    read_truncated(answer, nft::parse_table);
    check_same({.table = {.name = "t", .family = nft::Family::ipv4}, .comment = "c"}, nft::add_table,
               nft::parse_table);
    check_same({.table = table}, nft::ensure_table, nft::parse_table);
}

TEST_CASE("chains, with a hook and without") {
    const auto regular = octets("40000000 030a0200 00000000 385f0000 01000002 09000100 6d616764 00000000"
                                "0a000300 6c6d615f 31000000 0c000200 00000000 00000001 08000600 00000002");
    CHECK(nft::parse_chain(message_of(regular)) == nft::Chain{.table = table, .name = "lma_1"});
    const auto answer = octets("70000000 030a0200 00000000 385f0000 01000002 09000100 6d616764 00000000"
                               "0b000300 75706c69 6e6b0000 0c000200 00000000 00000002 14000400 08000100"
                               "00000000 08000200 ffffff6a 08000500 00000000 0b000700 66696c74 65720000"
                               "08000a00 00000001 08000600 00000005");
    const nft::Chain chain{
        .table = table,
        .name = "uplink",
        .hook = nft::Hook{.point = nft::HookPoint::prerouting,
                          .priority = -150,
                          .policy = nft::VerdictCode::drop},
    };
    CHECK(nft::parse_chain(message_of(answer)) == chain);
    read_truncated(answer, nft::parse_chain);
    check_same(chain, nft::add_chain, nft::parse_chain);
    check_same({.table = {.name = "magd", .family = nft::Family::netdev},
                .name = "uplink",
                .hook = nft::Hook{.point = nft::HookPoint::ingress, .devices = {"wlan0", "wlan1"}}},
               nft::add_chain, nft::parse_chain);
}

TEST_CASE("sets and maps") {
    const auto set = octets("78000000 090a0200 00000000 385f0000 01000002 09000100 6d616764 00000000"
                            "0b000200 61636365 73730000 0c001000 00000000 00000004 08000400 00000014"
                            "08000500 00000004 0a000d00 00040100 00000000 04000900 17001300 30786666"
                            "66666666 66663832 35303766 34300000 08001400 00000001");
    CHECK(nft::parse_set(message_of(set)) == nft::Set{.set = accesses, .key = {nft::DataType::iface_index}});
    const auto verdicts = octets("a0000000 090a0200 00000000 385f0000 01000002 09000100 6d616764 00000000"
                                 "07000200 75700000 0c001000 00000000 00000007 08000300 00000008 08000400"
                                 "00014247 08000500 00000010 08000600 ffffff00 08000700 00000010 20000d00"
                                 "00040000 00000104 00000000 03080004 0d000000 01000604 00000000 04000900"
                                 "17001300 30786666 66666666 66663832 35303766 34300000 08001400 00000001");
    CHECK(nft::parse_set(message_of(verdicts)) ==
          nft::Set{.set = {.table = table, .name = "up"},
                   .key = nft::Key<base::IfIndex, base::MacAddress, base::Ipv4>::types(),
                   .data = {nft::DataType::verdict}});
    read_truncated(verdicts, nft::parse_set);
    check_same({.set = map, .key = {nft::DataType::ether_addr}, .data = {nft::DataType::mark}, .size = 7},
               nft::add_set, nft::parse_set);
    check_same({.set = map, .key = {nft::DataType::mark}, .data = {nft::DataType::verdict}, .counts = true},
               nft::add_set, nft::parse_set);
    check_same({.set = map, .key = std::vector(5, nft::DataType::integer), .data = {nft::DataType::integer}},
               nft::add_set, nft::parse_set);
    check_same({.set = map,
                .key = {nft::DataType::mark},
                .data = {nft::DataType::iface_index, nft::DataType::ipv6_addr}},
               nft::add_set, nft::parse_set);
}

TEST_CASE("a set without a name of its own is none of ours") {
    auto request = nft::add_set({.set = accesses, .key = {nft::DataType::mark}});
    const auto flags = octets("08000300 00000000");
    const auto at = std::ranges::search(request.bytes, flags).begin();
    REQUIRE(at != request.bytes.end());
    at[7] = NFT_SET_ANONYMOUS;
    CHECK(!nft::parse_set(message_of(request)));
}

TEST_CASE("elements of a set, a map and a verdict map") {
    const auto in_set = octets("40000000 0c0a0200 00000000 385f0000 01000002 09000100 6d616764 00000000"
                               "0b000200 61636365 73730000 14000300 10000100 0c000100 08000100 01000000");
    CHECK(nft::parse_elements(message_of(in_set)) ==
          nft::ElementList{.set = accesses, .elements = {{.key = {1, 0, 0, 0}}}});
    const auto in_map = octets("54000000 0c0a0200 00000000 385f0000 01000002 09000100 6d616764 00000000"
                               "0f000200 75706c69 6e6b5f6b 65790000 24000300 20000100 10000100 0c000100"
                               "01020304 c0a8052c 0c000200 08000100 00000064");
    CHECK(nft::parse_elements(message_of(in_map))->elements ==
          std::vector{Element{.key = octets("01020304c0a8052c"), .data = octets("00000064")}});
    const auto verdict = octets("64000000 0c0a0200 00000000 385f0000 01000002 09000100 6d616764 00000000"
                                "07000200 75700000 3c000300 38000100 18000100 14000100 01000000 0023c2db"
                                "292d0000 c0a8052c 1c000200 18000200 08000100 fffffffc 0a000200 6c6d615f"
                                "31000000");
    CHECK(
        nft::parse_elements(message_of(verdict))->elements ==
        std::vector{Element{.key = octets("010000000023c2db292d0000c0a8052c"), .data = nft::go_to("lma_1")}});
    read_truncated(verdict, nft::parse_elements);
}

TEST_CASE("a counter's values") {
    const nft::Counter counter{.table = table,
                               .name = "drops",
                               .traffic = {.packets = 0x0102030405060708, .bytes = 0xffffffffffffffff}};
    check_same(counter, nft::add_counter, nft::parse_counter);
    const auto request = nft::add_counter(counter);
    read_truncated(request.bytes, nft::parse_counter);
    CHECK(!nft::parse_counter(message_of(nft::remove_counter(table, "x"))).value_or(counter).traffic.packets);
}

TEST_CASE("a rule's chain, handle and comment") {
    const auto answer = octets("44000000 060a0208 00000000 385f0000 01000002 09000100 6d616764 00000000"
                               "0b000200 75706c69 6e6b0000 0c000300 00000000 00000009 09000700 00036869"
                               "00000000");
    CHECK(nft::parse_rule(message_of(answer)) ==
          nft::ListedRule{.table = table, .chain = "uplink", .handle = 9, .comment = "hi"});
    read_truncated(answer, nft::parse_rule);
}

TEST_CASE("each reads its own kind of message alone") {
    const auto request = nft::add_table({.table = table});
    const auto message = message_of(request);
    CHECK(!nft::parse_chain(message));
    CHECK(!nft::parse_set(message));
    CHECK(!nft::parse_elements(message));
    CHECK(!nft::parse_counter(message));
    CHECK(!nft::parse_rule(message));
    CHECK(!nft::parse_table(message_of(nft::add_chain({.table = table, .name = "c"}))));
}

TEST_CASE("a key's parts are filled up to 4 octets, a lone one is not") {
    using Pair = nft::Key<base::MacAddress, std::uint32_t>;
    using Lone = nft::Key<base::MacAddress>;
    const auto address = mac("01:02:03:04:05:06");
    CHECK(Pair::octets(address, 0x11223344) == octets("0102030405060000 44332211")); // a mark: host order
    CHECK(Lone::octets(address) == octets("010203040506"));
    CHECK(nft::Key<Be<std::uint32_t>>::octets(0x11223344) == octets("11223344"));
    CHECK(Pair::value(Pair::octets(address, 7)) == Pair::Value{address, 7});
    CHECK(Lone::value(Lone::octets(address)) == Lone::Value{address});
    CHECK(!Pair::value(octets("0102030405060000 443322")));
    CHECK(!Pair::value(octets("0102030405060000 44332211 00")));
    CHECK(!Pair::value({}));
    CHECK(nft::size_of(Pair::types()) == 12);
    CHECK(nft::size_of(Lone::types()) == 6);
}

TEST_CASE("many elements take few messages, and none is lost") {
    std::vector<Element> elements;
    using Key = nft::Key<base::Ipv4, base::Ipv4>;
    for (std::uint32_t i = 0; i < 10000; ++i)
        elements.push_back({.key = Key::octets(base::Ipv4{i}, ip("10.0.0.1")), .data = nft::go_to("lma_1")});
    const auto requests = nft::add_elements(map, elements);
    CHECK(requests.size() < 12);
    std::vector<Element> read;
    for (const auto& request : requests) {
        CHECK(request.bytes.size() < 0xffff + 100);
        const auto list = nft::parse_elements(message_of(request));
        REQUIRE(list);
        CHECK(list->set == map);
        read.insert(read.end(), list->elements.begin(), list->elements.end());
    }
    CHECK((read == elements));
    CHECK(nft::add_elements(map, {}).empty());
}

TEST_CASE("requests say in words what they ask for") {
    const Element one{.key = {0xc0, 0xa8, 0x05, 0x2c}};
    CHECK(nft::add_element(map, one).what == "add element c0a8052c of inet magd map");
    CHECK(nft::remove_elements(map, std::vector{one, one}).front().what ==
          "remove 2 elements of inet magd map");
    CHECK(nft::remove_set({.table = {.name = "t", .family = nft::Family::bridge}, .name = "s"}).what ==
          "remove set bridge t s");
    CHECK(nft::add_set({.set = map, .key = {nft::DataType::mark}, .data = {nft::DataType::mark}}).what ==
          "add map inet magd map");
    CHECK(nft::remove_chain(table, "c").what == "remove chain inet magd c");
    CHECK(nft::remove_table(table).what == "remove table inet magd");
}

TEST_CASE("a removal names keys alone") {
    const Element element{.key = {1, 2, 3, 4}, .data = nft::drop};
    const auto list = nft::parse_elements(message_of(nft::remove_element(map, element)));
    REQUIRE(list);
    CHECK(list->elements == std::vector{Element{.key = {1, 2, 3, 4}}});
}

TEST_CASE("a comment among other records, and records that lie") {
    using nft::detail::comment_of;
    CHECK(comment_of(octets("0500 0104aabbccdd 0003686900")) == "hi");
    CHECK(comment_of(octets("0104aabbccdd")).empty());
    CHECK(comment_of(octets("0004686900")).empty()); // longer than what is there
    CHECK(comment_of(octets("00")).empty());
    CHECK(comment_of({}).empty());
}

TEST_CASE("an empty transaction is done; one that the kernel does not know is refused by name") {
    auto socket = Socket::open(NETLINK_NETFILTER);
    REQUIRE(socket);
    CHECK(nft::transact_atomic(*socket, {}));
    struct Unknown {
        using Header = nfgenmsg;
    };
    const auto request = make_request<Unknown>(NFNL_SUBSYS_NFTABLES << 8 | 0xff, 0, "do the unknown", {});
    const auto refused = nft::transact_atomic(*socket, {&request, 1});
    REQUIRE(!refused);
    CHECK(refused.error().what.starts_with("do the unknown: ")); // EINVAL, without privilege EPERM
}

} // namespace nft_parse_test
