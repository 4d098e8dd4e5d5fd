#include <doctest/doctest.h>

#include <algorithm>

#include "magd/attendance.hpp"
#include "magd/policy.hpp"

namespace attendance_test {

using namespace magd;
using namespace std::chrono_literals;

namespace {

constexpr base::MacAddress mac{{0x00, 0x23, 0xc2, 0xdb, 0x29, 0x2d}};

/// A gateway with two access interfaces, whose LMA never answers: who is attached waits for it.
struct World {
    Config config = [] {
        Config made;
        made.address = {0x0a6a236f};
        made.lmas = {{.name = "LMA1", .address = base::Ipv4{0x0a6a2528}}};
        made.realms = {{.name = "example.com", .lmas = {"LMA1"}}};
        const std::vector all{Trigger::arp, Trigger::hostapd, Trigger::bridge, Trigger::radius};
        made.accesses = {{.interface = "wlan0", .realm = "example.com", .triggers = all},
                         {.interface = "wlan1", .realm = "example.com", .triggers = all}};
        return made;
    }();
    pmip::Mag mag{mag_settings(config)};
    Admission admission{config, mag, [](const pmip::Binding&) { return false; }};
    Attendance attendance{config, admission};
    pmip::TimePoint now = pmip::TimePoint{} + 1h;
    std::ptrdiff_t updates = 0; ///< that were sent to the LMA

    void on(pmip::Event event) {
        const auto is_update = [](const auto& action) {
            return std::holds_alternative<pmip::SendPbu>(action);
        };
        updates += std::ranges::count_if(mag.on(std::move(event), {.steady = now, .wall = {}}), is_update);
    }
    bool sees(Trigger trigger, bool present, const std::string& interface = "wlan0") {
        return sees(trigger, {.mac = mac, .present = present}, interface);
    }
    bool sees(Trigger trigger, const access::Sighting& sighting, const std::string& interface = "wlan0") {
        return sees(trigger, access::Sightings{sighting}, interface);
    }
    /// Whether somebody is attached.
    bool sees(Trigger trigger, const access::Sightings& sightings, const std::string& interface = "wlan0") {
        return sees(Witness{.trigger = trigger, .interface = interface}, sightings);
    }
    bool sees(const Witness& source, const access::Sightings& sightings) {
        const Attendance::Origin origin{source, base::IfIndex{source.interface == "wlan0" ? 3U : 4U}};
        bool attached = false;
        attendance.take(mag, origin, sightings, now, [&](std::vector<pmip::Event> events) {
            attached = true;
            for (auto& event : events) on(std::move(event));
        });
        return attached;
    }
    bool sees(const Witness& source, bool present) {
        return sees(source, access::Sightings{{.mac = mac, .present = present}});
    }
    std::string left_after(std::chrono::milliseconds pause) {
        now += pause;
        const auto events = attendance.tick(mag, now);
        if (events.empty()) return {};
        for (const auto& event : events) (void)mag.on(event, {.steady = now, .wall = {}});
        return std::get<pmip::LinkDown>(events.front()).reason;
    }
    /// The LMA answers the last update.
    void answer(pmip::Status status) {
        const auto& binding = *mag.find(mac);
        pmip::ProxyBindingAck ack{.status = status,
                                  .sequence = binding.exchange->copies.back().sequence,
                                  .options = {pmip::MobileNodeIdentifier{binding.profile.mn_id}}};
        (void)mag.on(pmip::MessageIn{config.lmas[0].address, std::move(ack)}, {.steady = now, .wall = {}});
    }
    [[nodiscard]] std::string at() const { return *mag.find(mac)->profile.access_name; }
};

} // namespace

TEST_CASE("the first trigger attaches the client, and further ones find it there") {
    World world;
    CHECK(world.sees(Trigger::arp, true));
    CHECK_FALSE(world.sees(Trigger::arp, true));
    CHECK(world.at() == "wlan0");
    CHECK(world.updates == 1);
    CHECK(world.sees(Trigger::hostapd, true));
    CHECK(world.sees(Trigger::bridge, true));
    CHECK(world.updates == 1);
}

TEST_CASE("a trigger that the interface has not is none") {
    World world;
    CHECK_FALSE(world.sees(Trigger::nl80211, true));
    CHECK(world.mag.bindings().empty());
}

TEST_CASE("word that a client is still there attaches it where it is not known, and else is no news") {
    World world;
    const access::Sighting still{.mac = mac, .still = true};
    CHECK(world.sees(Trigger::radius, still));
    CHECK_FALSE(world.sees(Trigger::radius, still));
    CHECK(world.sees(Trigger::radius, still, "wlan1"));
    (void)world.sees(Trigger::radius, false, "wlan1");
    CHECK_FALSE(world.sees(Trigger::radius, still, "wlan1"));
    CHECK(world.left_after(1h).empty());
}

TEST_CASE("whoever has left has, after a while") {
    World world;
    (void)world.sees(Trigger::hostapd, true);
    CHECK_FALSE(world.attendance.deadline());
    (void)world.sees(Trigger::hostapd, false);
    CHECK(world.attendance.deadline() == world.now + world.config.binding.departure_delay);
    CHECK(world.left_after(999ms).empty());
    (void)world.sees(Trigger::bridge, false); // the first word of it counts
    CHECK(world.left_after(1ms) == "left wlan0 (hostapd)");
    CHECK(world.left_after(1h).empty());
    CHECK_FALSE(world.attendance.deadline());
}

TEST_CASE("whoever comes and leaves while nobody looks has left, and who then comes back has not") {
    World world;
    const access::Sighting come{.mac = mac}, gone{.mac = mac, .present = false};
    CHECK(world.sees(Trigger::hostapd, access::Sightings{come, gone}));
    SUBCASE("gone") { CHECK(world.left_after(1s) == "left wlan0 (hostapd)"); }
    SUBCASE("back") {
        CHECK(world.sees(Trigger::hostapd, access::Sightings{come, gone, come}));
        CHECK(world.left_after(1h).empty());
    }
}

TEST_CASE("whoever is back in time has not left") {
    World world;
    (void)world.sees(Trigger::hostapd, true);
    (void)world.sees(Trigger::hostapd, false);
    world.now += 200ms;
    SUBCASE("by the same trigger") { CHECK(world.sees(Trigger::hostapd, true)); }
    SUBCASE("by another one") { (void)world.sees(Trigger::arp, true); }
    SUBCASE("by one of another part of the gateway") {
        for (auto& event : world.admission.admit("wlan0", base::IfIndex{3}, mac, world.now, Trigger::arp))
            (void)world.mag.on(std::move(event), {.steady = world.now, .wall = {}});
    }
    CHECK(world.left_after(1h).empty());
}

TEST_CASE("whoever has left is not kept by a word that attaches nobody") {
    World world;
    (void)world.sees(Trigger::hostapd, true);
    SUBCASE("another interface has not that trigger") {
        world.config.accesses.back().triggers = {Trigger::arp};
        (void)world.sees(Trigger::hostapd, false);
        CHECK_FALSE(world.sees(Trigger::hostapd, true, "wlan1"));
    }
    SUBCASE("it moves too often") {
        for (int move = 0; move < Admission::moves.burst; ++move) {
            (void)world.sees(Trigger::arp, true, "wlan1");
            (void)world.sees(Trigger::hostapd, true);
        }
        (void)world.sees(Trigger::hostapd, false);
        CHECK_FALSE(world.sees(Trigger::arp, true, "wlan1"));
    }
    CHECK(world.left_after(1s) == "left wlan0 (hostapd)");
}

TEST_CASE("whoever leaves while it has no session is forgotten, and nobody asks for it again") {
    World world;
    SUBCASE("its LMA takes nobody for a while") { (void)world.mag.on(pmip::LmaDrain{"LMA1"}, {}); }
    SUBCASE("its LMA has refused it for good") {
        (void)world.sees(Trigger::hostapd, true);
        world.answer(pmip::Status::proxy_reg_not_enabled);
        REQUIRE(world.mag.find(mac)->blocked);
    }
    (void)world.sees(Trigger::hostapd, true);
    REQUIRE(world.mag.find(mac)->phase == pmip::Phase::null);
    (void)world.sees(Trigger::hostapd, false);
    CHECK(world.left_after(1s) == "left wlan0 (hostapd)");
    CHECK(world.mag.bindings().empty());
}

TEST_CASE("whoever moves to another interface is not missed at the first") {
    World world;
    (void)world.sees(Trigger::hostapd, true);
    SUBCASE("not told before") {}
    SUBCASE("told before") { (void)world.sees(Trigger::hostapd, false); }
    world.now += 100ms;
    CHECK(world.sees(Trigger::hostapd, true, "wlan1"));
    CHECK(world.at() == "wlan1");
    (void)world.sees(Trigger::hostapd, false);
    CHECK(world.left_after(1h).empty());
    (void)world.sees(Trigger::hostapd, false, "wlan1");
    CHECK(world.left_after(1h) == "left wlan1 (hostapd)");
}

TEST_CASE("whoever has moved to another radio of the interface is not missed at the first") {
    World world;
    const Witness first{Trigger::hostapd, "wlan0", "radio0"}, second{Trigger::hostapd, "wlan0", "radio1"};
    (void)world.sees(first, true);
    (void)world.sees(second, true);
    SUBCASE("which tells late") {
        (void)world.sees(first, false);
        CHECK_FALSE(world.attendance.deadline());
        CHECK(world.left_after(1h).empty());
        (void)world.sees(second, false);
        CHECK(world.left_after(1s) == "left wlan0 (hostapd)");
    }
    SUBCASE("which it goes back to before that has told at all") {
        (void)world.sees(second, false);
        CHECK(world.left_after(1h).empty());
    }
    SUBCASE("which is lost, and back again") {
        world.attendance.hears(first, false);
        (void)world.sees(second, false);
        SUBCASE("too late") { CHECK(world.left_after(1s) == "left wlan0 (hostapd)"); }
        SUBCASE("with the client") {
            world.attendance.hears(first, true);
            (void)world.sees(second, true);
            (void)world.sees(second, false);
            CHECK(world.left_after(1h).empty());
            (void)world.sees(first, false);
            CHECK(world.left_after(1s) == "left wlan0 (hostapd)");
        }
    }
}

TEST_CASE("whoever the bridge forgets while the access point has it has not left") {
    World world;
    (void)world.sees(Trigger::hostapd, true);
    (void)world.sees(Trigger::bridge, true);
    (void)world.sees(Trigger::bridge, false);
    CHECK(world.left_after(1h).empty());
    (void)world.sees(Trigger::bridge, true);
    (void)world.sees(Trigger::hostapd, false); // which the bridge knows only in minutes
    CHECK(world.left_after(1s) == "left wlan0 (hostapd)");
}

TEST_CASE("whose session has ended may ask for it again by DHCP as long as it is there") {
    World world;
    const auto asks = [&](const std::string& interface) {
        return !world.admission.admit(interface, base::IfIndex{3}, mac, world.now).empty();
    };
    CHECK_FALSE(asks("wlan0"));
    (void)world.sees(Trigger::arp, true);
    CHECK_FALSE(asks("wlan0"));
    (void)world.sees(Trigger::hostapd, true);
    (void)world.mag.on(pmip::LinkDown{.mac = mac, .reason = "released"}, {.steady = world.now, .wall = {}});
    CHECK(asks("wlan0"));
    CHECK_FALSE(asks("wlan1"));
    (void)world.sees(Trigger::hostapd, false);
    CHECK_FALSE(asks("wlan0"));
}

TEST_CASE("nobody knows whoever leaves") {
    World world;
    (void)world.sees(Trigger::hostapd, false);
    CHECK_FALSE(world.attendance.deadline());
}

TEST_CASE("one that moves to and fro stays where it is in the end, and may go on after a while") {
    World world;
    (void)world.sees(Trigger::bridge, true);
    for (int move = 0; move < Admission::moves.burst; ++move)
        CHECK(world.sees(Trigger::bridge, true, move % 2 == 0 ? "wlan1" : "wlan0"));
    CHECK(world.at() == "wlan1");
    CHECK_FALSE(world.sees(Trigger::bridge, true, "wlan0"));
    CHECK(world.at() == "wlan1");
    CHECK(world.admission.refused()[Refusal::move] == 1);
    CHECK(world.sees(Trigger::bridge, true, "wlan1"));
    world.now += Admission::moves.interval;
    CHECK(world.sees(Trigger::bridge, true, "wlan0"));
    CHECK_FALSE(world.sees(Trigger::bridge, true, "wlan1"));
}

TEST_CASE("a word that cannot attach a client is no move") {
    World world;
    (void)world.sees(Trigger::bridge, true);
    for (int word = 0; word < 4 * Admission::moves.burst; ++word) // as its router solicitations, without IPv6
        CHECK(world.admission.identify("wlan1", base::IfIndex{4}, mac, Trigger::bridge));
    CHECK(world.sees(Trigger::bridge, true, "wlan1"));
    CHECK(world.admission.refused()[Refusal::move] == 0);
}

TEST_CASE("who associates may move as often as it likes") {
    World world;
    for (int move = 0; move < 4 * Admission::moves.burst; ++move)
        CHECK(world.sees(Trigger::hostapd, true, move % 2 == 0 ? "wlan0" : "wlan1"));
    CHECK(world.admission.refused()[Refusal::move] == 0);
}

} // namespace attendance_test
