#include <doctest/doctest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>

#include "magd/peer.hpp"
#include "nlink/base/fd.hpp"

using magd::ChangePolicy;
using magd::Peer;

TEST_CASE("who may change things") {
    const ChangePolicy policy{.own = 990, .group = 77};
    CHECK(policy.permits({.pid = 1, .uid = 0, .gid = 0}, {0}));
    CHECK(policy.permits({.pid = 1, .uid = 990, .gid = 990}, {990}));
    CHECK(policy.permits({.pid = 1, .uid = 1000, .gid = 1000}, {1000, 77}));
    CHECK(!policy.permits({.pid = 1, .uid = 1000, .gid = 1000}, {1000, 78}));
    CHECK(!policy.permits({.pid = 1, .uid = 1000, .gid = 990}, {990}));
}

TEST_CASE("without the group, only root and the daemon's user") {
    const ChangePolicy policy{.own = 990, .group = {}};
    CHECK(policy.permits({.pid = 1, .uid = 990, .gid = 5}, {5}));
    CHECK(!policy.permits({.pid = 1, .uid = 1000, .gid = 0}, {0}));
}

TEST_CASE("the kernel says who the peer is") {
    std::array<int, 2> ends{};
    REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM, 0, ends.data()) == 0);
    const base::Fd one(ends[0]);
    const base::Fd other(ends[1]);
    CHECK(magd::peer_of(one.get()) == Peer{.pid = ::getpid(), .uid = ::getuid(), .gid = ::getgid()});
    CHECK(!magd::peer_of(-1));
}

TEST_CASE("groups of a user, known or not") {
    CHECK(std::ranges::count(magd::groups_of({.pid = 1, .uid = 0, .gid = 0}), gid_t{0}) == 1);
    CHECK(magd::groups_of({.pid = 1, .uid = 3999999999, .gid = 12}) == std::vector<gid_t>{12});
    CHECK(magd::find_group("root") == gid_t{0});
    CHECK(!magd::find_group("no-such-group"));
    CHECK(!magd::find_group(""));
}
