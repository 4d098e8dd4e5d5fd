#include <doctest/doctest.h>

#include "magd/kernel/difference.hpp"
#include "magd/kernel/reconciler.hpp"
#include "magd/kernel/slices.hpp"
#include "magd/kernel/state_parts.hpp"
#include "tests/unit/kernel/fake_kernel.hpp"

namespace survey_test {

using namespace magd::kernel;
using namespace example;
using fake_kernel::FakeKernel;
using fake_kernel::other_client;

/// One of more clients than other_client knows.
Carried numbered(unsigned n) {
    auto client = other_client(n);
    client.mac.octets[4] = static_cast<std::uint8_t>(n >> 8);
    return client;
}

/// What makes the tables' fixed part anew, all of it.
Plan remaking(const Reconciler& reconciler, FakeKernel& kernel) {
    Plan all;
    REQUIRE(reconciler.survey().remake_ruleset(kernel, [&](Plan part) { join(all, std::move(part)); }));
    return all;
}

/// Clients' entries cannot stay in tables of such a make.
void make_otherwise(FakeKernel& kernel) { kernel.state.ruleset.begin()->second.maps = "others"; }

/// Mends in steps; gives how many it took.
int mend(Reconciler& reconciler, Plan found, Orphans orphans) {
    REQUIRE(reconciler.begin(std::move(found), orphans));
    for (int steps = 1;; ++steps) {
        const auto more = reconciler.go_on();
        REQUIRE(more);
        if (!*more) return steps;
    }
}

TEST_CASE("a survey is done by another kernel, and its findings are mended in steps") {
    FakeKernel kernel;
    Reconciler reconciler(site(), kernel);
    REQUIRE(reconciler.audit());
    for (unsigned n = 0; n < 2000; ++n) REQUIRE(reconciler.want(numbered(n)));
    const auto whole = kernel.state;
    kernel.state = fixed_footprint(site());

    FakeKernel aside;
    aside.state = kernel.state;
    auto found = reconciler.survey().look_through(aside);
    REQUIRE(found);
    CHECK(mend(reconciler, std::move(*found), Orphans::stay) > 1);
    CHECK(kernel.state == whole);
    CHECK(empty(*reconciler.check()));
    CHECK(size(reconciler.end().create) == size(whole) - size(fixed_footprint(site())));
}

/// What two clients have in the kernel.
KernelState leave_two(FakeKernel& kernel) {
    Reconciler before(site(), kernel);
    REQUIRE(before.audit());
    REQUIRE(before.want(client()));
    REQUIRE(before.want(other_client(1)));
    return kernel.state;
}

/// One of two clients that an earlier process left is known.
struct Restarted {
    FakeKernel kernel;
    KernelState whole = leave_two(kernel);
    Reconciler reconciler{site(), kernel};
    int dumped = 0; ///< so often until now

    Restarted() {
        reconciler.adopt(client());
        REQUIRE(reconciler.mend());
        dumped = kernel.dumped;
    }
};

TEST_CASE("tables are made anew without a look, and what an earlier process left beside them stays known") {
    Restarted after;
    auto& [kernel, whole, reconciler, dumped] = after;
    CHECK(reconciler.has_orphans());
    make_otherwise(kernel);

    mend(reconciler, remaking(reconciler, kernel), Orphans::unseen);
    CHECK(kernel.dumped == dumped);
    CHECK(kernel.state.uplink == footprint(site(), client()).uplink);
    CHECK(kernel.state.routes == whole.routes);

    SUBCASE("the other client is back, and gets its entries") {
        REQUIRE(reconciler.want(other_client(1)));
        CHECK(kernel.state == whole);
    }
    SUBCASE("it is not, and all of it goes") {
        REQUIRE(reconciler.audit());
        CHECK(kernel.state == reconciler.wish());
    }
}

TEST_CASE("the fixed part is made anew without a look, and all entries stay where they are") {
    Restarted after;
    auto& [kernel, whole, reconciler, dumped] = after;
    SUBCASE("somebody has changed it") { reconciler.distrust_ruleset(); }
    SUBCASE("it is of another version") { kernel.state.ruleset.begin()->second.site = "of before"; }

    const auto plan = remaking(reconciler, kernel);
    CHECK(plan.replace.ruleset == whole.ruleset);
    CHECK_FALSE(makes_tables(plan));
    CHECK(mend(reconciler, plan, Orphans::unseen) == 1);
    CHECK(reconciler.end() == plan);
    CHECK(kernel.dumped == dumped);
    CHECK(kernel.state == whole);
    // It is trusted again.
    const auto found = reconciler.check();
    REQUIRE(found);
    CHECK(found->replace.ruleset.empty());
    // Those of an earlier process are still known.
    REQUIRE(reconciler.want(other_client(1)));
    CHECK(kernel.state == whole);
}

TEST_CASE("what has gone from tables that stay is told beside their fixed part") {
    FakeKernel kernel;
    Reconciler reconciler(site(), kernel);
    REQUIRE(reconciler.audit());
    REQUIRE(reconciler.want(client()));
    kernel.state.uplink.clear();
    reconciler.distrust_ruleset();
    const auto done = reconciler.mend();
    REQUIRE(done);
    CHECK(differences(*done).size() == 2);
}

TEST_CASE("what tables have of an interface that has gone is nobody's, and goes at once") {
    FakeKernel kernel;
    Reconciler reconciler(site(), kernel);
    REQUIRE(reconciler.audit());
    auto gone = client();
    gone.access = InterfaceName(":12");
    join(kernel.state, table_entries(footprint(site(), gone)));
    join(kernel.state, footprint(site(), other_client(1)));
    REQUIRE(reconciler.mend());
    CHECK(kernel.state.uplink == footprint(site(), other_client(1)).uplink);
    CHECK(reconciler.has_orphans());
}

TEST_CASE("tables of many clients are made anew in parts, without those behind an interface that has gone") {
    FakeKernel kernel;
    Reconciler reconciler(site(), kernel);
    for (unsigned n = 0; n < 4000; ++n) reconciler.adopt(numbered(n));
    std::vector<Plan> parts;
    const auto take = [&](Plan part) { parts.push_back(std::move(part)); };
    SUBCASE("all are there") {
        REQUIRE(reconciler.survey().remake_ruleset(kernel, take));
        REQUIRE(parts.size() > 4);
        CHECK(parts.front().replace.ruleset == reconciler.wish().ruleset);
        KernelState entries;
        for (auto& part : parts) {
            const auto whole = part;
            CHECK(take_slice(part, step_size) == whole); // it is one step
            CHECK(size(whole.create) > step_size / 2);
            join(entries, whole.create);
        }
        CHECK(entries == table_entries(reconciler.wish()));
    }
    SUBCASE("none is") {
        kernel.gone = client().access;
        REQUIRE(kernel.look_at_interfaces());
        REQUIRE(reconciler.survey().remake_ruleset(kernel, take));
        for (const auto& part : parts) CHECK(part.create.uplink.empty());
    }
}

TEST_CASE("tables of few clients are made anew in one transaction") {
    FakeKernel kernel;
    Reconciler reconciler(site(), kernel);
    reconciler.adopt(client());
    std::vector<Plan> parts;
    const auto take = [&](Plan part) { parts.push_back(std::move(part)); };
    REQUIRE(reconciler.survey().remake_ruleset(kernel, take));
    REQUIRE(parts.size() == 1);
    CHECK(parts.front().replace.ruleset == reconciler.wish().ruleset);
    CHECK(parts.front().create == table_entries(footprint(site(), client())));
}

TEST_CASE("what the kernel refuses ends the mend") {
    FakeKernel kernel;
    Reconciler reconciler(site(), kernel);
    REQUIRE(reconciler.audit());
    REQUIRE(reconciler.want(client()));
    kernel.refuse = [](const Plan&) { return true; };
    REQUIRE(reconciler.begin(remaking(reconciler, kernel), Orphans::unseen));
    CHECK_FALSE(reconciler.go_on());
    kernel.refuse = {};
    CHECK(*reconciler.go_on() == false); // nothing is left of it
}

} // namespace survey_test
