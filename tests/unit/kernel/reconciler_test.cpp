#include <doctest/doctest.h>

#include "magd/kernel/difference.hpp"
#include "magd/kernel/reconciler.hpp"
#include "magd/kernel/state_parts.hpp"
#include "tests/unit/kernel/fake_kernel.hpp"

namespace reconciler_test {

using namespace magd::kernel;
using namespace example;
using fake_kernel::FakeKernel;
using fake_kernel::other_client;

TEST_CASE("start, one client, stop: the kernel holds the wish at each step and nothing at the end") {
    FakeKernel kernel;
    Reconciler reconciler(site(), kernel);

    REQUIRE(reconciler.audit());
    CHECK(kernel.state == fixed_footprint(site()));

    REQUIRE(reconciler.want(client()));
    CHECK(kernel.state == reconciler.wish());
    CHECK(kernel.state.neighbours.contains({wlan0, router, true}));

    REQUIRE(reconciler.unwant(mac));
    CHECK(kernel.state == fixed_footprint(site()));

    REQUIRE(reconciler.clear());
    CHECK(empty(kernel.state));
}

TEST_CASE("of what an earlier process left the tables' fixed part is made anew, and all else taken over") {
    FakeKernel kernel;
    Reconciler before(site(), kernel);
    REQUIRE(before.audit());
    REQUIRE(before.want(client()));
    const auto left = kernel.state;
    kernel.applied = 0;

    Reconciler reconciler(site(), kernel);
    reconciler.adopt(client());
    const auto done = reconciler.mend();
    REQUIRE(done);
    CHECK(done->replace.ruleset == left.ruleset);
    CHECK(differences(*done).size() == 1);
    CHECK(kernel.applied == 1);
    CHECK(kernel.state == left);
    CHECK(reconciler.wish() == left);
    CHECK(empty(*reconciler.check()));
    CHECK(empty(*reconciler.mend()));

    REQUIRE(reconciler.unwant(mac));
    CHECK(kernel.state == fixed_footprint(site()));
}

TEST_CASE("what is missing of a client that is taken over is made") {
    FakeKernel kernel;
    Reconciler reconciler(site(), kernel);
    reconciler.adopt(client());
    REQUIRE(reconciler.mend());
    CHECK(kernel.state == reconciler.wish());
}

TEST_CASE("entries of clients that nobody knows stay until the audit") {
    FakeKernel kernel;
    Reconciler before(site(), kernel);
    REQUIRE(before.audit());
    REQUIRE(before.want(client()));
    REQUIRE(before.want(other_client(1)));
    const auto left = kernel.state;
    const RouteKey stray{.table = 7, .destination = base::Prefix4{.address = {}, .length = 0}};
    kernel.state.routes[stray] = {};

    Reconciler reconciler(site(), kernel);
    REQUIRE(reconciler.mend());
    CHECK(kernel.state == left); // the stray is no client's

    SUBCASE("a client that comes back takes over its own") {
        const auto applied = kernel.applied;
        REQUIRE(reconciler.want(client()));
        CHECK(kernel.applied == applied);
        CHECK(kernel.state == left);
    }
    SUBCASE("a client that comes back with another key has that") {
        auto changed = client();
        changed.uplink_key = 555;
        REQUIRE(reconciler.want(changed));
        CHECK(kernel.state.uplink_keys.at({1, changed.ipv4->home_address.address}).key == 555);
    }
    REQUIRE(reconciler.audit());
    CHECK(kernel.state == reconciler.wish());
}

TEST_CASE("wanting the same again asks nothing of the kernel") {
    FakeKernel kernel;
    Reconciler reconciler(site(), kernel);
    REQUIRE(reconciler.want(client()));
    const auto applied = kernel.applied;
    REQUIRE(reconciler.want(client()));
    CHECK(kernel.applied == applied);
}

TEST_CASE("the default router's entry stays until its last client has gone") {
    FakeKernel kernel;
    Reconciler reconciler(site(), kernel);
    const NeighbourKey gateway{wlan0, router, true};

    REQUIRE(reconciler.want(client()));
    REQUIRE(reconciler.want(other_client(1)));
    REQUIRE(reconciler.unwant(client().mac));
    CHECK(kernel.state.neighbours.contains(gateway));
    REQUIRE(reconciler.unwant(other_client(1).mac));
    CHECK_FALSE(kernel.state.neighbours.contains(gateway));
}

TEST_CASE("a client that gets another default router swaps entries, shared ones stay") {
    FakeKernel kernel;
    Reconciler reconciler(site(), kernel);
    REQUIRE(reconciler.audit());
    REQUIRE(reconciler.want(client()));
    REQUIRE(reconciler.want(other_client(1)));

    auto changed = client();
    changed.ipv4->default_router.value += 1;
    REQUIRE(reconciler.want(changed));
    CHECK(kernel.state.neighbours.contains({wlan0, router, true}));
    CHECK(kernel.state.neighbours.contains({wlan0, changed.ipv4->default_router, true}));
    CHECK(kernel.state == reconciler.wish());

    REQUIRE(reconciler.unwant(other_client(1).mac));
    CHECK_FALSE(kernel.state.neighbours.contains({wlan0, router, true}));
}

TEST_CASE("a client gains and loses IPv6 while its IPv4 stays as it is") {
    FakeKernel kernel;
    Reconciler reconciler(site(pmip::Encapsulation::gre), kernel);
    REQUIRE(reconciler.audit());
    REQUIRE(reconciler.want(client()));
    const auto before = kernel.state;
    REQUIRE(reconciler.want(dual_client()));
    CHECK(kernel.state == reconciler.wish());
    CHECK(kernel.state.uplink.size() == 2);
    REQUIRE(reconciler.want(client()));
    CHECK(kernel.state == before);
}

TEST_CASE("a client without IPv4 has no default router to answer for") {
    FakeKernel kernel;
    Reconciler reconciler(site(pmip::Encapsulation::ip), kernel);
    REQUIRE(reconciler.audit());
    auto only = dual_client();
    only.ipv4.reset();
    REQUIRE(reconciler.want(only));
    CHECK_FALSE(kernel.state.neighbours.contains({wlan0, router, true}));
    REQUIRE(reconciler.want(dual_client()));
    CHECK(kernel.state.neighbours.contains({wlan0, router, true}));
    REQUIRE(reconciler.want(only));
    CHECK_FALSE(kernel.state.neighbours.contains({wlan0, router, true}));
    REQUIRE(reconciler.unwant(mac));
    CHECK(kernel.state == reconciler.wish());
}

TEST_CASE("a refused client is not carried, and the error is the kernel's") {
    FakeKernel kernel;
    Reconciler reconciler(site(), kernel);
    REQUIRE(reconciler.audit());
    kernel.refuse = [](const Plan& plan) { return !plan.create.routes.empty(); };

    const auto refused = reconciler.want(client());
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == EEXIST);
    CHECK(kernel.state == fixed_footprint(site()));
    CHECK(reconciler.wish() == fixed_footprint(site()));
}

TEST_CASE("a carried client whose change is refused loses its service wholly") {
    FakeKernel kernel;
    Reconciler reconciler(site(), kernel);
    REQUIRE(reconciler.audit());
    REQUIRE(reconciler.want(client()));

    kernel.refuse = [](const Plan& plan) { return !plan.replace.uplink_keys.empty(); };
    auto changed = client();
    changed.uplink_key = 7;
    CHECK_FALSE(reconciler.want(changed));
    CHECK(kernel.state == fixed_footprint(site()));
    CHECK(reconciler.wish() == fixed_footprint(site()));
}

TEST_CASE("an audit removes what an earlier run left and mends what is missing") {
    FakeKernel kernel;
    Reconciler reconciler(site(), kernel);
    kernel.state = merged(fixed_footprint(site()), footprint(site(), other_client(1)));
    kernel.state.rules.clear();

    const auto found = reconciler.check();
    REQUIRE(found);
    CHECK_FALSE(empty(*found));
    CHECK(kernel.applied == 0);
    CHECK(*reconciler.audit() == *found);
    CHECK(kernel.state == fixed_footprint(site()));
    CHECK(empty(*reconciler.check()));
    CHECK(empty(*reconciler.audit()));
    CHECK(kernel.applied == 1);
}

} // namespace reconciler_test
