/// The packets of the fuzz corpus, which radclient of FreeRADIUS has made with the secret "testing123".
#include <doctest/doctest.h>

#include <string>

#include "magd/access/radius_server.hpp"
#include "tests/unit/access/corpus.hpp"

namespace radius_server_test {

using namespace magd::access;
using namespace std::chrono_literals;

namespace {

const std::string word = "testing123";
const base::Bytes secret{word.begin(), word.end()}, other{'o'};
const base::MacAddress client{{0x00, 0x23, 0xc2, 0xdb, 0x29, 0x2d}};
const base::Address controller = base::Ipv4{0xc0000207}, proxy = base::Ipv4{0xc0000217};
const PlacedSightings gone{{.interface = "wlan0", .sighting = {.mac = client, .present = false}}};

base::Prefix host(base::Address address) { return {address, base::address_bits(base::family_of(address))}; }

std::vector<RadiusNetwork> networks_with(const std::string& ssid) {
    return {{.interface = "wlan0", .ssid = ssid}};
}

struct Server {
    RadiusServer server{
        {{.source = host(controller), .secret = secret}, {.source = host(proxy), .secret = secret}},
        networks_with("")};
    TimePoint now = TimePoint{} + 10h;

    Server() = default;
    explicit Server(std::vector<RadiusNetwork> networks, const std::string& interface = {})
        : server({{.source = host(controller), .secret = secret, .interface = interface}},
                 std::move(networks)) {}

    RadiusStep gets(const std::string& name, const base::Address& from = controller) {
        return server.received(from, corpus::frame("radius_packet", name), now += 1s);
    }
    /// Where a start is taken to be.
    std::string place() {
        const auto step = gets("start");
        CHECK_FALSE(step.answer.empty());
        return step.sightings.empty() ? "" : step.sightings.front().interface;
    }
};

} // namespace

TEST_CASE("a client comes and leaves by what a controller tells, which gets its answers") {
    Server server;
    const auto came = server.gets("start");
    CHECK(came.sightings == PlacedSightings{{.interface = "wlan0", .sighting = {.mac = client}}});
    CHECK(came.answer == answer_accounting(corpus::frame("radius_packet", "start"), secret));
    const auto left = server.gets("stop");
    CHECK(left.sightings ==
          PlacedSightings{{.interface = "wlan0", .sighting = {.mac = client, .present = false}}});
    CHECK_FALSE(left.answer.empty());
    CHECK(server.server.drops() == base::Counters<RadiusDrop>{});
}

TEST_CASE("a retransmission gets the same answer, and means nothing new") {
    Server server;
    const auto first = server.gets("start");
    (void)server.gets("stop");
    const auto again = server.gets("start");
    CHECK(again.answer == first.answer);
    CHECK(again.sightings.empty());
    server.now += RadiusServer::retransmitted_within;
    CHECK(server.gets("start").sightings.size() == 1);
}

TEST_CASE("no more than so many requests are remembered") {
    RadiusServer server({{.source = *base::parse_prefix4("192.0.0.0/16"), .secret = secret}},
                        networks_with(""));
    const auto start = corpus::frame("radius_packet", "start");
    const auto of_others = corpus::frame("radius_packet", "on");
    const TimePoint now = TimePoint{} + 10h;
    CHECK(server.received(controller, start, now).sightings.size() == 1);
    for (std::uint32_t i = 1; i < RadiusServer::remembered; ++i)
        (void)server.received(base::Ipv4{0xc0008000 + i}, of_others, now);
    CHECK(server.received(controller, start, now).sightings.empty());
    (void)server.received(base::Ipv4{0xc0009000}, of_others, now);
    CHECK(server.received(controller, start, now).sightings.size() == 1);
}

TEST_CASE("whoever is not listed, or has another secret, gets no answer") {
    Server server;
    const auto stranger = server.gets("start", base::Ipv4{0xc0000208});
    CHECK(stranger.answer.empty());
    CHECK(stranger.sightings.empty());
    CHECK(stranger.drop == RadiusDrop::unknown_source);
    RadiusServer secretive({{.source = host(controller), .secret = other}}, networks_with(""));
    const auto forged = secretive.received(controller, corpus::frame("radius_packet", "start"), {});
    CHECK(forged.answer.empty());
    CHECK(forged.drop == RadiusDrop::authenticator);
    CHECK(secretive.drops()[RadiusDrop::authenticator] == 1);
}

TEST_CASE("the longest prefix has the secret, in both families") {
    const base::Address ipv6 = *base::parse_ipv6("2001:db8::7");
    RadiusServer server({{.source = *base::parse_prefix4("192.0.2.0/24"), .secret = other},
                         {.source = host(controller), .secret = secret},
                         {.source = *base::parse_prefix6("2001:db8::/48"), .secret = secret}},
                        networks_with(""));
    const auto start = corpus::frame("radius_packet", "start");
    CHECK_FALSE(server.received(controller, start, {}).answer.empty());
    CHECK(server.received(base::Ipv4{0xc0000208}, start, {}).drop == RadiusDrop::authenticator);
    CHECK_FALSE(server.received(ipv6, start, {}).answer.empty());
    CHECK(server.received(*base::parse_ipv6("2001:db9::7"), start, {}).drop == RadiusDrop::unknown_source);
}

TEST_CASE("the access interface is that of the NAS, that of the SSID, or the only one") {
    const std::vector<RadiusNetwork> two{{.interface = "wlan0", .ssid = "guests"},
                                         {.interface = "wlan1", .ssid = "field"}};
    CHECK(Server(two).place() == "wlan1");
    CHECK(Server(two, "wlan0").place() == "wlan0");
    CHECK(Server(networks_with("field")).place() == "wlan0");
    CHECK(Server(networks_with("")).place() == "wlan0");
}

TEST_CASE("a station of another SSID is none of ours, and is answered") {
    Server server(networks_with("guests"));
    CHECK(server.place().empty());
    CHECK(server.server.drops()[RadiusDrop::no_interface] == 1);
    CHECK(server.gets("dotted").sightings.size() == 1); // which names none
}

TEST_CASE("what is about no station is answered, and counted") {
    Server server;
    const auto step = server.gets("no-station");
    CHECK_FALSE(step.answer.empty());
    CHECK(step.drop == RadiusDrop::no_station);
}

TEST_CASE("a NAS that ends has no stations; another one has its own") {
    Server server;
    (void)server.gets("start");
    const auto another = server.gets("on"); // of the same address, without the name
    CHECK(another.sightings.empty());
    CHECK_FALSE(another.answer.empty());
    const auto ended = server.gets("off-controller");
    CHECK(ended.sightings ==
          PlacedSightings{{.interface = "wlan0", .sighting = {.mac = client, .present = false}}});
    CHECK_FALSE(ended.answer.empty());
    CHECK(server.server.drops() == base::Counters<RadiusDrop>{});
}

TEST_CASE("a BSS that ends has no stations; another one of the same NAS has its own") {
    Server server;
    (void)server.gets("start");
    CHECK(server.gets("off-other-bss").sightings.empty());
    CHECK(server.gets("off-bss").sightings == gone);
    CHECK(server.gets("interim").sightings ==
          PlacedSightings{{.interface = "wlan0", .sighting = {.mac = client, .still = true}}});
    CHECK(server.gets("stop").sightings == gone);
}

TEST_CASE("a NAS is the same by another way if it has a name, but does not end for all of that name") {
    Server server;
    (void)server.gets("start");
    CHECK(server.gets("off-controller", proxy).sightings.empty());
    CHECK(server.gets("stop", proxy).sightings == gone);
}

TEST_CASE("a NAS without a name is its address and the way it tells by") {
    Server server;
    (void)server.gets("unnamed");
    CHECK(server.gets("on", proxy).sightings.empty());
    CHECK(server.gets("off").sightings.empty()); // of another address behind the same
    CHECK(server.gets("unnamed-stop", proxy).sightings.empty());
    SUBCASE("stops") { CHECK(server.gets("unnamed-stop").sightings == gone); }
    SUBCASE("restarts") { CHECK(server.gets("on").sightings == gone); }
}

} // namespace radius_server_test
