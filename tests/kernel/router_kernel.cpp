/// Router advertisements and the client that judges them: the kernel's own IPv6 host.
#include <algorithm>
#include <chrono>
#include <thread>

#include "magd/access/nd_port.hpp"
#include "magd/access/router.hpp"
#include "magd/access/router_solicitation.hpp"
#include "tests/kernel/two_namespaces.hpp"

namespace router_kernel {

using namespace magd::access;
using support::contains, support::eventually, support::must, support::quietly, support::readable,
    support::run;

namespace {

constexpr std::string_view client_mac = "02:00:00:00:00:0c";
const base::Ipv6 gateway = *base::parse_ipv6("fe80::200:5eff:fe00:5213");
const base::MacAddress client = *base::parse_mac(client_mac);

base::Prefix6 prefix(std::string_view text) { return {*base::parse_ipv6(text), 64}; }

/// The gateway on the left, as its footprint is for a client of 2001:db8:1::/64; on the right a
/// client whose link is not up yet. The thread is at the client.
struct Link : support::TwoNamespaces {
    NdPort port;
    Router router{10};

    Link() {
        enter_left();
        quietly("sysctl -qw net.ipv6.conf.all.forwarding=1");
        quietly("ip address add fe80::200:5eff:fe00:5213/64 dev left nodad");
        quietly("ip -6 route add 2001:db8:1::/64 via fe80::ff:fe00:c dev left onlink");
        quietly("ip -6 neighbour add fe80::ff:fe00:c lladdr 02:00:00:00:00:0c dev left nud permanent");
        port = must(NdPort::open("left"));
        enter_right();
        quietly("ip link set right down");
        quietly("ip link set right address " + std::string(client_mac));
        while (port.receive()) {
        }
    }
    [[nodiscard]] RouterService service(std::string_view home = "2001:db8:1::") const {
        return {.interface = port.name(),
                .router = gateway,
                .prefixes = {prefix(home)},
                .mtu = 1400,
                .expires = std::chrono::steady_clock::now() + Seconds{3600}};
    }
    void send(const Advertisements& advertisements) {
        for (const auto& [interface, from, to, destination, message] : advertisements)
            REQUIRE(port.send(encode_frame(
                {.source = port.mac(), .router = from, .client = to, .destination = destination}, message)));
    }
    /// The client comes up, asks and is answered.
    void come_up() {
        quietly("ip link set right up");
        REQUIRE(readable(port.fd()));
        const auto frame = port.receive();
        REQUIRE(frame);
        const auto asked = decode_solicitation(frame->octets);
        REQUIRE(asked);
        CHECK(asked->client == client);
        if (asked->source.link_local()) router.heard(client, asked->source);
        send(router.serve(client, service(), std::chrono::steady_clock::now()));
    }
};

std::string addresses() { return run("ip -6 address show dev right"); }
std::string default_route() { return run("ip -6 route show default"); }

/// The lines that name a prefix.
std::string line_of(const std::string& text, std::string_view part) {
    const auto at = text.find(part);
    return at == std::string::npos ? "" : text.substr(at, text.find('\n', at) - at);
}

/// Seconds that are left of the address's valid lifetime, however long the machine took to get here.
int valid_lifetime(const std::string& text, std::string_view address) {
    constexpr std::string_view key = "valid_lft ";
    const auto at = text.find(key, text.find(address));
    return at == std::string::npos ? 0 : std::stoi(text.substr(at + key.size()));
}

} // namespace

TEST_CASE("a client asks, and has address, router and MTU by the answer") {
    Link link;
    link.come_up();
    CHECK(eventually([] { return contains(addresses(), "2001:db8:1::ff:fe00:c/64 scope global"); }));
    CHECK(contains(default_route(), "via fe80::200:5eff:fe00:5213 dev right proto ra"));
    CHECK(run("sysctl -n net.ipv6.conf.right.mtu") == "1400\n");
    const auto lifetime = valid_lifetime(addresses(), "2001:db8:1:");
    CHECK(lifetime <= 3600);
    CHECK(lifetime > 3500);
    const auto neighbour = run("ip -6 neighbour show fe80::200:5eff:fe00:5213 dev right");
    CHECK(contains(neighbour, "lladdr " + base::to_string(link.port.mac())));
}

TEST_CASE("the gateway does not answer duplicate address detection of the client's own addresses") {
    Link link;
    link.come_up();
    CHECK(eventually([] {
        const auto all = addresses();
        return contains(all, "2001:db8:1:") && !contains(all, "tentative");
    }));
}

TEST_CASE("were the address the gateway's own, the client would find it in use") {
    Link link;
    link.enter_left();
    quietly("ip address add 2001:db8:1::ff:fe00:c/128 dev left nodad");
    link.enter_right();
    link.come_up();
    // The MTU is taken last; then the address was there, and the host drops one that is in use.
    REQUIRE(eventually([] { return run("sysctl -n net.ipv6.conf.right.mtu") == "1400\n"; }));
    CHECK(eventually([] { return !contains(addresses(), "2001:db8:1:"); }));
}

/// The first address; the kernel marks it a little later than it takes the advertisement.
bool is_deprecated() { return contains(line_of(addresses(), "2001:db8:1:"), "deprecated"); }

TEST_CASE("when the service ends, the router is gone and the address is deprecated at once") {
    Link link;
    link.come_up();
    REQUIRE(eventually([] { return contains(default_route(), "via fe80::200:5eff:fe00:5213"); }));
    link.send(link.router.withdraw(client));
    CHECK(eventually([] { return default_route().empty(); }));
    CHECK(eventually(is_deprecated));
}

TEST_CASE("when the prefix changes, the client moves to the new one") {
    Link link;
    link.come_up();
    REQUIRE(eventually([] { return contains(addresses(), "2001:db8:1:"); }));
    link.send(link.router.serve(client, link.service("2001:db8:2::"), std::chrono::steady_clock::now()));
    CHECK(eventually([] { return contains(addresses(), "2001:db8:2:"); }));
    CHECK(eventually(is_deprecated));
    CHECK_FALSE(contains(line_of(addresses(), "2001:db8:2:"), "deprecated"));
}

TEST_CASE("what another client of the same link is told is not heard") {
    Link link;
    const base::MacAddress other{{2, 0, 0, 0, 0, 0xd}};
    quietly("ip link set right up");
    REQUIRE(readable(link.port.fd()));
    const auto now = std::chrono::steady_clock::now();
    link.send(link.router.serve(other, link.service("2001:db8:9::"), now));
    link.send(link.router.serve(client, link.service(), now));
    CHECK(eventually([] { return contains(addresses(), "2001:db8:1:"); }));
    CHECK_FALSE(contains(addresses(), "2001:db8:9:"));
}

TEST_CASE("the port sees solicitations only, and of itself none") {
    Link link;
    link.come_up();
    REQUIRE(eventually(
        [] { return contains(addresses(), "2001:db8:1:") && !contains(addresses(), "tentative"); }));
    (void)run("ping -c 1 -W 5 fe80::200:5eff:fe00:5213%right"); // neighbour discovery and echoes
    while (const auto frame = link.port.receive()) CHECK(decode_solicitation(frame->octets));
}

} // namespace router_kernel
