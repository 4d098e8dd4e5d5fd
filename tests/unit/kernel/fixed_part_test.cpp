#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "magd/kernel/elements.hpp"
#include "magd/kernel/fixed_part.hpp"
#include "magd/kernel/ruleset.hpp"
#include "tests/unit/kernel/example.hpp"

namespace fixed_part_test {

using namespace magd::kernel;
using namespace example;
namespace nft = nlink::nft;

const nft::SetName path_map{.table = ingress_table, .name = "path"};

nft::Chain chain(const std::string& name) { return {.table = ingress_table, .name = name}; }

SetEntry entry(std::uint8_t key, const std::string& to) {
    SetEntry made{.set = path_map, .element = {}};
    made.element.key = {key};
    made.element.data = nft::go_to(to);
    return made;
}

FixedPart some() {
    return {.tables = {{.table = ingress_table, .comment = "magd 1"}},
            .counters = {{.table = ingress_table, .name = "unknown"}},
            .sets = {{.set = path_map, .key = UplinkData::types(), .data = {nft::DataType::verdict}}},
            .chains = {chain("path_1"), chain("uplink")},
            .entries = {entry(1, "path_1")}};
}

std::vector<std::string> words(const std::vector<nlink::Request>& requests) {
    std::vector<std::string> out;
    for (const auto& request : requests) out.push_back(request.what);
    return out;
}

const std::vector<ChainRules> one_rule{{chain("uplink"), {{"bound clients", {nft::drop}}}}};

TEST_CASE("what is as wanted stays, and the rules are new ones") {
    CHECK(words(changes(some(), some(), one_rule)) ==
          std::vector<std::string>{"remove all rules of table netdev magd",
                                   R"(add rule netdev magd uplink "bound clients")"});
}

TEST_CASE("what is made of nothing is made in the order in which it is referred to") {
    const auto made = words(changes({}, some(), one_rule));
    REQUIRE(made.size() == 7);
    CHECK(made[0] == "add table netdev magd");
    CHECK(made[1] == "add counter netdev magd unknown");
    CHECK(made[2] == "add map netdev magd path");
    CHECK(made[3] == "add chain netdev magd path_1");
    CHECK(made[4] == "add chain netdev magd uplink");
    CHECK(made[5].starts_with("add element"));
    CHECK(made[6] == R"(add rule netdev magd uplink "bound clients")");
}

TEST_CASE("what is not wanted goes, that which refers first") {
    auto there = some();
    there.chains.push_back(chain("path_2"));
    there.entries.push_back(entry(2, "path_2"));
    there.sets.push_back({.set = {.table = ingress_table, .name = "foreign"}, .key = UplinkData::types()});
    const auto gone = words(changes(there, some(), {}));
    REQUIRE(gone.size() == 4);
    CHECK(gone[1].starts_with("remove element"));
    CHECK(gone[2] == "remove set netdev magd foreign");
    CHECK(gone[3] == "remove chain netdev magd path_2");
}

TEST_CASE("a set of another size is made again with all its entries") {
    auto wanted = some();
    wanted.sets.front().size = 2;
    const auto made = words(changes(some(), wanted, {}));
    REQUIRE(made.size() == 5);
    CHECK(made[1].starts_with("remove element"));
    CHECK(made[2] == "remove set netdev magd path");
    CHECK(made[3] == "add map netdev magd path");
    CHECK(made[4].starts_with("add element"));
}

TEST_CASE("a base chain of other devices is another one") {
    auto there = some(), wanted = some();
    there.chains.back().hook = nft::Hook{.devices = {"wlan0"}};
    wanted.chains.back().hook = nft::Hook{.devices = {"wlan0", "wlan1"}};
    CHECK(words(changes(there, wanted, {})) ==
          std::vector<std::string>{"remove all rules of table netdev magd", "remove chain netdev magd uplink",
                                   "add chain netdev magd uplink"});
}

/// The requests of a plan for the tables.
std::vector<std::string> requests_of(const Plan& plan) {
    return words(ruleset_requests(plan, some(), site(), Interfaces{}));
}

TEST_CASE("tables whose entries cannot stay go as a whole, and others lose nothing but what is not wanted") {
    Plan plan;
    plan.replace.ruleset = plan.replaced.ruleset = fixed_footprint(site()).ruleset;
    const auto goes = [](const std::string& what) { return what.starts_with("remove table"); };
    SUBCASE("others") { CHECK(std::ranges::none_of(requests_of(plan), goes)); }
    SUBCASE("whose entries cannot stay") {
        plan.replaced.ruleset.begin()->second = {};
        CHECK(std::ranges::count_if(requests_of(plan), goes) == 2);
    }
}

TEST_CASE("a fixed part is known by what it says of itself, by clients' maps and by the paths") {
    FixedPart part;
    sign(part, {.site = "configuration", .links = "interfaces", .maps = {}});
    for (const auto& device : {"mag-LMA1", "mag-LMA2"}) {
        part.chains.push_back(chain("path_" + std::to_string(part.chains.size())));
        part.chains.back().comment = device;
    }
    const auto known = ruleset_of(part);
    CHECK(known.site == "configuration");
    CHECK(known.links == "interfaces");
    CHECK(known.paths == std::vector<std::string>{"mag-LMA1", "mag-LMA2"});

    SUBCASE("other sets do not matter, those of clients do") {
        part.sets.push_back({.set = access_set});
        CHECK(ruleset_of(part) == known);
        part.sets.push_back({.set = map_of(uplink_map, base::Family::ipv4)});
        CHECK(ruleset_of(part).maps != known.maps);
    }
    SUBCASE("nothing is known of one table alone") {
        part.tables.pop_back();
        CHECK(ruleset_of(part) == Ruleset{});
    }
    SUBCASE("nor of two that do not mean the same") {
        part.tables.back().comment = "magd 0";
        CHECK(ruleset_of(part) == Ruleset{});
    }
    SUBCASE("somebody has taken its word away") {
        part.chains.erase(part.chains.begin());
        CHECK(ruleset_of(part).site.empty());
        CHECK(keeps_entries(ruleset_of(part), known));
    }
}

TEST_CASE("an interface that has gone keeps its number") {
    Interfaces interfaces;
    interfaces.list({{.index = base::IfIndex{7}, .name = "wlan0", .kind = {}, .mtu = 1500, .mac = {}}});
    CHECK(interfaces.name(base::IfIndex{7}) == InterfaceName("wlan0"));
    const auto gone = interfaces.name(base::IfIndex{12});
    CHECK(gone == InterfaceName(":12"));
    CHECK(interfaces.index(gone) == base::IfIndex{12});
    CHECK(interfaces.name({}) == InterfaceName{});
    CHECK(interfaces.index(InterfaceName("wlan9")) == base::IfIndex{});
}

} // namespace fixed_part_test
