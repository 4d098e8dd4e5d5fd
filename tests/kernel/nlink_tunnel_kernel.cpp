/// Tunnels and FOU ports. A kernel without ip_gre or fou fails these cases, unless
/// MAGD_TEST_NO_TUNNELS=1 says that it is known to lack them: then each is named as skipped.
#include <linux/genetlink.h>

#include <cstdlib>

#include "nlink/fou.hpp"
#include "tests/kernel/nlink_support.hpp"

namespace nlink_tunnel_kernel {

using namespace nlink;
using support::contains, support::must, support::Namespace, support::run;

namespace {

const Tunnel plain{.name = "mag-plain",
                   .local = support::ip("10.106.35.111"),
                   .remote = support::ip("10.106.37.40"),
                   .input_key = 1,
                   .output_key = 100,
                   .mtu = 1472};
const Tunnel in_udp{.name = "mag-lma1",
                    .local = support::ip("10.106.35.111"),
                    .remote = support::ip("10.106.37.41"),
                    .input_key = 999,
                    .output_key = 999,
                    .fou_port = 5436,
                    .mtu = 1464};

/// True if the case has to be left out because `what` is known to be missing.
bool skipped(const std::string& name, bool missing, const std::string& what) {
    if (!missing) return false;
    const auto* const known = std::getenv("MAGD_TEST_NO_TUNNELS");
    if (known == nullptr || std::string_view(known) != "1")
        FAIL("the kernel lacks ", what, "; MAGD_TEST_NO_TUNNELS=1 says that this is known");
    std::printf("SKIPPED: %s: the kernel lacks %s\n", name.c_str(), what.c_str());
    return true;
}

bool no_module(Namespace& here, const Tunnel& tunnel) {
    const auto outcome = here.put(add_tunnel(tunnel));
    if (outcome.ok()) REQUIRE(here.put(remove_link(tunnel.name)).ok());
    return outcome.code == EOPNOTSUPP;
}
bool no_gre(Namespace& here) { return no_module(here, plain); }

bool no_fou() {
    auto socket = Namespace::open(NETLINK_GENERIC);
    const auto family = find_fou(socket);
    return !family && family.error().code == ENOENT;
}

void check_tunnel(Namespace& here, const Tunnel& tunnel, const std::string& words) {
    CHECK(here.put(add_tunnel(tunnel)) == Outcome{});
    const auto link = must(find_link(here.socket, tunnel.name));
    REQUIRE(link);
    CHECK_FALSE(link->up);
    CHECK(here.put(set_no_ipv6_address(link->index)) == Outcome{});
    CHECK(here.put(set_link_up(link->index)) == Outcome{});
    CHECK(must(find_link(here.socket, tunnel.name))->up);
    CHECK_FALSE(contains(run("ip -6 address show dev " + tunnel.name), "fe80"));
    CHECK(link->mtu == tunnel.mtu);
    CHECK(link->tunnel == tunnel);
    const auto said = run("ip -d link show dev " + tunnel.name);
    CHECK_MESSAGE(contains(said, words), said);

    const auto twice = here.put(add_tunnel(tunnel));
    CHECK(twice.code == EEXIST);
    CHECK(contains(twice.what, "tunnel " + tunnel.name + " from " + base::to_string(tunnel.local)));
    CHECK(contains(twice.what, "File exists"));

    CHECK(here.put(remove_link(tunnel.name)).ok());
    CHECK(!must(find_link(here.socket, tunnel.name)));
}

} // namespace

TEST_CASE("a plain GRE tunnel") {
    Namespace here;
    if (skipped("a plain GRE tunnel", no_gre(here), "ip_gre")) return;
    check_tunnel(here, plain,
                 "gre remote 10.106.37.40 local 10.106.35.111 ttl 64 ikey 0.0.0.1 okey 0.0.0.100");
}

TEST_CASE("a GRE tunnel without keys") {
    Namespace here;
    if (skipped("a GRE tunnel without keys", no_gre(here), "ip_gre")) return;
    auto keyless = plain;
    keyless.input_key.reset();
    keyless.output_key.reset();
    check_tunnel(here, keyless, "gre remote 10.106.37.40 local 10.106.35.111 ttl 64");
}

TEST_CASE("a GRE tunnel in UDP") {
    Namespace here;
    const auto* const name = "a GRE tunnel in UDP";
    if (skipped(name, no_gre(here), "ip_gre") || skipped(name, no_fou(), "fou")) return;
    check_tunnel(here, in_udp, "encap fou encap-sport 5436 encap-dport 5436 noencap-csum");
}

TEST_CASE("a GRE tunnel over IPv6, with and without keys") {
    Namespace here;
    Tunnel tunnel{.name = "mag-six",
                  .local = support::ip6("2001:db8::1"),
                  .remote = support::ip6("2001:db8::2"),
                  .input_key = 1,
                  .output_key = 100,
                  .mtu = 1452};
    if (skipped("a GRE tunnel over IPv6", no_module(here, tunnel), "ip6_gre")) return;
    check_tunnel(here, tunnel, "ip6gre remote 2001:db8::2 local 2001:db8::1 hoplimit 64 encaplimit none");
    tunnel.input_key = tunnel.output_key = std::nullopt;
    check_tunnel(here, tunnel, "ip6gre remote 2001:db8::2 local 2001:db8::1 hoplimit 64 encaplimit none");
}

TEST_CASE("tunnels without GRE, each for packets of both families") {
    Namespace here;
    const Tunnel over4{.name = "mag-four",
                       .kind = TunnelKind::ip,
                       .local = support::ip("10.106.35.111"),
                       .remote = support::ip("10.106.37.40"),
                       .mtu = 1480};
    if (!skipped("IP in IPv4", no_module(here, over4), "sit"))
        check_tunnel(here, over4, "sit any remote 10.106.37.40 local 10.106.35.111 ttl 64");
    const Tunnel over6{.name = "mag-six",
                       .kind = TunnelKind::ip,
                       .local = support::ip6("2001:db8::1"),
                       .remote = support::ip6("2001:db8::2"),
                       .mtu = 1460};
    if (!skipped("IP in IPv6", no_module(here, over6), "ip6_tunnel"))
        check_tunnel(here, over6,
                     "ip6tnl any remote 2001:db8::2 local 2001:db8::1 hoplimit 64 encaplimit none");
}

TEST_CASE("a FOU port") {
    const Namespace here;
    if (skipped("a FOU port", no_fou(), "fou")) return;
    auto socket = Namespace::open(NETLINK_GENERIC);
    const auto family = must(find_fou(socket));
    const FouPort port{.port = 5436};
    const auto put = [&](const Request& request) { return must(socket.transact({&request, 1})).front(); };

    CHECK(must(dump_fou_ports(socket, family)).empty());
    CHECK(put(add_fou_port(family, port)) == Outcome{});
    CHECK(must(dump_fou_ports(socket, family)) == std::vector{port});
    CHECK(contains(run("ip fou show"), "port 5436 ipproto 47"));

    const auto twice = put(add_fou_port(family, port));
    CHECK(twice.code == EADDRINUSE);
    CHECK(contains(twice.what, "add FOU port 5436 for IP protocol 47: Address already in use"));

    CHECK(put(remove_fou_port(family, port)).ok());
    CHECK(put(remove_fou_port(family, port)).code == EINVAL);
    CHECK(must(dump_fou_ports(socket, family)).empty());
}

TEST_CASE("a port of the other encapsulation is no GRE port, one of IPv6 is not listed") {
    const Namespace here;
    if (skipped("a port of the other encapsulation", no_fou(), "fou")) return;
    auto socket = Namespace::open(NETLINK_GENERIC);
    const auto family = must(find_fou(socket));
    run("ip fou add port 6000 gue");
    run("ip -6 fou add port 6001 ipproto 47");
    CHECK(must(dump_fou_ports(socket, family)) == std::vector{FouPort{.port = 6000, .protocol = 0}});
}

TEST_CASE("a kernel without what it takes says what is missing") {
    Namespace here;
    if (no_fou()) {
        auto socket = Namespace::open(NETLINK_GENERIC);
        CHECK(find_fou(socket).error().what ==
              "the kernel has no FOU: its module `fou` is missing or not loaded (modprobe fou)");
    }
    if (no_fou() && !no_gre(here)) CHECK(here.put(add_tunnel(in_udp)).code == EINVAL);
    if (no_gre(here)) {
        CHECK(contains(here.put(add_tunnel(plain)).what,
                       "add tunnel mag-plain from 10.106.35.111 to 10.106.37.40: Operation not supported"));
    }
}

} // namespace nlink_tunnel_kernel
