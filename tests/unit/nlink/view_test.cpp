#include <doctest/doctest.h>

#include <vector>

#include "nlink/view.hpp"
#include "tests/unit/nlink/support.hpp"

namespace view_test {

using namespace nlink;
using support::octets;

namespace {

struct Head {
    std::uint32_t word = 0;
};
struct Body {
    using Header = Head;
};
struct Inside {};
using Number = Attribute<Body, 1, std::uint32_t>;
using Port = Attribute<Body, 3, Be<std::uint16_t>>;
using Name = Attribute<Body, 4, std::string>;
using Marked = Attribute<Body, 6, Flag>;
using List = Attribute<Body, 7, Nest<Inside>>;
using Element = Attribute<Inside, 1, std::uint8_t>;
using Ipv6 = Attribute<Body, 8, base::Ipv6>;
using Mac = Attribute<Body, 9, base::MacAddress>;

} // namespace

TEST_CASE("values are found by their tags") {
    const auto data = octets("0800 0100 07000000  0600 0300 153c 0000  0800 0400 67726500  0400 0600");
    const View<Body> view{data};
    CHECK(view.find<Number>() == 7);
    CHECK(view.find<Port>() == 5436);
    CHECK(view.find<Name>() == "gre");
    CHECK(view.has<Marked>());
    CHECK(!view.has<List>());
    CHECK(!view.find<Ipv6>());
}

TEST_CASE("the flags of an attribute's number are no part of it") {
    const auto data = octets("0800 0140 07000000  0c00 0780 0500 0100 09000000");
    const View<Body> view{data};
    CHECK(view.find<Number>() == 7);
    CHECK(view.nest<List>().find<Element>() == 9);
}

TEST_CASE("a value of another length than its type's is not found") {
    CHECK(!View<Body>(octets("0600 0100 0700 0000")).find<Number>());
    CHECK(!View<Body>(octets("0c00 0100 07000000 00000000")).find<Number>());
    CHECK(!View<Body>(octets("0800 0900 01020304")).find<Mac>());
    CHECK(View<Body>(octets("0a00 0900 010203040506 0000")).find<Mac>() == support::mac("01:02:03:04:05:06"));
}

TEST_CASE("text ends at its NUL, or where the attribute does") {
    CHECK(View<Body>(octets("0700 0400 616200 00")).find<Name>() == "ab");
    CHECK(View<Body>(octets("0600 0400 6162 0000")).find<Name>() == "ab");
    CHECK(View<Body>(octets("0700 0400 610062 00")).find<Name>() == "a");
    CHECK(View<Body>(octets("0400 0400")).find<Name>() == "");
}

TEST_CASE("an absent nest reads as an empty one, all the way down") {
    const View<Body> view;
    CHECK(!view.nest<List>().find<Element>());
    view.each<List>([](const View<Inside>&) { FAIL("there is none"); });
}

TEST_CASE("each visits every nest of the list") {
    const auto data =
        octets("0c00 0780 0500 0100 01000000  0500 0200 00000000  0c00 0780 0500 0100 02000000");
    std::vector<int> seen;
    View<Body>(data).each<List>(
        [&](const View<Inside>& element) { seen.push_back(*element.find<Element>()); });
    CHECK(seen == std::vector{1, 2});
}

TEST_CASE("reading ends at a length that lies; what came before counts") {
    for (const auto* liar : {"0000 0300", "0300 0300", "ffff 0300 0000", "0900 0300 153c 0000", "0600 03"}) {
        const auto data = octets(std::string("0800 0100 07000000") + liar);
        const View<Body> view{data};
        CHECK_MESSAGE(view.find<Number>() == 7, liar);
        CHECK_MESSAGE(!view.find<Port>(), liar);
    }
}

TEST_CASE("the last attribute may lack its filling") {
    const auto data = octets("0600 0300 153c");
    CHECK(View<Body>(data).find<Port>() == 5436);
}

TEST_CASE("a datagram is its messages, one after the other") {
    const auto data =
        octets("14000000 1000 0200 05000000 00000000 aabbccdd  10000000 0300 0000 06000000 00000000");
    base::ByteView left = data;
    const auto first = next_message(left);
    REQUIRE(first);
    CHECK(first->type == 16);
    CHECK(first->flags == 2);
    CHECK(first->sequence == 5);
    CHECK(first->payload.size() == 4);
    CHECK(next_message(left)->type == 3);
    CHECK(!next_message(left));
}

TEST_CASE("a message longer than the datagram ends it") {
    const auto data = octets("15000000 1000 0200 05000000 00000000 aabbccdd");
    base::ByteView left = data;
    CHECK(!next_message(left));
    CHECK(left.empty());
}

TEST_CASE("a message shorter than its family's header is none of the family") {
    const base::Bytes three(3);
    CHECK(!parse<Body>({.payload = three}));
    const auto four = octets("01000000");
    const auto parsed = parse<Body>({.payload = four});
    REQUIRE(parsed);
    CHECK(parsed->header.word == 1);
    CHECK(!parsed->attributes.has<Number>());
}

TEST_CASE("every value that a request takes is what a view finds") {
    const auto request = make_request<Body>(16, 0, "", Head{}, [](Attributes<Body>& a) {
        a.put<Ipv6>(*base::parse_ipv6("2001:db8::1"));
        a.put<Mac>(support::mac("00:23:c2:db:29:2d"));
        a.put<Name>("mag-lma1");
        a.nest<List>([](Attributes<Inside>& inside) { inside.put<Element>(200); });
    });
    const auto parsed = parse<Body>(support::message_of(request));
    REQUIRE(parsed);
    CHECK(to_string(*parsed->attributes.find<Ipv6>()) == "2001:db8::1");
    CHECK(to_string(*parsed->attributes.find<Mac>()) == "00:23:c2:db:29:2d");
    CHECK(parsed->attributes.find<Name>() == "mag-lma1");
    CHECK(parsed->attributes.nest<List>().find<Element>() == 200);
}

} // namespace view_test
