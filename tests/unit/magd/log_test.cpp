#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>

#include "magd/log.hpp"
#include "nlink/base/fd.hpp"

namespace logging = magd::log;

namespace {

/// What `action` writes to standard error.
template <class Action>
std::string captured(Action action) {
    std::array<int, 2> ends{};
    REQUIRE(::pipe2(ends.data(), O_NONBLOCK) == 0);
    const base::Fd from(ends[0]);
    const base::Fd saved(::dup(STDERR_FILENO));
    ::dup2(ends[1], STDERR_FILENO);
    ::close(ends[1]);
    action();
    ::dup2(saved.get(), STDERR_FILENO);
    std::array<char, 4096> text{};
    const auto size = ::read(from.get(), text.data(), text.size());
    return {text.data(), size > 0 ? static_cast<std::size_t>(size) : 0};
}

constexpr base::MacAddress client{{0x00, 0x23, 0xc2, 0xdb, 0x29, 0x2d}};

} // namespace

TEST_CASE("a line for a reader has time, level and the client's MAC") {
    logging::set_level(logging::Level::info);
    const auto line =
        captured([] { logging::client(logging::Level::info, client, "binding {} -> {}", "INIT", "ACTIVE"); });
    REQUIRE(line.size() > 24);
    CHECK(line.substr(23) == " info  00:23:c2:db:29:2d binding INIT -> ACTIVE\n");
    for (std::size_t i = 0; const char c : std::string_view("2026-01-31T12:00:00.123")) {
        if (c >= '0' && c <= '9')
            CHECK((line[i] >= '0' && line[i] <= '9'));
        else
            CHECK(line[i] == c);
        ++i;
    }
}

TEST_CASE("the level decides what is written") {
    logging::set_level(logging::Level::warning);
    CHECK(!logging::enabled(logging::Level::info));
    CHECK(captured([] {
              logging::debug("no");
              logging::info("no");
          }) == "");
    CHECK(captured([] { logging::warning("disk {} full", 3); }).ends_with(" warning disk 3 full\n"));
    CHECK(captured([] { logging::error("{{}}"); }).ends_with(" error {}\n"));
    logging::set_level(logging::Level::debug);
    CHECK(captured([] { logging::debug("x"); }).ends_with(" debug x\n"));
}

TEST_CASE("journald gets the priority of syslog") {
    CHECK(logging::clean(logging::Level::debug, "x", true) == "<7>x");
    CHECK(logging::clean(logging::Level::info, "x", true) == "<6>x");
    CHECK(logging::clean(logging::Level::warning, "x", true) == "<4>x");
    CHECK(logging::clean(logging::Level::error, "x", true) == "<3>x");
}

TEST_CASE("a peer's text stays in its line") {
    CHECK(logging::clean(logging::Level::info, "a\nb\x1b[2J\x7f", false) == "a?b?[2J?");
    CHECK(logging::clean(logging::Level::info, "caf\xc3\xa9", false) == "caf\xc3\xa9");
}

TEST_CASE("journald is recognised by device and inode") {
    struct stat status{};
    REQUIRE(::fstat(STDERR_FILENO, &status) == 0);
    const auto own = std::to_string(status.st_dev) + ':' + std::to_string(status.st_ino);
    CHECK(logging::is_journal(STDERR_FILENO, own.c_str()));
    CHECK(!logging::is_journal(STDERR_FILENO, "0:0"));
    CHECK(!logging::is_journal(STDERR_FILENO, ""));
    CHECK(!logging::is_journal(STDERR_FILENO, nullptr));
    CHECK(!logging::is_journal(-1, own.c_str()));
}
