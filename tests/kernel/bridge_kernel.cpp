/// A real bridge that learns addresses from frames, and those who look at its table.
#include <net/if.h>

#include <algorithm>
#include <chrono>

#include "magd/access/bridge_port.hpp"
#include "tests/kernel/packet_wire.hpp"
#include "tests/kernel/two_namespaces.hpp"

namespace bridge_kernel {

using namespace magd::access;
using support::must, support::quietly, support::readable, support::run;

namespace {

const base::MacAddress client{{2, 0, 0, 0, 0, 0xc}}, other{{2, 0, 0, 0, 0, 0xd}};
constexpr base::MacAddress everybody{{0xff, 0xff, 0xff, 0xff, 0xff, 0xff}};
constexpr std::uint16_t experimental = 0x88b5; // EtherType of IEEE 802 for local experiments
constexpr Sighting client_there{.mac = client}, client_left{.mac = client, .present = false};
constexpr Sighting other_there{.mac = other}, other_left{.mac = other, .present = false};

base::IfIndex index(const char* name) { return base::IfIndex{if_nametoindex(name)}; }

/// A bridge with the ports `left`, to the other namespace, and `near`, to `far` in the same one. The
/// thread is at the bridge.
struct Lab : support::TwoNamespaces {
    Lab() {
        quietly("ip link add near up type veth peer name far && ip link set far up");
        make_bridge();
    }
    static void make_bridge() {
        quietly("ip link add br0 up type bridge vlan_filtering 1");
        quietly("ip link set left master br0 && ip link set near master br0");
    }
    wire::End end_of_left() const {
        enter_right();
        wire::End end(index("right"));
        enter_left();
        return end;
    }
};

/// A port, and what it saw of two addresses: the machines themselves speak, too.
struct Watcher {
    BridgePort port;

    explicit Watcher(const std::string& interface) : port(must(BridgePort::open(interface, {}))) {}

    static Sightings of_clients(Sightings all) {
        std::erase_if(all, [](const Sighting& one) { return one.mac != client && one.mac != other; });
        return all;
    }
    Sightings tick() { return of_clients(must(port.tick(std::chrono::steady_clock::now()))); }
    /// All up to and with the last one.
    Sightings until(const Sighting& last) {
        Sightings all;
        while (std::ranges::find(all, last) == all.end()) {
            REQUIRE(readable(port.fd()));
            std::ranges::copy(of_clients(port.receive()), std::back_inserter(all));
        }
        return all;
    }
};

void speak(wire::End& end, const base::MacAddress& from) {
    end.send(wire::frame(from, everybody, experimental, base::Bytes(46)));
}

} // namespace

TEST_CASE(
    "a client is there when the bridge has learnt its address, wherever it moves, until it is flushed") {
    Lab lab;
    Watcher watcher("br0");
    CHECK(watcher.tick().empty());
    auto first = lab.end_of_left();
    wire::End second(index("far"));

    speak(first, client);
    CHECK(watcher.until(client_there) == Sightings{client_there});
    speak(second, client);
    speak(second, other);
    CHECK(watcher.until(other_there) == Sightings{other_there});
    CHECK(support::contains(run("bridge fdb show br br0"), "02:00:00:00:00:0c dev near"));

    quietly("ip link set left type bridge_slave fdb_flush"); // where they were before
    quietly("ip link set near type bridge_slave fdb_flush");
    auto left = watcher.until(client_left);
    if (std::ranges::find(left, other_left) == left.end())
        std::ranges::copy(watcher.until(other_left), std::back_inserter(left));
    CHECK(left.size() == 2);
    CHECK(!watcher.port.deadline());
}

TEST_CASE("a client that says nothing ages out") {
    Lab lab;
    quietly("ip link set br0 type bridge ageing_time 100");
    Watcher watcher("br0");
    CHECK(watcher.tick().empty());
    auto end = lab.end_of_left();
    speak(end, client);
    CHECK(watcher.until(client_left) == Sightings{client_there, client_left});
}

TEST_CASE("those who were there before are listed at the begin; settings are not") {
    Lab lab;
    auto end = lab.end_of_left();
    speak(end, client);
    Watcher earlier("br0");
    if (earlier.tick().empty()) CHECK(earlier.until(client_there) == Sightings{client_there});
    quietly("bridge fdb add 02:00:00:00:00:0d dev left master static");
    Watcher watcher("br0");
    CHECK(watcher.port.deadline() <= std::chrono::steady_clock::now());
    CHECK(watcher.tick() == Sightings{client_there});
    CHECK(!watcher.port.deadline());
}

TEST_CASE("an interface for a VLAN has the clients of that VLAN alone, and the bridge those of its own") {
    Lab lab;
    quietly("bridge vlan add dev left vid 20 pvid untagged");
    quietly("ip link add link br0 name br0.20 up type vlan id 20");
    Watcher watcher("br0.20"), own("br0");
    CHECK(watcher.tick().empty());
    CHECK(own.tick().empty());
    auto of_vlan_20 = lab.end_of_left();
    wire::End of_vlan_1(index("far"));
    speak(of_vlan_20, client);
    CHECK(watcher.until(client_there) == Sightings{client_there});
    speak(of_vlan_1, other);
    CHECK(own.until(other_there) == Sightings{other_there});
    Watcher late("br0.20"), late_own("br0");
    CHECK(late.tick() == Sightings{client_there});
    CHECK(late_own.tick() == Sightings{other_there});
}

TEST_CASE("a bridge's own VLAN is the one that it has for frames without a tag by now; it may have none") {
    Lab lab;
    quietly("bridge vlan add dev left vid 20 pvid untagged");
    auto of_vlan_20 = lab.end_of_left();
    wire::End of_vlan_1(index("far"));
    Watcher watcher("br0");
    CHECK(watcher.tick().empty());
    speak(of_vlan_1, other);
    CHECK(watcher.until(other_there) == Sightings{other_there});

    quietly("bridge vlan add dev br0 vid 20 pvid untagged self");
    REQUIRE(watcher.port.follow());
    CHECK(watcher.tick() == Sightings{other_left});
    speak(of_vlan_20, client);
    CHECK(watcher.until(client_there) == Sightings{client_there});

    quietly("bridge vlan del dev br0 vid 20 self");
    REQUIRE(watcher.port.follow());
    CHECK(watcher.tick() == Sightings{client_left});

    quietly("ip link set br0 type bridge vlan_filtering 0");
    REQUIRE(watcher.port.follow());
    CHECK(watcher.port.deadline() <= std::chrono::steady_clock::now());
}

TEST_CASE("a bridge that does not tell VLANs apart is no use to a VLAN's interface, which is said") {
    Lab lab;
    quietly("ip link add link br0 name br0.20 up type vlan id 20");
    quietly("ip link set br0 type bridge vlan_filtering 0");
    const auto refused = BridgePort::open("br0.20", {});
    REQUIRE_FALSE(refused);
    CHECK(refused.error().what == "bridge br0 under access interface br0.20 does not tell VLANs apart (its "
                                  "vlan_filtering is off)");
    quietly("ip link add link left name left.20 up type vlan id 20");
    const auto other_kind = BridgePort::open("left.20", {});
    REQUIRE_FALSE(other_kind);
    CHECK(other_kind.error().what == "access interface left.20 is neither a bridge nor a VLAN of one");
}

TEST_CASE("after a loss, a list tells what has changed") {
    Lab lab;
    Watcher watcher("br0");
    CHECK(watcher.tick().empty());
    auto end = lab.end_of_left();
    speak(end, client);
    CHECK(watcher.until(client_there) == Sightings{client_there});

    const int small = 1; // the kernel makes it a few messages
    REQUIRE(setsockopt(watcher.port.fd(), SOL_SOCKET, SO_RCVBUF, &small, sizeof small) == 0);
    quietly("ip link set left type bridge_slave fdb_flush");
    for (std::uint8_t i = 0; i < 100; ++i) speak(end, {{2, 0, 0, 1, 0, i}});
    speak(end, other);
    wire::End far(index("far")); // what the bridge forwards, it has learnt
    speak(end, other);
    REQUIRE_FALSE(
        far.receive([](const auto& frame) { return std::equal(&frame[6], &frame[12], other.octets.begin()); })
            .empty());

    auto seen = Watcher::of_clients(watcher.port.receive());
    REQUIRE(watcher.port.deadline() <= std::chrono::steady_clock::now());
    std::ranges::copy(watcher.tick(), std::back_inserter(seen));
    CHECK(seen == Sightings{client_left, other_there});
    CHECK(!watcher.port.deadline());
}

TEST_CASE("a bridge that is made again is followed, and its clients have left the old one") {
    Lab lab;
    Watcher watcher("br0");
    CHECK(watcher.tick().empty());
    auto end = lab.end_of_left();
    speak(end, client);
    CHECK(watcher.until(client_there) == Sightings{client_there});

    quietly("ip link del br0");
    CHECK(watcher.port.follow()); // there is none to go to
    CHECK(watcher.until(client_left) == Sightings{client_left});
    Lab::make_bridge();
    REQUIRE(watcher.port.follow());
    CHECK(watcher.port.index() == index("br0"));
    CHECK(watcher.tick().empty());
    speak(end, client);
    CHECK(watcher.until(client_there) == Sightings{client_there});
}

} // namespace bridge_kernel
