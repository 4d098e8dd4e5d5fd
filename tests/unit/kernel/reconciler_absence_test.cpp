#include <doctest/doctest.h>

#include "magd/kernel/reconciler.hpp"
#include "magd/kernel/state_parts.hpp"
#include "tests/unit/kernel/fake_kernel.hpp"

/// Access interfaces that go and come back.
namespace reconciler_absence_test {

using namespace magd::kernel;
using namespace example;
using fake_kernel::FakeKernel;

/// Two access interfaces, and a client behind the first one, which goes.
struct Absence {
    FakeKernel kernel;
    Reconciler reconciler{two_accesses(), kernel};
    KernelState whole;

    Absence() {
        REQUIRE(reconciler.audit());
        REQUIRE(reconciler.want(client()));
        whole = kernel.state;
        kernel.gone = wlan0;
        forget(kernel.state, wlan0); // the mend has taken its entries out of the tables
        const auto plan = reconciler.mend();
        REQUIRE(plan);
        CHECK(empty(plan->create));
    }
    static Site two_accesses() {
        auto two = site();
        two.accesses.emplace_back("wlan1");
        return two;
    }
};

TEST_CASE("what an interface held that has gone is not missed until it is back") {
    Absence of;
    of.kernel.gone = {};
    REQUIRE(of.reconciler.mend());
    CHECK(of.kernel.state == of.whole);
}

TEST_CASE("a client leaves an interface that has gone, or comes to one that is back") {
    Absence of;
    auto& [kernel, reconciler, whole] = of;
    auto changed = client();
    SUBCASE("it leaves the gateway") {
        REQUIRE(reconciler.unwant(mac));
        CHECK(kernel.state.uplink.empty());
        CHECK(kernel.state.neighbours.empty());
        return;
    }
    SUBCASE("it moves") { changed.access = InterfaceName("wlan1"); }
    SUBCASE("it moves, and its key is another one") {
        changed.access = InterfaceName("wlan1");
        changed.uplink_key = 7;
    }
    SUBCASE("the interface is back, and nothing of it is mended yet") { kernel.gone = {}; }
    REQUIRE(reconciler.want(changed));
    for (const auto& [key, value] : reconciler.wish().uplink) CHECK(kernel.state.uplink.contains(key));
    REQUIRE(reconciler.want(changed));
    REQUIRE(reconciler.mend());
    CHECK(empty(*reconciler.check()));
}

} // namespace reconciler_absence_test
