#include <doctest/doctest.h>

#include "magd/kernel/reconciler.hpp"
#include "magd/kernel/state_parts.hpp"
#include "tests/unit/kernel/fake_kernel.hpp"

/// What the kernel refuses of a mend.
namespace reconciler_refusal_test {

using namespace magd::kernel;
using namespace example;
using fake_kernel::FakeKernel;
using fake_kernel::other_client;

TEST_CASE("what is refused of a mend is told, and all others are mended") {
    FakeKernel kernel;
    Reconciler reconciler(site(), kernel);
    REQUIRE(reconciler.audit());
    for (unsigned n = 0; n < 5; ++n) REQUIRE(reconciler.want(other_client(n)));
    const auto whole = kernel.state;
    const auto taken = [](const auto& route) {
        return route.first.destination == base::Prefix(base::Prefix4{base::Ipv4{home.value + 2}, 32});
    };
    const auto is_refused = [&](const Plan& plan) { return std::ranges::any_of(plan.create.routes, taken); };
    std::erase_if(kernel.state.routes, [](const auto& route) { return route.first.destination.length != 0; });
    kernel.state.rules.clear();
    kernel.state.uplink.clear();
    kernel.refuse = is_refused;

    const auto mended = reconciler.mend();
    REQUIRE(mended);
    auto expected = whole;
    REQUIRE(std::erase_if(expected.routes, taken) == 1);
    CHECK(kernel.state == expected);
    CHECK(mended->create.routes.size() == 4);
    CHECK_FALSE(is_refused(*mended));
    REQUIRE(reconciler.refused().size() == 1);
    CHECK(reconciler.refused().front().of_client);
    CHECK(reconciler.refused().front().error.code == EEXIST);

    kernel.refuse = {};
    REQUIRE(reconciler.mend());
    CHECK(kernel.state == whole);
    CHECK(reconciler.refused().empty());
}

TEST_CASE("what is refused of the fixed footprint is told as such, and a refusal of more is an error") {
    FakeKernel kernel;
    Reconciler reconciler(site(), kernel);
    SUBCASE("a rule") {
        const auto first = fixed_footprint(site()).rules.begin()->first;
        kernel.refuse = [&](const Plan& plan) { return plan.create.rules.contains(first); };
        REQUIRE(reconciler.mend());
        CHECK(kernel.state.rules.size() + 1 == fixed_footprint(site()).rules.size());
        REQUIRE(reconciler.refused().size() == 1);
        CHECK_FALSE(reconciler.refused().front().of_client);
    }
    SUBCASE("a tunnel, without which there can be no table") {
        kernel.refuse = [&](const Plan& plan) { return !plan.create.tunnels.empty(); };
        CHECK_FALSE(reconciler.mend());
        CHECK(empty(kernel.state));
    }
    SUBCASE("an address, before there is a table") {
        Reconciler both(site(pmip::Encapsulation::gre_udp), kernel);
        kernel.refuse = [&](const Plan& plan) { return !plan.create.addresses.empty(); };
        CHECK_FALSE(both.mend());
        CHECK(empty(kernel.state));
    }
    SUBCASE("the table") {
        kernel.refuse = [&](const Plan& plan) { return !plan.create.ruleset.empty(); };
        CHECK_FALSE(reconciler.audit());
    }
}

TEST_CASE("a link that the kernel refuses does not keep others from being mended") {
    FakeKernel kernel;
    kernel.interfaces = "some";
    const auto at = site(pmip::Encapsulation::gre_udp);
    Reconciler reconciler(at, kernel);
    REQUIRE(reconciler.audit());
    REQUIRE(reconciler.want(dual_client()));
    auto expected = kernel.state;
    kernel.state.rules.clear();
    kernel.state.uplink.clear();
    std::size_t refused = 1;
    SUBCASE("an address") {
        kernel.state.addresses.clear();
        expected.addresses.clear();
        kernel.refuse = [](const Plan& plan) { return !plan.create.addresses.empty(); };
    }
    SUBCASE("a tunnel, and with it the tables' fixed part") {
        kernel.state.tunnels.clear();
        expected.tunnels.clear();
        refused = 2;
        kernel.refuse = [](const Plan& plan) {
            return !plan.create.tunnels.empty() || !plan.replace.ruleset.empty();
        };
    }
    REQUIRE(reconciler.mend());
    CHECK(kernel.state == expected);
    REQUIRE(reconciler.refused().size() == refused);
    CHECK_FALSE(reconciler.refused().front().of_client);

    kernel.refuse = {};
    REQUIRE(reconciler.mend());
    CHECK(kernel.state == reconciler.wish());
}

} // namespace reconciler_refusal_test
