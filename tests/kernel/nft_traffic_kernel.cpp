/// The ruleset meets packets: keys are written into real ones, unknown ones are dropped and counted.
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <thread>

#include "nlink/base/fd.hpp"
#include "tests/kernel/nft_ruleset.hpp"
#include "tests/kernel/nlink_support.hpp"

namespace nft_traffic_kernel {

using namespace nlink;
using namespace ruleset;
using support::ip, support::must, support::run;

namespace {

const auto here_address = ip("10.0.0.1"), there_address = ip("10.0.0.2");
const auto client = ip("192.168.5.44"), server = ip("198.51.100.7"), stranger = ip("192.168.5.99");
constexpr std::uint16_t gre_port = 5436;

sockaddr_in socket_address(base::Ipv4 address, std::uint16_t port) {
    sockaddr_in out{};
    out.sin_family = AF_INET;
    out.sin_port = htons(port);
    out.sin_addr.s_addr = htonl(address.value);
    return out;
}

/// A UDP socket in the namespace where it is made. As with GRE in UDP, it sends no checksum.
class Udp {
  public:
    Udp(base::Ipv4 address, std::uint16_t port) : fd_(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
        const int on = 1;
        const timeval patience{.tv_sec = 5, .tv_usec = 0};
        REQUIRE(::setsockopt(fd_.get(), SOL_SOCKET, SO_NO_CHECK, &on, sizeof on) == 0);
        REQUIRE(::setsockopt(fd_.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience) == 0);
        const auto local = socket_address(address, port);
        REQUIRE(::bind(fd_.get(), reinterpret_cast<const sockaddr*>(&local), sizeof local) == 0);
    }
    /// 0 or the errno.
    int send(base::Ipv4 to, std::uint16_t port, const base::Bytes& payload) {
        const auto peer = socket_address(to, port);
        const auto sent = ::sendto(fd_.get(), payload.data(), payload.size(), 0,
                                   reinterpret_cast<const sockaddr*>(&peer), sizeof peer);
        return sent < 0 ? errno : 0;
    }
    /// The next datagram; empty after five seconds without one.
    base::Bytes receive() {
        base::Bytes payload(2048);
        const auto size = ::recv(fd_.get(), payload.data(), payload.size(), 0);
        payload.resize(static_cast<std::size_t>(std::max<ssize_t>(size, 0)));
        return payload;
    }

  private:
    base::Fd fd_;
};

/// What GRE in UDP carries: a GRE header with a key, then an IPv4 packet of addresses alone.
base::Bytes gre(std::uint32_t key, base::Ipv4 source, base::Ipv4 destination) {
    base::Writer out;
    out.value(std::uint32_t{0x20000800});
    out.value(key);
    out.value(std::uint32_t{0x45000014});
    out.pad(8);
    out.value(source);
    out.value(destination);
    return out.take();
}

base::Fd this_namespace() { return base::Fd(::open("/proc/thread-self/ns/net", O_RDONLY)); }

/// Two network namespaces, joined by the interfaces `left` (here) and `right` (there); the
/// ruleset is here.
struct Pair {
    support::Namespace here;
    base::Fd here_fd = this_namespace();
    Socket netfilter = support::Namespace::open(NETLINK_NETFILTER);
    base::Fd there_fd = move_right();

    Pair() {
        commit(ruleset::requests());
        run_here("ip addr add 10.0.0.1/24 dev left && ip link set left up && ip link set lo up");
    }
    base::Fd move_right() {
        REQUIRE(::unshare(CLONE_NEWNET) == 0);
        auto there = this_namespace();
        enter(here_fd);
        const auto name = "/proc/" + std::to_string(::getpid()) + "/fd/" + std::to_string(there.get());
        run_here("ip link set right netns " + name);
        enter(there);
        run_here("ip addr add 10.0.0.2/24 dev right && ip addr add 10.0.0.3/24 dev right && "
                 "ip link set right up && ip link set lo up");
        enter(here_fd);
        return there;
    }
    static void enter(const base::Fd& fd) { REQUIRE(::setns(fd.get(), CLONE_NEWNET) == 0); }
    static void run_here(const std::string& command) {
        const auto said = run(command);
        REQUIRE_MESSAGE(said.empty(), command, ": ", said);
    }
    Udp udp_there(base::Ipv4 address, std::uint16_t port) {
        enter(there_fd);
        Udp udp(address, port);
        enter(here_fd);
        return udp;
    }
    base::MacAddress mac_there() {
        enter(there_fd);
        auto route = must(Socket::open(NETLINK_ROUTE));
        const auto right = must(find_link(route, "right"));
        enter(here_fd);
        REQUIRE(right);
        return right->mac;
    }
    void commit(const std::vector<Request>& batch) {
        const auto done = nft::transact_atomic(netfilter, batch);
        REQUIRE_MESSAGE(done, done.error().what);
    }
    /// How many packets each counter has seen, without those that saw none.
    std::map<std::string, std::uint64_t> counted() {
        std::map<std::string, std::uint64_t> out;
        for (const auto& one : must(nft::dump_counters(netfilter, table)))
            if (one.traffic.packets != 0) out[one.name] = one.traffic.packets;
        return out;
    }
    /// The same, once `expected` packets were counted or five seconds are over.
    std::map<std::string, std::uint64_t> counted(std::uint64_t expected) {
        const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(5);
        for (;;) {
            auto now = counted();
            std::uint64_t sum = 0;
            for (const auto& [name, packets] : now) sum += packets;
            if (sum >= expected || std::chrono::steady_clock::now() > deadline) return now;
            std::this_thread::yield();
        }
    }
};
using Counted = std::map<std::string, std::uint64_t>;

} // namespace

TEST_CASE("a packet that leaves gets the key of its binding") {
    Pair net;
    Udp sender(here_address, gre_port);
    auto receiver = net.udp_there(there_address, gre_port);
    net.commit({nft::add_element(uplink_key, uplink_key_element(there_address, client, 100))});

    CHECK(sender.send(there_address, gre_port, gre(999, client, server)) == 0);
    CHECK(receiver.receive() == gre(100, client, server));
    CHECK(net.counted().empty());
}

TEST_CASE("a packet of no binding does not leave, and is counted") {
    Pair net;
    Udp sender(here_address, gre_port);
    auto receiver = net.udp_there(there_address, gre_port);
    net.commit({nft::add_element(uplink_key, uplink_key_element(there_address, client, 100))});

    CHECK(sender.send(there_address, gre_port, gre(999, stranger, server)) == EPERM);
    CHECK(sender.send(ip("10.0.0.3"), gre_port, gre(999, client, server)) == EPERM); // another LMA
    CHECK(sender.send(there_address, gre_port, gre(999, client, server)) == 0);
    CHECK(receiver.receive() == gre(100, client, server));
    CHECK(net.counted() == Counted{{"uplink_no_key", 2}});
}

TEST_CASE("signalling on the same port, and GRE to another one, pass as they are") {
    Pair net;
    Udp sender(here_address, gre_port);
    auto receiver = net.udp_there(there_address, gre_port);
    auto other = net.udp_there(there_address, 5437);
    const base::Bytes mobility_header{0x3b, 3, 5, 0, 0, 0, 0, 1};
    CHECK(sender.send(there_address, gre_port, mobility_header) == 0);
    CHECK(receiver.receive() == mobility_header);
    CHECK(sender.send(there_address, 5437, gre(999, client, server)) == 0);
    CHECK(other.receive() == gre(999, client, server));
    CHECK(net.counted().empty());
}

TEST_CASE("a packet that arrives with its binding's key gets the placeholder") {
    Pair net;
    Udp receiver(here_address, gre_port);
    auto sender = net.udp_there(there_address, gre_port);
    net.commit({nft::add_element(downlink, downlink_element(there_address, 1, client))});

    CHECK(sender.send(here_address, gre_port, gre(1, server, client)) == 0);
    CHECK(receiver.receive() == gre(999, server, client));
    CHECK(net.counted().empty());
}

TEST_CASE("a wrong key, a wrong address inside and a wrong LMA are dropped and counted") {
    Pair net;
    Udp receiver(here_address, gre_port);
    auto sender = net.udp_there(there_address, gre_port);
    auto other_lma = net.udp_there(ip("10.0.0.3"), gre_port);
    net.commit({nft::add_element(downlink, downlink_element(there_address, 1, client))});

    CHECK(sender.send(here_address, gre_port, gre(2, server, client)) == 0);
    CHECK(sender.send(here_address, gre_port, gre(999, server, client)) == 0);
    CHECK(sender.send(here_address, gre_port, gre(1, server, stranger)) == 0);
    CHECK(other_lma.send(here_address, gre_port, gre(1, server, client)) == 0);
    CHECK(sender.send(here_address, gre_port, gre(1, server, client)) == 0);
    CHECK(receiver.receive() == gre(999, server, client)); // the one good one is the first to come
    CHECK(net.counted() == Counted{{"downlink_unknown", 4}});
}

TEST_CASE("a checksum that is wanted is mended") {
    Pair net;
    const auto probe = base_chain("probe", nft::HookPoint::output, 0);
    // The identification of the IPv4 header, whose checksum is at 10.
    const nft::Expressions rewrite{nft::LoadPayload{.offset = 16, .size = 2},
                                   nft::WritePayload{.offset = 4, .size = 2, .checksum = 10}};
    net.commit({nft::add_chain(probe), nft::add_rule(rule("probe", {ipv4(), udp_to(7), rewrite}))});
    Udp sender(here_address, 7);
    auto receiver = net.udp_there(there_address, 7);
    CHECK(sender.send(there_address, 7, {1, 2, 3}) == 0);
    CHECK(receiver.receive() == base::Bytes{1, 2, 3}); // a wrong checksum would have lost it
}

TEST_CASE("a known client's packet gets the mark of its LMA; others are dropped and counted") {
    Pair net;
    const auto probe = base_chain("probe", nft::HookPoint::input, -200);
    const auto marked = [](std::uint32_t mark) {
        return nft::meta_is(nft::Meta::mark, nft::Key<std::uint32_t>::octets(mark));
    };
    net.commit({
        nft::add_counter(counter("marked")),
        nft::add_chain(probe),
        nft::add_rule(rule("probe", {marked(0x00010000), {nft::CountNamed{"marked"}}})),
        nft::add_element(accesses, access_element(net.here.left)),
        nft::add_element(uplink, uplink_element(net.here.left, net.mac_there(), there_address)),
    });
    auto known = net.udp_there(there_address, 4000);
    auto spoofed = net.udp_there(ip("10.0.0.3"), 4000);
    CHECK(known.send(here_address, 9, {1}) == 0);
    CHECK(known.send(here_address, 67, {1}) == 0); // DHCP: not a matter of the ruleset's counters
    CHECK(spoofed.send(here_address, 9, {1}) == 0);
    CHECK(net.counted(3) == Counted{{"marked", 1}, {"local_refused", 1}, {"uplink_unknown", 1}});
}

TEST_CASE("a known address from another MAC is an unknown client") {
    Pair net;
    net.commit({
        nft::add_element(accesses, access_element(net.here.left)),
        nft::add_element(uplink,
                         uplink_element(net.here.left, support::mac("02:00:00:00:00:01"), there_address)),
    });
    auto sender = net.udp_there(there_address, 4000);
    CHECK(sender.send(here_address, 9, {1}) == 0);
    CHECK(net.counted(1) == Counted{{"uplink_unknown", 1}});
}

} // namespace nft_traffic_kernel
