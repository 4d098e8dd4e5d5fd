#pragma once

#include <fcntl.h>
#include <unistd.h>

#include <thread>

#include "magd/kernel/netlink_kernel.hpp"
#include "magd/kernel/reconciler.hpp"
#include "tests/kernel/nlink_support.hpp"
#include "tests/kernel/packet_wire.hpp"

/// The product's kernel objects between a client and an LMA that are packets made by hand.
namespace path_lab {

using namespace magd::kernel;
using support::must, support::run;
using wire::Bytes, wire::Ends;

constexpr std::uint8_t payload_protocol = 253; // for experiments (RFC 3692)
const auto client_mac = support::mac("00:23:c2:db:29:2d");

inline base::Fd this_namespace() { return base::Fd(::open("/proc/thread-self/ns/net", O_RDONLY)); }

/// The MAG here, with `wlan0` to the client and `left` to the LMA; both far ends are there.
class Lab {
  public:
    explicit Lab(Site at)
        : site_(std::move(at)),
          kernel_(must(NetlinkKernel::open(site_))),
          reconciler_(site_, kernel_) {
        const auto started = reconciler_.audit();
        REQUIRE_MESSAGE(started, started.error().what);
    }
    void carry(const Carried& client) {
        const auto done = reconciler_.want(client);
        REQUIRE_MESSAGE(done, done.error().what);
        CHECK(must(kernel_.dump()) == reconciler_.wish());
        const auto listed = run("nft list ruleset"); // what an operator may do must not fail
        for (const std::string verdict : {"goto path_", "jump clamp_"})
            CHECK_MESSAGE(support::contains(listed, verdict + std::to_string(client.path)), listed);
        CHECK_MESSAGE(support::contains(listed, "tcp option maxseg size set "), listed);
    }
    /// After a change from outside, as the daemon's monitor would have it.
    void mend() {
        const auto mended = reconciler_.mend();
        REQUIRE_MESSAGE(mended, mended.error().what);
    }
    void stop() {
        REQUIRE(reconciler_.clear());
        auto left = must(kernel_.dump());
        left.interfaces.clear(); // settings stay
        CHECK(empty(left));
    }

    void from_client(const Ends& inner) {
        from_client(wire::ethertype(inner.source), wire::ip(inner, payload_protocol, payload_));
    }
    void from_client(std::uint16_t type, const Bytes& packet, const base::MacAddress& mac = client_mac) {
        client_.send(wire::frame(mac, access_mac_, type, packet));
    }
    void from_client_to(const base::MacAddress& gateway, const Bytes& packet) {
        client_.send(wire::frame(client_mac, gateway, ETHERTYPE_IP, packet));
    }
    void from_lma(const Ends& outer, const Bytes& packet) {
        lma_.send(wire::frame(lma_mac_, left_mac_, wire::ethertype(outer.source), packet));
    }
    /// The next packet between these addresses that reaches the LMA, without its Ethernet header.
    Bytes at_lma(const Ends& outer) { return packet(lma_, outer); }
    Bytes at_client(const Ends& inner) { return packet(client_, inner); }
    /// The same with its Ethernet header.
    Bytes frame_at_client(auto wanted) { return client_.receive(wanted); }

    /// What the client's packet is after a hop.
    Bytes forwarded(const Ends& inner) const { return wire::ip(inner, payload_protocol, payload_, 63); }
    Bytes sent(const Ends& inner) const { return wire::ip(inner, payload_protocol, payload_); }

    /// How many packets were dropped so, once there are `expected` of them or five seconds are over.
    std::uint64_t dropped(PacketDrop reason, std::uint64_t expected) {
        const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(5);
        for (;;) {
            const auto count = must(kernel_.counters())[reason];
            if (count >= expected || std::chrono::steady_clock::now() > deadline) return count;
            std::this_thread::yield();
        }
    }

  private:
    static Bytes packet(wire::End& end, const Ends& ends) {
        const auto head = wire::ip(ends, 0, {});
        const bool ipv4 = wire::ethertype(ends.source) == ETHERTYPE_IP;
        const std::ptrdiff_t addresses = ipv4 ? 12 : 8;
        auto frame = end.receive([&](const Bytes& got) {
            return got.size() >= ETH_HLEN + head.size() &&
                   std::equal(head.begin() + addresses, head.end(), got.begin() + ETH_HLEN + addresses);
        });
        if (!frame.empty()) frame.erase(frame.begin(), frame.begin() + ETH_HLEN);
        return frame;
    }
    static void run_here(const std::string& command) {
        const auto said = run(command);
        REQUIRE_MESSAGE(said.empty(), command, ": ", said);
    }
    /// Moves `right` and `client0` to a namespace of their own.
    base::Fd make_there() {
        run_here("ip link add wlan0 up type veth peer name client0 address 00:23:c2:db:29:2d");
        const auto here = this_namespace();
        REQUIRE(::unshare(CLONE_NEWNET) == 0);
        auto there = this_namespace();
        REQUIRE(::setns(here.get(), CLONE_NEWNET) == 0);
        const auto name = "/proc/" + std::to_string(::getpid()) + "/fd/" + std::to_string(there.get());
        run_here("ip link set right netns " + name + " && ip link set client0 netns " + name);
        run_here("ip link set lo up && ip addr add 10.0.0.1/24 dev left && ip -6 addr add 2001:db8:f::1/64 "
                 "dev left nodad");
        return there;
    }
    wire::End end_there(const std::string& name, base::MacAddress& mac) {
        const auto here = this_namespace();
        REQUIRE(::setns(there_.get(), CLONE_NEWNET) == 0);
        run_here("ip link set " + name + " addrgenmode none up");
        auto socket = must(nlink::Socket::open(NETLINK_ROUTE));
        const auto link = must(nlink::find_link(socket, name));
        REQUIRE(link);
        mac = link->mac;
        wire::End end(link->index);
        REQUIRE(::setns(here.get(), CLONE_NEWNET) == 0);
        return end;
    }
    base::MacAddress mac_here(const std::string& name) {
        const auto link = must(nlink::find_link(here_.socket, name));
        REQUIRE(link);
        return link->mac;
    }
    /// The MAG knows its LMA: nobody there would answer.
    base::MacAddress know_lma() {
        const auto mac = base::to_string(lma_mac_);
        run_here("ip neigh add 10.0.0.2 lladdr " + mac + " dev left && ip neigh add 2001:db8:f::2 lladdr " +
                 mac + " dev left");
        return mac_here("left");
    }

    support::Namespace here_;
    base::Fd there_ = make_there();
    base::MacAddress lma_mac_{}, far_mac_{};
    wire::End lma_ = end_there("right", lma_mac_), client_ = end_there("client0", far_mac_);
    base::MacAddress left_mac_ = know_lma(), access_mac_ = mac_here("wlan0");
    Bytes payload_{1, 2, 3, 4, 5, 6, 7, 8};
    Site site_;
    NetlinkKernel kernel_;
    Reconciler reconciler_;
};

} // namespace path_lab
