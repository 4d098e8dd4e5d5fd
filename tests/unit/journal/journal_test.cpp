#include <doctest/doctest.h>
#include <sqlite3.h>

#include <cerrno>
#include <fstream>

#include "magd/journal/journal.hpp"
#include "tests/unit/journal/folder.hpp"

namespace magd::journal {
namespace {

constexpr base::MacAddress one{{2, 0, 0, 0, 0, 1}}, two{{2, 0, 0, 0, 0, 2}};
const Header last_header{.boot = "today",
                         .restart_counter = 4294967295,
                         .sequence = 65535,
                         .alive = pmip::TimePoint{pmip::Seconds{7}}};

void in_database(const std::filesystem::path& file, const char* statement) {
    sqlite3* database = nullptr;
    REQUIRE(sqlite3_open(file.c_str(), &database) == SQLITE_OK);
    REQUIRE(sqlite3_exec(database, statement, nullptr, nullptr, nullptr) == SQLITE_OK);
    sqlite3_close(database);
}

TEST_CASE("a new journal is empty") {
    const Folder folder;
    auto journal = Journal::open(folder.path / "journal.db");
    REQUIRE(journal);
    CHECK(journal->header().value() == std::nullopt);
    CHECK(records_of(*journal).empty());
}

TEST_CASE("what is written is there for the next process") {
    const Folder folder;
    const auto file = folder.path / "journal.db";
    {
        auto journal = Journal::open(file);
        REQUIRE(journal->write({.header = last_header, .records = {{one, "a"}, {two, "b"}}}));
        REQUIRE(journal->write({.header = last_header, .records = {{one, std::nullopt}, {two, "c"}}}));
    }
    auto journal = Journal::open(file);
    CHECK(journal->header().value() == last_header);
    CHECK(records_of(*journal) == std::vector<std::string>{"c"});
    REQUIRE(journal->clear({.boot = "later", .restart_counter = 1, .sequence = 2, .alive = {}}));
    CHECK(records_of(*journal).empty());
    CHECK(journal->header().value()->boot == "later");
}

TEST_CASE("a second process is told that there is a first") {
    const Folder folder;
    const auto first = Journal::open(folder.path / "journal.db");
    REQUIRE(first);
    const auto second = Journal::open(folder.path / "journal.db");
    REQUIRE_FALSE(second);
    CHECK(second.error().code == EBUSY);
}

TEST_CASE("a file of another kind is told from a journal") {
    const Folder folder;
    const auto file = folder.path / "journal.db";
    const auto fault = [&] { return Journal::open(file).error(); };
    SUBCASE("no database") {
        std::ofstream(file) << std::string(5000, 'x');
        CHECK(fault().code == EILSEQ);
    }
    SUBCASE("another program's") {
        in_database(file, "CREATE TABLE x (y)");
        CHECK(fault().code == EILSEQ);
        CHECK(fault().what == file.native() + " is a database of another program");
    }
    SUBCASE("of another format") {
        (void)Journal::open(file);
        in_database(file, "PRAGMA user_version = 3");
        CHECK(fault().code == EILSEQ);
        CHECK(fault().what == file.native() + " is of format 3, this program's is 2");
    }
    SUBCASE("damaged") {
        {
            auto journal = Journal::open(file);
            Changes changes{.header = last_header, .records = {}};
            for (std::uint8_t i = 0; i < 200; ++i)
                changes.records[{{2, 0, 0, 0, 0, i}}] = std::string(500, static_cast<char>('a' + i % 20));
            REQUIRE(journal->write(changes));
        }
        std::fstream damage(file, std::ios::in | std::ios::out | std::ios::binary);
        damage.seekp(4096 + 100);
        damage << std::string(30000, '\xff');
        damage.close();
        CHECK(fault().code == EILSEQ);
    }
}

TEST_CASE("a place where nothing can be made") {
    const auto journal = Journal::open("/proc/no/such/journal.db");
    REQUIRE_FALSE(journal);
    CHECK(journal.error().code == EACCES);
}

} // namespace
} // namespace magd::journal
