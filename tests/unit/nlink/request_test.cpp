#include <doctest/doctest.h>

#include "nlink/request.hpp"
#include "tests/unit/nlink/support.hpp"

namespace request_test {

using namespace nlink;
using support::octets;

namespace {

struct Head {
    std::uint8_t family = 0, spare = 0;
    std::uint16_t number = 0;
};
struct Body {
    using Header = Head;
};
struct Inside {
    using Element = std::uint32_t;
};
struct Elsewhere {};

using Number = Attribute<Body, 1, std::uint32_t>;
using Small = Attribute<Body, 2, std::uint8_t>;
using Port = Attribute<Body, 3, Be<std::uint16_t>>;
using Name = Attribute<Body, 4, std::string>;
using Content = Attribute<Body, 5, base::Bytes>;
using Marked = Attribute<Body, 6, Flag>;
using Within4 = Attribute<Body, 7, Nest<Inside>>;
using Address = Attribute<Body, 8, base::Ipv4>;
using Interface = Attribute<Body, 9, base::IfIndex>;
using InsideNumber = Attribute<Inside, 1, std::uint32_t>;
using Foreign = Attribute<Elsewhere, 1, std::uint32_t>;

template <class Tag, class Value>
concept Takes = requires(Attributes<Body>& body, Value value) { body.template put<Tag>(value); };

// An attribute of the wrong type or place does not compile.
static_assert(Takes<Number, std::uint32_t>);
static_assert(!Takes<Number, std::string>);
static_assert(!Takes<Number, base::IfIndex>);
static_assert(!Takes<Interface, std::uint32_t>);
static_assert(!Takes<Address, std::uint32_t>);
static_assert(!Takes<Name, std::uint32_t>);
static_assert(!Takes<Foreign, std::uint32_t>);
static_assert(!Takes<InsideNumber, std::uint32_t>);

/// The attributes alone: what follows netlink header and family header.
template <class Fill>
base::Bytes attributes(Fill&& fill) {
    const auto request = make_request<Body>(16, 0, "test", Head{}, fill);
    return {request.bytes.begin() + 20, request.bytes.end()};
}

} // namespace

TEST_CASE("a message starts with its header, in host order, then the family's") {
    const auto request = make_request<Body>(0x0010, 0x0600, "ask", Head{.family = 2, .number = 0x0304});
    CHECK(request.what == "ask");
    CHECK(request.bytes == octets("14000000 1000 0006 00000000 00000000 02 00 0403"));
}

TEST_CASE("each type has its octets, filled up to four") {
    CHECK(attributes([](auto& a) { a.template put<Number>(7U); }) == octets("0800 0100 07000000"));
    CHECK(attributes([](auto& a) { a.template put<Small>(7); }) == octets("0500 0200 07 000000"));
    CHECK(attributes([](auto& a) { a.template put<Port>(5436); }) == octets("0600 0300 153c 0000"));
    CHECK(attributes([](auto& a) { a.template put<Name>("gre"); }) == octets("0800 0400 67726500"));
    CHECK(attributes([](auto& a) { a.template put<Name>(""); }) == octets("0500 0400 00 000000"));
    CHECK(attributes([](auto& a) { a.template put<Content>(base::Bytes{1, 2, 3, 4, 5}); }) ==
          octets("0900 0500 0102030405 000000"));
    CHECK(attributes([](auto& a) { a.template flag<Marked>(); }) == octets("0400 0600"));
    CHECK(attributes([](auto& a) { a.template put<Address>(base::Ipv4{0xc0000201}); }) ==
          octets("0800 0800 c0000201"));
}

TEST_CASE("an optional value that is none puts nothing") {
    CHECK(attributes([](auto& a) { a.template put_if<Number>(std::nullopt); }).empty());
    CHECK(attributes([](auto& a) { a.template put_if<Number>(7U); }).size() == 8);
}

TEST_CASE("a nest counts what it holds, and is flagged as one") {
    const auto nested = attributes([](Attributes<Body>& a) {
        a.nest<Within4>([](Attributes<Inside>& inside) {
            inside.put<InsideNumber>(1);
            inside.put_at(9, 2);
        });
        a.put<Small>(3);
    });
    CHECK(nested == octets("1400 0780 0800 0100 01000000 0800 0900 02000000"
                           "0500 0200 03 000000"));
}

TEST_CASE("an empty nest is there") {
    CHECK(attributes([](Attributes<Body>& a) { a.nest<Within4>([](Attributes<Inside>&) {}); }) ==
          octets("0400 0780"));
}

TEST_CASE("the stated length is the length, however long the message grows") {
    const auto request = make_request<Body>(16, 0, "grow", Head{}, [](Attributes<Body>& a) {
        for (std::uint32_t i = 0; i < 10000; ++i) a.put<Number>(i);
    });
    CHECK(support::header_of(request).nlmsg_len == request.bytes.size());
    CHECK(request.bytes.size() == 20 + 10000 * 8);
}

TEST_CASE("the longest attribute that can be said") {
    const auto longest = attributes([](Attributes<Body>& a) { a.put<Content>(base::Bytes(65535 - 4)); });
    CHECK(longest.size() == 65536);
    CHECK(longest[0] == 0xff);
    CHECK(longest[1] == 0xff);
}

} // namespace request_test
