/// nl80211 on the kernel's own simulated radios: an access point by hostapd, a client by wpa_supplicant.
#include <linux/netlink.h>
#include <net/if.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <fstream>

#include "magd/access/layer2_update.hpp"
#include "magd/access/layer2_update_port.hpp"
#include "magd/access/station_port.hpp"
#include "tests/kernel/two_namespaces.hpp"

namespace station_kernel {

using namespace magd::access;
using support::contains, support::must, support::quietly, support::run;
using Clock = std::chrono::steady_clock;

namespace {

/// In the words of `iw`: "phy#3". `command` is put before it.
std::string radio_of(const std::string& command, const std::string& interface) {
    const auto said = run(command + "iw dev " + interface + " info");
    const auto at = said.find("wiphy ");
    REQUIRE_MESSAGE(at != std::string::npos, said);
    return "phy#" + std::to_string(std::stoi(said.substr(at + 6)));
}

/// Two radios of this case's own: one in a fresh namespace with the access point, one in another with
/// the client. The thread is with the access point.
class Radios : public support::TwoNamespaces {
  public:
    Radios() {
        quietly("modprobe -r mac80211_hwsim");
        quietly("modprobe mac80211_hwsim radios=2");
        enter_left();
        take_radio("wlan0", "ap0");
        enter_right();
        take_radio("wlan1", "sta0");
        client = mac_of("sta0");
        enter_left();
    }
    ~Radios() {
        for (const auto* program : {"wpa_supplicant", "hostapd"}) end(program);
        (void)run("modprobe -r mac80211_hwsim");
    }
    Radios(const Radios&) = delete;
    Radios& operator=(const Radios&) = delete;

    void begin_access_point(const std::string& security) const {
        write("hostapd.conf", "interface=ap0\ndriver=nl80211\nssid=magd\nhw_mode=g\nchannel=1\n" + security);
        const auto said = run("hostapd -B -P " + file("hostapd.pid") + " " + file("hostapd.conf"));
        REQUIRE_MESSAGE(contains(said, "AP-ENABLED"), said);
    }
    /// The words of an open access point that moves the client to an interface of its own, `ap0.20`.
    [[nodiscard]] std::string with_vlan_of_client() const {
        write("vlans", "20 ap0.20\n");
        write("clients", base::to_string(client) + " 20\n");
        return "dynamic_vlan=1\nvlan_file=" + file("vlans") + "\naccept_mac_file=" + file("clients") + "\n";
    }
    void begin_client(const std::string& network) const {
        write("wpa_supplicant.conf", "network={\nssid=\"magd\"\n" + network + "}\n");
        enter_right();
        const auto said = run("wpa_supplicant -B -i sta0 -P " + file("wpa_supplicant.pid") + " -c " +
                              file("wpa_supplicant.conf"));
        REQUIRE_MESSAGE(contains(said, "Successfully initialized"), said);
        enter_left();
    }
    void end(const std::string& program) const {
        const auto pid = file(program + ".pid");
        (void)run("if p=$(cat " + pid +
                  ") && kill $p; then while kill -0 $p; do sleep .05; done; fi 2>/dev/null");
    }

    base::MacAddress client;

  private:
    /// A radio is moved from where it was made: the namespace of the first process.
    static void take_radio(const std::string& made, const std::string& name) {
        const auto outside = std::string("nsenter --net=/proc/1/ns/net ");
        quietly(outside + "iw " + radio_of(outside, made) + " set netns " + std::to_string(::getpid()));
        quietly("ip link set " + made + " name " + name);
    }
    static base::MacAddress mac_of(const std::string& interface) {
        const auto text = run("ip -br link show " + interface);
        return *base::parse_mac(std::string_view(text).substr(text.find(':') - 2, 17));
    }
    [[nodiscard]] static std::string file(const std::string& name) { return "/run/station_kernel." + name; }
    static void write(const std::string& name, const std::string& text) { std::ofstream(file(name)) << text; }
};

/// For ever, as far as a slow machine is concerned.
constexpr std::chrono::minutes patience{3};

/// The daemon's loop around a port: until there is something to tell, but not for ever.
Sightings next(StationPort& port) {
    for (const auto end = Clock::now() + patience; Clock::now() < end;) {
        const auto now = Clock::now();
        auto seen = port.receive(now);
        if (port.deadline() <= now) std::ranges::copy(must(port.tick(now)), std::back_inserter(seen));
        if (!seen.empty()) return seen;
        pollfd wanted{.fd = port.fd(), .events = POLLIN, .revents = 0};
        (void)::poll(&wanted, 1, 20);
    }
    return {};
}

const std::string secret_of_access_point =
    "wpa=2\nwpa_key_mgmt=WPA-PSK\nrsn_pairwise=CCMP\nwpa_passphrase=correct horse\n";

} // namespace

TEST_CASE("a client of a protected network is there once it has its keys, and until it goes") {
    Radios radios;
    radios.begin_access_point(secret_of_access_point);
    auto port = must(StationPort::open("ap0"));
    auto updates = must(Layer2UpdatePort::open("ap0"));
    CHECK(must(port.tick(Clock::now())).empty());

    radios.begin_client("psk=\"correct horse\"\n");
    CHECK(next(port) == Sightings{{.mac = radios.client}});
    CHECK(contains(run("iw dev ap0 station dump"), "authorized:\tyes"));
    REQUIRE(support::readable(updates.fd())); // the kernel sends it as it authorizes
    const auto update = updates.receive();
    REQUIRE(update);
    CHECK(decode_layer2_update(update->octets) == Sighting{.mac = radios.client});

    auto late = must(StationPort::open("ap0"));
    CHECK(must(late.tick(Clock::now())) == Sightings{{.mac = radios.client}});

    radios.end("wpa_supplicant");
    CHECK(next(port) == Sightings{{.mac = radios.client, .present = false}});
}

TEST_CASE("a client with the wrong key is never there") {
    Radios radios;
    radios.begin_access_point(secret_of_access_point);
    auto socket = must(nlink::Socket::open(NETLINK_GENERIC));
    const auto nl80211 = must(nlink::find_nl80211(socket));
    auto monitor = must(nlink::Monitor::open(NETLINK_GENERIC, {&nl80211.mlme, 1}, {}));
    auto port = must(StationPort::open("ap0"));
    CHECK(must(port.tick(Clock::now())).empty());

    radios.begin_client("psk=\"wrong horse\"\n");
    bool gone = false;
    const auto take = [&](const nlink::Message& message) {
        const auto station = nlink::parse_station(message, nl80211.family);
        gone = gone || (station && station->mac == radios.client && station->removed);
    };
    Sightings seen;
    // It associates, and is sent away as it does not know the key.
    for (const auto end = Clock::now() + patience; !gone && Clock::now() < end;) {
        pollfd wanted{.fd = monitor.fd(), .events = POLLIN, .revents = 0};
        (void)::poll(&wanted, 1, 20);
        (void)monitor.receive(take);
        const auto now = Clock::now();
        std::ranges::copy(port.receive(now), std::back_inserter(seen));
        std::ranges::copy(must(port.tick(now)), std::back_inserter(seen));
    }
    CHECK(gone);
    CHECK(seen.empty());
}

TEST_CASE("a client of an open network is there as soon as it associates") {
    Radios radios;
    radios.begin_access_point("");
    auto port = must(StationPort::open("ap0"));
    CHECK(must(port.tick(Clock::now())).empty());
    radios.begin_client("key_mgmt=NONE\n");
    CHECK(next(port) == Sightings{{.mac = radios.client}});
    radios.end("hostapd"); // the access point sends all away
    CHECK(next(port) == Sightings{{.mac = radios.client, .present = false}});
}

TEST_CASE("a client that hostapd has moved to the interface of its VLAN is there, until it goes") {
    Radios radios;
    radios.begin_access_point(radios.with_vlan_of_client());
    auto port = must(StationPort::open("ap0"));
    CHECK(must(port.tick(Clock::now())).empty());
    radios.begin_client("key_mgmt=NONE\n");
    CHECK(next(port) == Sightings{{.mac = radios.client}});

    const auto mac = base::to_string(radios.client);
    REQUIRE(support::eventually([&] { return contains(run("iw dev ap0.20 station dump"), mac); }));
    REQUIRE(!contains(run("iw dev ap0 station dump"), mac));
    CHECK(must(port.tick(Clock::now() + StationPort::list_interval)).empty());

    radios.end("wpa_supplicant");
    CHECK(next(port) == Sightings{{.mac = radios.client, .present = false}});
}

TEST_CASE("stations are listed again now and then, and one that went unheard has left") {
    Radios radios;
    radios.begin_access_point("");
    auto port = must(StationPort::open("ap0"));
    CHECK(must(port.tick(Clock::now())).empty());
    radios.begin_client("key_mgmt=NONE\n");
    CHECK(next(port) == Sightings{{.mac = radios.client}});
    radios.end("hostapd"); // who hears of it is the test alone
    REQUIRE(support::readable(port.fd()));
    std::array<char, 4096> unheard{};
    while (::recv(port.fd(), unheard.data(), unheard.size(), MSG_DONTWAIT) > 0) {
    }
    CHECK(port.receive(Clock::now()).empty());
    CHECK(port.deadline() <= Clock::now() + StationPort::list_interval);
    CHECK(must(port.tick(Clock::now() + StationPort::list_interval)) ==
          Sightings{{.mac = radios.client, .present = false}});
}

TEST_CASE("an interface that is no wireless one, and stations that are not there, are said") {
    Radios radios;
    const auto refused = StationPort::open("left");
    REQUIRE_FALSE(refused);
    CHECK(refused.error().what == "access interface left is not a wireless one");

    auto socket = must(nlink::Socket::open(NETLINK_GENERIC));
    const auto nl80211 = must(nlink::find_nl80211(socket));
    CHECK(nl80211.mlme != 0);
    const base::IfIndex interface{if_nametoindex("ap0")};
    quietly("iw dev ap0 set type __ap && ip link set ap0 up");
    CHECK(must(nlink::dump_stations(socket, nl80211.family, interface)).empty());
    CHECK(!must(nlink::find_station(socket, nl80211.family, interface, radios.client)));
    const auto gone = nlink::dump_stations(socket, nl80211.family, base::IfIndex{9999});
    REQUIRE_FALSE(gone);
    CHECK(gone.error().code == ENODEV);
}

TEST_CASE("an interface that is made again is followed") {
    Radios radios;
    auto port = must(StationPort::open("ap0"));
    CHECK(must(port.tick(Clock::now())).empty());
    CHECK(port.deadline() > Clock::now());
    const auto before = port.index();
    const auto radio = radio_of("", "ap0");
    quietly("iw dev ap0 del");
    port.follow();
    CHECK(port.index() == before);
    quietly("iw " + radio + " interface add ap0 type __ap");
    port.follow();
    CHECK(port.index() != before);
    CHECK(port.deadline() <= Clock::now());
    CHECK(must(port.tick(Clock::now())).empty());
}

TEST_CASE("a kernel without wireless says which module is missing") {
    support::TwoNamespaces here;
    quietly("modprobe -r mac80211_hwsim && modprobe -r mac80211 cfg80211");
    const auto loader = run("sysctl -n kernel.modprobe");
    quietly("sysctl -qw kernel.modprobe=/bin/false"); // whoever asks for nl80211 has it loaded
    const auto refused = StationPort::open("left");
    quietly("sysctl -qw kernel.modprobe=" + loader);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == ENOENT);
    CHECK(refused.error().what == "stations of left: the kernel has no nl80211: its module `cfg80211` is "
                                  "missing or not loaded (modprobe cfg80211)");
}

} // namespace station_kernel
