#include <doctest/doctest.h>

#include <limits>
#include <stdexcept>
#include <type_traits>
#include <utility>

#include "nlink/base/counters.hpp"

namespace {

enum class Drop : std::uint8_t { too_short, bad_checksum, unknown_peer, count_ };
enum class Nothing : std::uint8_t { count_ };

constexpr base::CounterTexts<Drop> texts{{
    {.name = "too_short", .help = "Packets without a whole header."},
    {.name = "bad_checksum", .help = "Packets with a wrong checksum."},
    {.name = "unknown_peer", .help = "Packets of a peer that is not configured."},
}};

using Drops = base::Counters<Drop>;
constexpr std::array all{Drop::too_short, Drop::bad_checksum, Drop::unknown_peer};

// One text and one number for each enumerator but the last.
static_assert(base::count_of<Drop> == 3);
static_assert(base::count_of<Nothing> == 0);
static_assert(texts.size() == base::count_of<Drop>);
static_assert(texts[static_cast<std::size_t>(Drop::bad_checksum)].name == "bad_checksum");
// The numbers can be looked at through a constant, not changed.
static_assert(std::is_same_v<decltype(std::declval<const Drops&>()[Drop::too_short]), std::uint64_t>);

} // namespace

TEST_CASE("all counters start from 0") {
    const Drops drops;
    for (const auto drop : all) CHECK(drops[drop] == 0);
}

TEST_CASE("each counter counts by itself") {
    for (const auto counted : all) {
        Drops drops;
        ++drops[counted];
        drops[counted] += 2;
        for (const auto drop : all) CHECK(drops[drop] == (drop == counted ? 3 : 0));
    }
}

TEST_CASE("counters have all of 64 bits") {
    Drops drops;
    drops[Drop::unknown_peer] = std::numeric_limits<std::uint32_t>::max();
    ++drops[Drop::unknown_peer];
    CHECK(drops[Drop::unknown_peer] == 0x100000000);
    drops[Drop::unknown_peer] = std::numeric_limits<std::uint64_t>::max();
    CHECK(drops[Drop::bad_checksum] == 0);
}

TEST_CASE("counters are values: copies count apart, equal ones compare so") {
    Drops before;
    before[Drop::bad_checksum] = 5;
    auto after = before;
    CHECK(after == before);
    ++after[Drop::bad_checksum];
    CHECK(after != before);
    CHECK(after[Drop::bad_checksum] - before[Drop::bad_checksum] == 1);
    CHECK(Drops{} == Drops{});
    CHECK(base::Counters<Nothing>{} == base::Counters<Nothing>{});
}

TEST_CASE("the same sum in other places is not the same") {
    Drops first;
    Drops second;
    first[Drop::too_short] = 1;
    second[Drop::unknown_peer] = 1;
    CHECK(first != second);
}

TEST_CASE("what is past the last enumerator is no counter") {
    Drops drops;
    const auto& constant = drops;
    CHECK_THROWS_AS(drops[Drop::count_] = 1, std::out_of_range);
    CHECK_THROWS_AS((void)constant[Drop::count_], std::out_of_range);
    CHECK(drops == Drops{});
}
