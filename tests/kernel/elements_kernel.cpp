/// Entries of clients in the product's tables.
#include <vector>

#include "tests/kernel/example_path.hpp"

namespace elements_kernel {

using namespace example_path;

namespace {

constexpr unsigned client_count = 9;

Carried numbered(const Site& at, unsigned n) {
    auto one = client(at);
    one.mac.octets[5] = static_cast<std::uint8_t>(n);
    one.ipv4->home_address.address.value += n;
    one.ipv6.reset();
    return one;
}

} // namespace

TEST_CASE("what somebody else has deleted does not keep the others that go with it") {
    const support::Namespace here;
    const auto at = site({path(Encapsulation::gre, outer4)});
    REQUIRE(run("ip link add wlan0 up type veth peer name client0").empty());
    auto kernel = must(NetlinkKernel::open(at));
    Reconciler reconciler(at, kernel);
    REQUIRE(reconciler.audit());
    std::vector<Change> come, go;
    for (unsigned n = 0; n < client_count; ++n) {
        const auto one = numbered(at, n);
        come.push_back({.mac = one.mac, .after = one});
        go.push_back({.mac = one.mac, .after = {}});
    }
    for (const auto& outcome : reconciler.change(come)) REQUIRE(outcome);
    CHECK(must(kernel.dump()) == reconciler.wish());

    Plan by_others;
    for (const unsigned n : {2U, 3U, 7U})
        by_others.remove = merged(by_others.remove, footprint(at, numbered(at, n)));
    REQUIRE(kernel.apply(by_others));
    for (const auto& outcome : reconciler.change(go)) CHECK(outcome);
    CHECK(must(kernel.dump()) == reconciler.wish());
}

} // namespace elements_kernel
