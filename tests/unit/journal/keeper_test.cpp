#include <doctest/doctest.h>

#include "magd/journal/keeper.hpp"
#include "magd/journal/record.hpp"
#include "tests/unit/journal/folder.hpp"
#include "tests/unit/journal/sessions.hpp"

namespace magd::journal {
namespace {

const base::MacAddress mac = session().profile.mac;

/// A core that carries the client.
pmip::Mag carrying() {
    pmip::MagSettings settings;
    settings.lmas["LMA1"] = {.address = base::Ipv4{0x0a000001}};
    settings.first_sequence = 500;
    pmip::Mag mag(settings);
    auto known = session();
    known.profile.lmas = {"LMA1"};
    (void)mag.on(pmip::Adopted{std::move(known)},
                 {.steady = pmip::TimePoint{pmip::Seconds{4000}}, .wall = {}});
    return mag;
}

std::vector<std::string> kept(const Folder& folder) {
    auto journal = Journal::open(folder.path / "journal.db");
    return records_of(*journal);
}

TEST_CASE("a sign of life is kept") {
    const Folder folder;
    const auto file = folder.path / "journal.db";
    {
        Keeper keeper(std::move(*Journal::open(file)), {.boot = "today"});
        REQUIRE(keeper.live(pmip::TimePoint{pmip::Seconds{5}}));
    }
    CHECK(Journal::open(file)->header().value()->alive == pmip::TimePoint{pmip::Seconds{5}});
    CHECK(Keeper(std::nullopt, {}).live({}));
}

TEST_CASE("what was touched is written as it is by then") {
    const Folder folder;
    auto mag = carrying();
    {
        Keeper keeper(std::move(*Journal::open(folder.path / "journal.db")), {});
        keeper.touch(mac);
        keeper.promise(mac);
        CHECK(keeper.holds_back(mac));
        CHECK(keeper.behind());
        REQUIRE(keeper.write(mag));
        CHECK_FALSE(keeper.holds_back(mac));
        CHECK_FALSE(keeper.behind());
    }
    REQUIRE(kept(folder).size() == 1);
    const auto back = binding_of(kept(folder).front());
    REQUIRE(back);
    CHECK(back->profile.mac == mac);
    {
        Keeper keeper(std::move(*Journal::open(folder.path / "journal.db")), {});
        keeper.touch(mac);
        REQUIRE(keeper.write(pmip::Mag({})));
    }
    CHECK(kept(folder).empty());
}

TEST_CASE("without a journal nobody waits") {
    Keeper keeper(std::nullopt, {});
    keeper.touch(mac);
    keeper.promise(mac);
    CHECK(keeper.write(carrying()));
    CHECK_FALSE(keeper.holds_back(mac));
    CHECK(keeper.clear());
}

TEST_CASE("what cannot be written holds back whom it concerns, until it can be") {
    const Folder folder;
    auto mag = carrying();
    auto journal = Journal::open(folder.path / "journal.db");
    REQUIRE(journal);
    Keeper keeper(std::move(*journal), {});
    keeper.touch(mac);
    keeper.promise(mac);
    {
        const FullDisk full;
        CHECK_FALSE(keeper.write(mag));
        CHECK_FALSE(keeper.write(mag));
    }
    CHECK(keeper.holds_back(mac));
    CHECK(keeper.behind());
    CHECK(keeper.write(mag));
    CHECK_FALSE(keeper.holds_back(mac));
}

} // namespace
} // namespace magd::journal
