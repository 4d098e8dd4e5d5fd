#include <doctest/doctest.h>
#include <fcntl.h>

#include <array>
#include <memory>

#include "nlink/base/error.hpp"

namespace {

base::Result<int> opened(const char* path) {
    const int fd = ::open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return base::fail_errno(std::string("opening ") + path);
    return fd;
}

base::Result<void> started(const char* path) {
    if (const auto fd = opened(path); !fd) return std::unexpected(fd.error());
    return {};
}

} // namespace

TEST_CASE("a failure of our own has a text, and no number unless it is told one") {
    const base::Result<int> plain = base::fail("no such realm");
    REQUIRE(!plain);
    CHECK(plain.error().what == "no such realm");
    CHECK(plain.error().code == 0);
    const base::Result<int> numbered = base::fail("the kernel has no FOU", ENOENT);
    REQUIRE(!numbered);
    CHECK(numbered.error().what == "the kernel has no FOU"); // nothing added
    CHECK(numbered.error().code == ENOENT);
}

TEST_CASE("a failed system call is told with its reason, as errno has it") {
    const auto result = opened("/nowhere/at/all");
    REQUIRE(!result);
    CHECK(result.error().code == ENOENT);
    CHECK(result.error().what == "opening /nowhere/at/all: No such file or directory");
}

TEST_CASE("a number that is told goes before errno") {
    errno = ENOENT;
    const base::Result<void> result = base::fail_errno("binding port 5436", EADDRINUSE);
    REQUIRE(!result);
    CHECK(result.error() ==
          base::Error{.code = EADDRINUSE, .what = "binding port 5436: Address already in use"});
}

TEST_CASE("each number has its own reason") {
    for (const int code : std::array{EPERM, EACCES, EEXIST, ENODEV, EINVAL, EBUSY, EOPNOTSUPP, ETIMEDOUT}) {
        const base::Result<void> result = base::fail_errno("it", code);
        REQUIRE(!result);
        CHECK(result.error().code == code);
        CHECK(result.error().what == std::string("it: ") + std::strerror(code));
    }
}

TEST_CASE("a number that no system call gives is told all the same") {
    const base::Result<void> result = base::fail_errno("it", 99999);
    REQUIRE(!result);
    CHECK(result.error().code == 99999);
    CHECK(result.error().what.starts_with("it: "));
    CHECK(result.error().what.size() > 4);
}

TEST_CASE("errors are equal if number and text are") {
    const base::Error error{.code = EPERM, .what = "it"};
    CHECK(error == base::Error{.code = EPERM, .what = "it"});
    CHECK(error != base::Error{.code = EPERM, .what = "that"});
    CHECK(error != base::Error{.code = 0, .what = "it"});
    CHECK(base::Error{} == base::Error{.code = 0, .what = ""});
}

TEST_CASE("an error goes up unchanged through results of other types") {
    const auto result = started("/nowhere");
    REQUIRE(!result);
    CHECK(result.error() == opened("/nowhere").error());
}

TEST_CASE("a result has its value, also one that can only be moved") {
    base::Result<std::unique_ptr<int>> result = std::make_unique<int>(7);
    REQUIRE(result);
    const auto owner = std::move(*result);
    CHECK(*owner == 7);
    CHECK(base::Result<void>{});
}
