#include <doctest/doctest.h>

#include <set>

#include "magd/kernel/slices.hpp"
#include "magd/kernel/state_parts.hpp"
#include "magd/kernel/wanted.hpp"
#include "tests/unit/kernel/fake_kernel.hpp"

namespace slices_test {

using namespace magd::kernel;
using namespace example;
using fake_kernel::other_client;

KernelState many(unsigned clients) {
    Wanted wanted(site());
    for (unsigned n = 0; n < clients; ++n) wanted.add(other_client(n));
    return wanted.state("links");
}

TEST_CASE("a plan that is small is one slice") {
    auto plan = diff({}, many(2));
    const auto whole = plan;
    CHECK(take_slice(plan, 1000) == whole);
    CHECK(empty(plan));
}

TEST_CASE("slices are the plan, the fixed objects first and what is to go last") {
    const auto before = many(9);
    auto after = before;
    for (auto& [key, value] : after.uplink_keys) value.key += 1000;
    erase(after, footprint(site(), other_client(3)));
    const auto more = other_client(20);
    join(after, footprint(site(), more));
    after.ruleset.begin()->second.links = "others";
    auto plan = diff(before, after);
    const auto whole = plan;

    std::vector<Plan> slices;
    while (!empty(plan)) slices.push_back(take_slice(plan, 3));
    REQUIRE(slices.size() > 3);
    CHECK(slices.front().replace.ruleset.size() == 1);
    CHECK(empty(client_entries(slices.front().create)));
    Plan sum;
    bool removing = false;
    for (auto& slice : slices) {
        if (&slice != &slices.front())
            CHECK(size(slice.create) + size(slice.replace) + size(slice.remove) <= 3);
        CHECK(size(slice.replace) == size(slice.replaced));
        removing = removing || !empty(slice.remove);
        CHECK(removing == !empty(slice.remove));
        join(sum.create, slice.create);
        join(sum.replace, slice.replace);
        join(sum.replaced, slice.replaced);
        join(sum.remove, slice.remove);
    }
    CHECK(sum == whole);
}

TEST_CASE("what is wanted of some keys is found without all the rest") {
    Wanted wanted(site());
    wanted.add(other_client(1));
    wanted.add(other_client(2));
    const auto whole = wanted.state("");
    CHECK(wanted.state_of(footprint(site(), other_client(2))) == footprint(site(), other_client(2)));
    CHECK(empty(wanted.state_of(footprint(site(), other_client(3)))));
    CHECK(wanted.state_of(whole).rules == whole.rules);
    auto untold = receive_ports(site());
    join(untold, gateway_footprint({wlan0, router}));
    CHECK(wanted.untold() == untold);
}

} // namespace slices_test
