#include <doctest/doctest.h>

#include <cerrno>
#include <fstream>

#include "magd/journal/recollection.hpp"
#include "magd/journal/record.hpp"
#include "tests/unit/journal/folder.hpp"
#include "tests/unit/journal/sessions.hpp"

namespace magd::journal {
namespace {

namespace fs = std::filesystem;
constexpr std::uint32_t years_ago = 1'700'000'000;

constexpr pmip::TimePoint noon{pmip::Seconds{1000}};

/// A process of this start of the machine that begins so long after noon.
Run run_of(const char* boot, pmip::Seconds later = {}) {
    return {.boot = boot, .began = noon + later, .longest_pause = pmip::Seconds{120}};
}

/// A run that leaves this behind.
Header leave(const fs::path& folder, const std::string& record) {
    auto past = recollect(folder, run_of("today"));
    REQUIRE(past);
    REQUIRE(past->journal);
    past->header.sequence = 10;
    REQUIRE(past->journal->write({.header = past->header, .records = {{session().profile.mac, record}}}));
    return past->header;
}

TEST_CASE("the first run counts from the time") {
    const Folder folder;
    const auto past = recollect(folder.path / "magd", run_of("today"));
    REQUIRE(past);
    CHECK(past->journal);
    CHECK(past->header.restart_counter > years_ago);
    CHECK(past->bindings.empty());
    CHECK(past->troubles.empty());
}

TEST_CASE("sessions go on after a death, and the counter stays") {
    const Folder folder;
    const auto last = leave(folder.path, record_of(session()));
    const auto past = recollect(folder.path, run_of("today"));
    REQUIRE(past);
    CHECK(past->bindings == std::vector{session()});
    CHECK(past->header.restart_counter == last.restart_counter);
    CHECK(past->header.sequence > last.sequence);
}

TEST_CASE("a run without a session loses none") {
    const Folder folder;
    const auto last = recollect(folder.path, run_of("today"))->header;
    CHECK(recollect(folder.path, run_of("today"))->header.restart_counter == last.restart_counter);
}

TEST_CASE("another start of the machine has lost them") {
    const Folder folder;
    const auto last = leave(folder.path, record_of(session()));
    const auto* boot = "tomorrow";
    SUBCASE("by its name") {}
    SUBCASE("as it has none") { boot = ""; }
    {
        const auto past = recollect(folder.path, run_of(boot));
        REQUIRE(past);
        CHECK(past->bindings.empty());
        CHECK(past->header.restart_counter == last.restart_counter + 1);
    }
    CHECK(recollect(folder.path, run_of("tomorrow"))->bindings.empty());
}

TEST_CASE("after too long a pause they are lost, as their clients may be elsewhere by now") {
    const Folder folder;
    const auto last = leave(folder.path, record_of(session()));
    CHECK(recollect(folder.path, run_of("today", pmip::Seconds{120}))->bindings.size() == 1);
    {
        const auto past = recollect(folder.path, run_of("today", pmip::Seconds{241}));
        CHECK(past->bindings.empty());
        CHECK(past->header.restart_counter == last.restart_counter + 1);
        REQUIRE(past->troubles.size() == 1);
        CHECK(past->troubles[0].starts_with(
            "the last run ended 121 s ago, longer than kernel.adoption_limit (120 s)"));
    }
    CHECK(recollect(folder.path, run_of("today", pmip::Seconds{242}))->bindings.empty());
}

TEST_CASE("a session that nobody can read is lost, and said") {
    const Folder folder;
    const auto last = leave(folder.path, "{}");
    const auto past = recollect(folder.path, run_of("today"));
    REQUIRE(past);
    CHECK(past->bindings.empty());
    CHECK(past->header.restart_counter == last.restart_counter + 1);
    REQUIRE(past->troubles.size() == 1);
    CHECK(past->troubles[0].starts_with("a session is lost: "));
}

TEST_CASE("beside sessions that go on, it is lost once") {
    const Folder folder;
    {
        auto past = recollect(folder.path, run_of("today"));
        REQUIRE(past->journal->write(
            {.header = past->header,
             .records = {{session(1).profile.mac, record_of(session(1))}, {session(2).profile.mac, "{}"}}}));
    }
    const auto first = recollect(folder.path, run_of("today"))->header.restart_counter;
    const auto past = recollect(folder.path, run_of("today"));
    CHECK(past->bindings == std::vector{session(1)});
    CHECK(past->troubles.empty());
    CHECK(past->header.restart_counter == first);
}

TEST_CASE("sessions go on though the disk is full, and the journal stays") {
    const Folder folder;
    (void)leave(folder.path, record_of(session()));
    {
        const FullDisk full;
        const auto past = recollect(folder.path, run_of("today"));
        REQUIRE(past);
        CHECK(past->bindings == std::vector{session()});
        CHECK(past->journal);
        CHECK(past->troubles.size() == 1);
    }
    CHECK(recollect(folder.path, run_of("today"))->bindings == std::vector{session()});
}

TEST_CASE("a file that is no journal is set aside") {
    const Folder folder;
    std::ofstream(folder.path / "journal.db") << std::string(5000, 'x');
    {
        const auto past = recollect(folder.path, run_of("today"));
        REQUIRE(past);
        CHECK(past->journal);
        CHECK(past->header.restart_counter > years_ago);
        REQUIRE(past->troubles.size() == 1);
        CHECK(past->troubles[0].ends_with("it is kept as " + (folder.path / "journal.db.aside").native() +
                                          ", and clients attach anew"));
    }
    CHECK(fs::file_size(folder.path / "journal.db.aside") == 5000);
    CHECK(recollect(folder.path, run_of("today"))->troubles.empty());
}

TEST_CASE("where nothing can be kept, it is said, and the time is the counter") {
    const auto past = recollect("/proc/no/such", run_of("today"));
    REQUIRE(past);
    CHECK_FALSE(past->journal);
    CHECK(past->header.restart_counter > years_ago);
    REQUIRE(past->troubles.size() == 1);
    CHECK(past->troubles[0] ==
          "/proc/no/such/journal.db: unable to open database file; no session outlives this run");
}

TEST_CASE("two runs at once are not possible") {
    const Folder folder;
    const auto first = recollect(folder.path, run_of("today"));
    REQUIRE(first);
    const auto second = recollect(folder.path, run_of("today"));
    REQUIRE_FALSE(second);
    CHECK(second.error().code == EBUSY);
    CHECK(second.error().what ==
          (folder.path / "journal.db").native() + " is in use: another magd runs with this state directory");
}

TEST_CASE("this start of the machine has a name") {
    CHECK(boot_id().size() == 36);
    CHECK(boot_id() == boot_id());
}

} // namespace
} // namespace magd::journal
