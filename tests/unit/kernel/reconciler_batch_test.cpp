/// Changes of many clients at once.
#include <doctest/doctest.h>

#include <algorithm>
#include <vector>

#include "tests/unit/kernel/fake_kernel.hpp"

namespace reconciler_batch_test {

using namespace magd::kernel;
using namespace example;
using fake_kernel::FakeKernel;
using fake_kernel::other_client;

namespace {

Change wanted(const Carried& client) { return {.mac = client.mac, .after = client}; }
Change unwanted(const Carried& client) { return {.mac = client.mac, .after = {}}; }

std::vector<Change> many(unsigned count) {
    std::vector<Change> changes;
    for (unsigned n = 0; n < count; ++n) changes.push_back(wanted(other_client(n)));
    return changes;
}

/// A kernel with the fixed objects, and its reconciler.
struct Started {
    Started() {
        REQUIRE(reconciler.audit());
        kernel.applied = 0;
    }
    FakeKernel kernel;
    Reconciler reconciler{site(), kernel};
};

bool all_good(const std::vector<base::Result<void>>& outcomes) {
    return std::ranges::all_of(outcomes, [](const auto& outcome) { return outcome.has_value(); });
}

} // namespace

TEST_CASE("many clients are one plan") {
    Started at;
    CHECK(all_good(at.reconciler.change(many(50))));
    CHECK(at.kernel.applied == 1);
    CHECK(at.kernel.state == at.reconciler.wish());
    CHECK(at.kernel.state.uplink.size() == 50);

    auto changes = many(50);
    for (auto& change : changes) change.after.reset();
    CHECK(all_good(at.reconciler.change(changes)));
    CHECK(at.kernel.applied == 2);
    CHECK(at.kernel.state == fixed_footprint(site()));
    CHECK(at.reconciler.change({}).empty());
}

TEST_CASE("what the kernel refuses hits those clients alone") {
    Started at;
    const std::vector bad{3U, 17U, 18U};
    at.kernel.refuse = [&](const Plan& plan) {
        return std::ranges::any_of(bad, [&](unsigned n) {
            const auto client = other_client(n);
            return plan.create.uplink.contains(
                {client.access, client.mac, client.ipv4->home_address.address});
        });
    };
    const auto outcomes = at.reconciler.change(many(32));
    REQUIRE(outcomes.size() == 32);
    for (unsigned n = 0; n < 32; ++n) CHECK(outcomes[n].has_value() == (std::ranges::count(bad, n) == 0));
    CHECK(at.kernel.state.uplink.size() == 29);
    CHECK(at.kernel.state == at.reconciler.wish());
    CHECK(at.kernel.applied < 32);
}

TEST_CASE("a client that changes twice does so in that order") {
    Started at;
    const auto first = client();
    auto second = first;
    second.uplink_key = 7;
    CHECK(
        all_good(at.reconciler.change(std::vector{wanted(first), wanted(second), wanted(other_client(1))})));
    CHECK(at.kernel.state.uplink_keys.at({1, home}).key == 7);
    CHECK(all_good(at.reconciler.change(std::vector{wanted(first), unwanted(first)})));
    CHECK(at.kernel.state.uplink.size() == 1);
    CHECK(at.kernel.state == at.reconciler.wish());
}

TEST_CASE("an address that passes from one client to another changes hands in one step") {
    Started at;
    REQUIRE(at.reconciler.want(client()));
    auto heir = other_client(1);
    heir.ipv4 = client().ipv4;
    at.kernel.refuse = [](const Plan& plan) {
        return !plan.remove.routes.empty() || !plan.create.routes.empty();
    };
    CHECK(all_good(at.reconciler.change(std::vector{unwanted(client()), wanted(heir)})));
    CHECK(at.kernel.state.neighbours.at({wlan0, home, false}).mac == heir.mac);
    CHECK(at.kernel.state == at.reconciler.wish());
}

TEST_CASE("of two clients that want the same entry the first has it") {
    Started at;
    auto twin = other_client(1);
    twin.ipv4 = client().ipv4;
    at.kernel.refuse = [&](const Plan& plan) {
        return !plan.create.uplink.empty() && !at.kernel.state.uplink.empty();
    };
    const auto outcomes = at.reconciler.change(std::vector{wanted(client()), wanted(twin)});
    CHECK(outcomes[0].has_value());
    CHECK(!outcomes[1].has_value());
    CHECK(at.kernel.state == at.reconciler.wish());
    CHECK(at.kernel.state.uplink.contains({wlan0, mac, home}));
}

TEST_CASE("an address has one client on an interface, whichever paths lead there") {
    Started at;
    auto twin = other_client(1);
    twin.ipv4 = client().ipv4;
    twin.path = 2;
    const auto refused = [&] {
        const auto outcome = at.reconciler.want(twin);
        REQUIRE_FALSE(outcome);
        CHECK(outcome.error().code == EEXIST);
        CHECK(outcome.error().what == "192.168.5.44 on wlan0 is another client's");
        CHECK(at.kernel.state.neighbours.at({wlan0, home, false}).mac == mac);
        CHECK(at.kernel.state == at.reconciler.wish());
    };
    REQUIRE(at.reconciler.want(client()));
    SUBCASE("one that comes") { refused(); }
    SUBCASE("one that moves there") {
        twin.access = InterfaceName("wlan1");
        REQUIRE(at.reconciler.want(twin));
        twin.access = wlan0;
        refused();
    }
    auto changed = client(); // whose it is may change
    changed.uplink_key = 7;
    REQUIRE(at.reconciler.want(changed));
    REQUIRE(at.reconciler.unwant(mac));
    CHECK(at.reconciler.want(twin));
}

TEST_CASE("a default router comes with the first of many clients and goes with the last") {
    Started at;
    const NeighbourKey gateway{wlan0, router, true};
    CHECK(all_good(at.reconciler.change(many(3))));
    CHECK(at.kernel.state.neighbours.contains(gateway));
    CHECK(all_good(at.reconciler.change(std::vector{unwanted(client()), unwanted(other_client(1)),
                                                    unwanted(other_client(2)), wanted(other_client(4))})));
    CHECK(at.kernel.state.neighbours.contains(gateway));
    CHECK(all_good(at.reconciler.change(std::vector{unwanted(other_client(4))})));
    CHECK(!at.kernel.state.neighbours.contains(gateway));
    CHECK(at.kernel.state == at.reconciler.wish());
}

} // namespace reconciler_batch_test
