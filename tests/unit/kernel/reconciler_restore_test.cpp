#include <doctest/doctest.h>

#include "magd/kernel/elements.hpp"
#include "magd/kernel/gone.hpp"
#include "magd/kernel/reconciler.hpp"
#include "magd/kernel/state_parts.hpp"
#include "tests/unit/kernel/fake_kernel.hpp"

namespace reconciler_restore_test {

using namespace magd::kernel;
using namespace example;
using namespace fake_kernel;

TEST_CASE("what was deleted is made again, and the kernel is not looked through for it") {
    FakeKernel kernel;
    Reconciler reconciler(site(), kernel);
    REQUIRE(reconciler.audit());
    REQUIRE(reconciler.want(client()));
    REQUIRE(reconciler.want(other_client(1)));
    const auto whole = kernel.state;
    const int dumped = kernel.dumped, applied = kernel.applied;

    SUBCASE("of a client, of its gateway and of all") {
        auto gone = footprint(site(), other_client(1));
        gone = merged(std::move(gone), gateway_footprint({wlan0, router}));
        gone.rules.insert(*whole.rules.begin());
        erase(kernel.state, gone);
        gone.uplink.begin()->second = {}; // keys alone count
        CHECK(*reconciler.restore(gone) == Plan{.create = common(whole, gone)});
        CHECK(kernel.state == whole);
    }
    SUBCASE("of both families") {
        REQUIRE(reconciler.want(dual_client()));
        const auto both = kernel.state;
        const auto gone = footprint(site(), dual_client());
        erase(kernel.state, gone);
        REQUIRE(reconciler.restore(gone));
        CHECK(kernel.state == both);
    }
    SUBCASE("not what nobody wishes for") {
        KernelState gone;
        gone.routes[{5215, base::Prefix4{base::Ipv4{1}, 32}}] = {};
        CHECK(empty(*reconciler.restore(gone)));
        CHECK(kernel.applied == applied);
    }
    SUBCASE("if the kernel lets it") {
        const auto gone = footprint(site(), client());
        erase(kernel.state, gone);
        kernel.refuse = [](const Plan&) { return true; };
        CHECK_FALSE(reconciler.restore(gone));
    }
    CHECK(kernel.dumped == dumped);
}

TEST_CASE("a client is given what somebody else deleted of entries that an earlier process left for it") {
    FakeKernel kernel;
    kernel.state = merged(fixed_footprint(site()), footprint(site(), client()));
    Reconciler reconciler(site(), kernel);
    REQUIRE(reconciler.mend());
    CHECK(reconciler.has_orphans());

    const auto gone = footprint(site(), client());
    erase(kernel.state, gone);
    REQUIRE(reconciler.restore(gone));
    CHECK_FALSE(reconciler.has_orphans());
    auto changed = client();
    SUBCASE("as it was") {}
    SUBCASE("with another key") { changed.uplink_key = 555; }
    REQUIRE(reconciler.want(changed));
    CHECK(kernel.state == reconciler.wish());
}

TEST_CASE("the tables' fixed part is made anew with what it names by number") {
    FakeKernel kernel;
    kernel.interfaces = "some";
    Reconciler reconciler(site(), kernel);
    REQUIRE(reconciler.audit());
    REQUIRE(reconciler.want(client()));

    SUBCASE("an access interface that has another number, or size") {
        kernel.interfaces = "others";
        const auto plan = *reconciler.mend();
        CHECK(plan.replace.ruleset.size() == 1);
        CHECK(empty(plan.create));
        CHECK(empty(*reconciler.check()));
    }
    SUBCASE("a tunnel that somebody deleted, in the same plan that makes it again") {
        kernel.state.tunnels.erase(kernel.state.tunnels.begin());
        const auto plan = *reconciler.mend();
        CHECK(plan.create.tunnels.size() == 1);
        CHECK(plan.replace.ruleset.size() == 1);
        CHECK(plan.create.downlink.empty());
    }
}

TEST_CASE("keys of what the kernel tells was deleted") {
    Interfaces interfaces;
    interfaces.list({{.index = base::IfIndex{7}, .name = "wlan0", .kind = {}, .mtu = 1500, .mac = {}}});
    const auto state = footprint(site(), client());
    const nlink::nft::SetName uplink = map_of(uplink_map, base::Family::ipv4);
    const std::vector<Gone> gone{
        nlink::Route{.table = 5215, .destination = base::Prefix4{home, 32}},
        nlink::Neighbour{.address = home, .interface = base::IfIndex{7}},
        nlink::nft::ElementList{
            .set = uplink,
            .elements = {{.key = UplinkElement<base::Ipv4>::octets(base::IfIndex{7}, mac, home)}}},
        nlink::nft::ElementList{.set = {.table = stack_table, .name = "other"}, .elements = {{.key = {1}}}}};
    const auto keys = keys_of(gone, interfaces);
    CHECK(common(state, keys).routes == state.routes);
    CHECK(common(state, keys).neighbours == state.neighbours);
    CHECK(common(state, keys).uplink == state.uplink);
    CHECK(keys.downlink.empty());
}

} // namespace reconciler_restore_test
