/// What needs the real kernel but no privilege: NLMSG_NOOP is answered to everyone and does
/// nothing, a type that no one knows is refused to everyone.
#include <doctest/doctest.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>

#include <algorithm>
#include <cerrno>
#include <vector>

#include "nlink/generic_family.hpp"
#include "nlink/link.hpp"
#include "nlink/socket.hpp"

namespace socket_test {

using namespace nlink;

namespace {

struct Generic {
    using Header = rtgenmsg;
};
const Request noop = make_request<Generic>(NLMSG_NOOP, 0, "do nothing", {});
const Request unknown = make_request<Generic>(0x7fff, 0, "do the unknown", {});

Socket open_socket(Socket::Options options = {}) {
    auto socket = Socket::open(NETLINK_ROUTE, options);
    REQUIRE_MESSAGE(socket, socket.error().what);
    return std::move(*socket);
}

bool all_ok(const std::vector<Outcome>& outcomes) { return std::ranges::all_of(outcomes, &Outcome::ok); }

} // namespace

TEST_CASE("every request of a large batch has its outcome") {
    auto socket = open_socket();
    const auto outcomes = socket.transact(std::vector<Request>(20000, noop));
    REQUIRE_MESSAGE(outcomes, outcomes.error().what);
    CHECK(outcomes->size() == 20000);
    CHECK(all_ok(*outcomes));
    CHECK(socket.counters().foreign == 0);
}

TEST_CASE("a small buffer means more sends, not lost answers") {
    auto socket = open_socket({.buffer = 1});
    const auto outcomes = socket.transact(std::vector<Request>(500, noop));
    REQUIRE_MESSAGE(outcomes, outcomes.error().what);
    CHECK(outcomes->size() == 500);
    CHECK(all_ok(*outcomes));
}

TEST_CASE("a refused request hits its own outcome alone") {
    auto socket = open_socket();
    const auto outcomes = socket.transact(std::vector{noop, unknown, noop});
    REQUIRE(outcomes);
    CHECK((*outcomes)[0].ok());
    CHECK((*outcomes)[1] == Outcome{.code = EOPNOTSUPP, .what = "do the unknown: Operation not supported"});
    CHECK((*outcomes)[2].ok());
}

TEST_CASE("an empty batch sends nothing and is done") {
    auto socket = open_socket();
    CHECK(socket.transact({})->empty());
    CHECK(socket.transact_atomic(noop, {}, noop)->empty());
}

TEST_CASE("in an atomic batch the last answer settles all, and an error of the frame hits all") {
    auto socket = open_socket();
    const std::vector three{noop, noop, noop};
    const auto good = socket.transact_atomic(noop, three, noop);
    REQUIRE(good);
    CHECK(good->size() == 3);
    CHECK(all_ok(*good));

    const auto one_bad = socket.transact_atomic(noop, std::vector{noop, unknown, noop}, noop);
    REQUIRE(one_bad);
    CHECK((*one_bad)[0].ok());
    CHECK((*one_bad)[1].code == EOPNOTSUPP);

    const auto frame_bad = socket.transact_atomic(unknown, three, noop);
    REQUIRE(frame_bad);
    for (const auto& outcome : *frame_bad) CHECK(outcome.code == EOPNOTSUPP);

    // What the failed batch left behind is no answer to anything later.
    const auto later = socket.transact(three);
    REQUIRE(later);
    CHECK(all_ok(*later));
    CHECK(socket.counters().foreign > 0);
}

TEST_CASE("an answer that never comes is an error in time") {
    using namespace std::chrono;
    auto socket = open_socket({.patience = milliseconds(20)});
    const auto start = steady_clock::now();
    const auto list = socket.dump(noop, parse_link);
    REQUIRE(!list);
    CHECK(list.error().code == ETIMEDOUT);
    CHECK(steady_clock::now() - start >= milliseconds(20));
    CHECK(steady_clock::now() - start < seconds(5));
    CHECK(all_ok(*socket.transact(std::vector{noop})));
}

TEST_CASE("a refused list is an error that names it") {
    auto socket = open_socket();
    const auto list = socket.dump(unknown, parse_link);
    REQUIRE(!list);
    CHECK(list.error() == base::Error{.code = EOPNOTSUPP, .what = "do the unknown: Operation not supported"});
}

TEST_CASE("the interfaces are listed, and one is found by its name") {
    auto socket = open_socket();
    const auto links = dump_links(socket);
    REQUIRE_MESSAGE(links, links.error().what);
    CHECK(std::ranges::count(*links, "lo", &Link::name) == 1);
    const auto found = find_link(socket, "lo");
    REQUIRE_MESSAGE(found, found.error().what);
    CHECK(*found == *std::ranges::find(*links, "lo", &Link::name));
}

TEST_CASE("an interface that is not there is nothing, no error") {
    auto socket = open_socket();
    const auto found = find_link(socket, "no-such-link");
    REQUIRE_MESSAGE(found, found.error().what);
    CHECK(!*found);
}

TEST_CASE("a protocol that the kernel does not have is an error") {
    const auto socket = Socket::open(31);
    REQUIRE(!socket);
    CHECK(socket.error().what == "opening a netlink socket: Protocol not supported");
}

TEST_CASE("a group of generic netlink is found by its family's name and its own, or named as missing") {
    auto socket = Socket::open(NETLINK_GENERIC);
    REQUIRE(socket);
    const auto family = find_generic_family(*socket, "nlctrl");
    REQUIRE_MESSAGE(family, family.error().what);
    CHECK(family->number == GENL_ID_CTRL);
    const auto group = find_generic_group(*socket, "nlctrl", "notify");
    REQUIRE_MESSAGE(group, group.error().what);
    CHECK(*group == GENL_ID_CTRL); // its group has the same number, ever since there are groups
    CHECK(find_generic_group(*socket, "nlctrl", "other") ==
          base::Result<std::uint32_t>(
              base::fail("the generic netlink family nlctrl has no group other", ENOENT)));
    const auto none = find_generic_group(*socket, "no-such-one", "mlme");
    REQUIRE_FALSE(none);
    CHECK(none.error().code == ENOENT);
    CHECK(none.error().what.starts_with("find the generic netlink family no-such-one: "));
}

} // namespace socket_test
