#include <doctest/doctest.h>
#include <fcntl.h>

#include <utility>

#include "nlink/base/error.hpp"
#include "nlink/base/fd.hpp"

namespace {
bool is_open(int fd) { return ::fcntl(fd, F_GETFD) != -1; }
base::Fd open_null() { return base::Fd(::open("/dev/null", O_RDONLY | O_CLOEXEC)); }
} // namespace

TEST_CASE("a descriptor is closed when its owner goes") {
    int number = -1;
    {
        const auto fd = open_null();
        REQUIRE(fd);
        number = fd.get();
        CHECK(is_open(number));
    }
    CHECK(!is_open(number));
}

TEST_CASE("a moved descriptor has one owner") {
    auto first = open_null();
    const int number = first.get();
    const base::Fd second(std::move(first));
    CHECK(second.get() == number);
    CHECK(is_open(number));
}

TEST_CASE("assignment closes what was there") {
    auto kept = open_null();
    auto replaced = open_null();
    const int old = replaced.get();
    const int number = kept.get();
    replaced = std::move(kept);
    CHECK(!is_open(old));
    CHECK(replaced.get() == number);
    CHECK(is_open(number));
}

TEST_CASE("a released descriptor is the caller's") {
    auto fd = open_null();
    const base::Fd again(fd.release());
    CHECK(!fd);
    CHECK(is_open(again.get()));
}

TEST_CASE("an error names what failed, and why") {
    const base::Result<int> failed = base::fail_errno("opening /nowhere", ENOENT);
    REQUIRE(!failed);
    CHECK(failed.error() ==
          base::Error{.code = ENOENT, .what = "opening /nowhere: No such file or directory"});
    const base::Result<int> plain = base::fail("no such realm");
    CHECK(plain.error() == base::Error{.code = 0, .what = "no such realm"});
}
