/// Who waits for a place among the clients that have shown that they are there, and who gives way.
#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>

#include "magd/admission.hpp"
#include "magd/policy.hpp"
#include "tests/unit/pmip/mag_samples.hpp"

namespace admission_test {

using namespace magd;
using namespace std::chrono_literals;

namespace {

constexpr std::uint8_t most = 240; ///< bindings

base::MacAddress mac(std::uint8_t number) { return {{2, 0, 0, 0, 0, number}}; }

/// A gateway whose access interfaces have room for two that wait; its LMA never answers.
struct World {
    Config config = [] {
        Config made;
        made.address = {0x0a6a236f};
        made.lmas = {{.name = "LMA1", .address = base::Ipv4{0x0a6a2528}}};
        made.realms = {{.name = "example.com", .lmas = {"LMA1"}}};
        const std::vector all{Trigger::dhcp, Trigger::arp, Trigger::bridge, Trigger::hostapd};
        made.binding.maximum = most;
        made.accesses = {{.interface = "wlan0", .realm = "example.com", .triggers = all, .waiting = 2},
                         {.interface = "wlan1", .realm = "example.com", .triggers = all, .waiting = 2}};
        return made;
    }();
    pmip::Mag mag{mag_settings(config)};
    std::set<base::MacAddress> sent; ///< who has sent packets, by the kernel's count
    Admission admission{config, mag,
                        [this](const pmip::Binding& binding) { return sent.contains(binding.profile.mac); }};
    std::map<base::MacAddress, pmip::ProxyBindingUpdate> asked; ///< of the LMA, last
    pmip::TimePoint now = pmip::TimePoint{} + 1h;

    Admission::Events admits(std::uint8_t number, Trigger trigger = Trigger::dhcp,
                             const std::string& interface = "wlan0") {
        return admission.admit(interface, base::IfIndex{3}, mac(number), now, trigger);
    }
    void comes(std::uint8_t number, Trigger trigger = Trigger::dhcp, const std::string& interface = "wlan0") {
        for (auto& event : admits(number, trigger, interface)) tell(std::move(event));
    }
    void tell(pmip::Event event) {
        for (const auto& action : mag.on(std::move(event), {.steady = now, .wall = {}})) {
            if (const auto* const gone = std::get_if<pmip::Detached>(&action)) admission.ended(gone->mac);
            if (const auto* const pbu = std::get_if<pmip::SendPbu>(&action)) asked[pbu->mac] = pbu->update;
        }
    }
    /// The LMA gives the client an address, and the kernel carries it.
    void accept(std::uint8_t number) {
        tell(pmip::MessageIn{config.lmas[0].address, pmip::test::acceptance(asked.at(mac(number)))});
        tell(pmip::Programmed{.mac = mac(number), .generation = mag.find(mac(number))->generation});
        REQUIRE(mag.find(mac(number))->programmed);
    }
    void refuse(std::uint8_t number) {
        tell(pmip::MessageIn{
            config.lmas[0].address,
            pmip::test::refusal(asked.at(mac(number)), pmip::Status::insufficient_resources)});
    }
    [[nodiscard]] std::string there() const {
        std::string all;
        for (const auto& [client, binding] : mag.bindings())
            if (binding.phase != pmip::Phase::disconnecting) all += std::to_string(client.octets[5]) + ' ';
        return all;
    }
};

} // namespace

TEST_CASE("whoever came first gives way, whatever told of it") {
    World world;
    world.comes(1, Trigger::arp);
    world.comes(2, Trigger::bridge);
    CHECK(world.there() == "1 2 ");
    world.comes(3);
    CHECK(world.there() == "2 3 ");
    world.comes(2); // keeps its place
    world.comes(4, Trigger::arp);
    CHECK(world.there() == "3 4 ");
    CHECK(world.admission.refused()[Refusal::gave_way] == 2);
}

TEST_CASE("the reason says how many wait where") {
    World world;
    world.comes(1);
    world.comes(2);
    const auto events = world.admits(3);
    REQUIRE(events.size() == 2);
    CHECK(std::get<pmip::LinkDown>(events[0]).reason ==
          "gave way: more than 2 clients on wlan0 have shown nothing");
    CHECK(std::get<pmip::LinkUp>(events[1]).profile.mac == mac(3));
}

TEST_CASE("a flood that is told of at once is bounded as well") {
    World world;
    Admission::Events all;
    for (std::uint8_t number = 1; number < 100; ++number)
        for (auto& event : world.admits(number)) all.push_back(std::move(event));
    for (auto& event : all) world.tell(std::move(event));
    world.comes(100);
    const auto asked = std::ranges::count_if(world.mag.bindings(), [](const auto& one) {
        return one.second.asked && one.second.phase == pmip::Phase::init;
    });
    CHECK(asked == 1);
    CHECK(world.mag.find(mac(100)) != nullptr);
}

TEST_CASE("whoever waits for its turn at the LMA takes no room") {
    World world;
    world.config.accesses[0].waiting = 100;
    for (std::uint8_t number = 1; number <= 200; ++number) world.comes(number);
    CHECK(world.asked.size() < 100);
    CHECK(world.admission.refused()[Refusal::gave_way] == 0);
    world.now += 10s;
    world.tell(pmip::Tick{});
    CHECK(world.asked.size() == 200);
    world.comes(201);
    CHECK(world.admission.refused()[Refusal::gave_way] == 101);
}

TEST_CASE("where the table is full, the first of those gives way that wait where most do") {
    World world;
    world.config.accesses[0].waiting = world.config.accesses[1].waiting = 1000;
    for (std::uint8_t number = 1; number <= most; ++number) world.comes(number);
    CHECK(world.mag.bindings().size() == most);
    SUBCASE("one that the LMA was not asked for") {}
    SUBCASE("or that it was asked for, in time") {
        for (std::uint8_t number = 235; number <= most; ++number)
            world.tell(pmip::LinkDown{.mac = mac(number), .reason = "left"});
        world.now += 10s;
        world.tell(pmip::Tick{});
    }
    for (const auto trigger : {Trigger::dhcp, Trigger::hostapd}) {
        world.comes(250, trigger, "wlan1");
        CHECK(world.mag.find(mac(250)) != nullptr);
        CHECK(world.mag.counters()[pmip::Counter::attach_refused_maximum] == 0);
        world.tell(pmip::LinkDown{.mac = mac(250), .reason = "left"});
    }
    CHECK(world.admission.refused()[Refusal::gave_way] > 0);
}

TEST_CASE("whoever gave way and was told its addresses comes back when it is heard") {
    World world;
    world.comes(1);
    world.accept(1);
    for (std::uint8_t number = 2; number < 5; ++number) world.comes(number);
    CHECK(world.admission.was_let_go(mac(1)));
    CHECK_FALSE(world.admission.was_let_go(mac(1)));
    CHECK_FALSE(world.admission.was_let_go(mac(2)));
}

TEST_CASE("whoever has shown that it is there stays") {
    World world;
    world.comes(1);
    world.accept(1);
    SUBCASE("by its lease") { world.tell(pmip::Leased{.mac = mac(1), .time = 600s}); }
    SUBCASE("by packets") { world.sent.insert(mac(1)); }
    SUBCASE("by an address of its home network prefix") { world.admission.settled(mac(1)); }
    SUBCASE("by an access point, later") { world.comes(1, Trigger::hostapd); }
    SUBCASE("by an access point, which tells no news") {
        world.admission.witnesses().came(mac(1), {.trigger = Trigger::hostapd, .interface = "wlan0"});
    }
    for (std::uint8_t number = 2; number < 9; ++number) world.comes(number);
    CHECK(world.there() == "1 7 8 ");
}

TEST_CASE("neither an address of the LMA nor the bridge's word shows that a client is there") {
    World world;
    world.comes(1);
    world.accept(1);
    world.admission.witnesses().came(mac(1), {.trigger = Trigger::bridge, .interface = "wlan0"});
    for (std::uint8_t number = 2; number < 9; ++number) world.comes(number);
    CHECK(world.there() == "7 8 ");
}

TEST_CASE("whom an access point has let in takes no place of those that wait") {
    World world;
    world.comes(1);
    world.comes(2);
    world.comes(3, Trigger::hostapd);
    world.admission.witnesses().came(mac(3), {.trigger = Trigger::hostapd, .interface = "wlan0"});
    world.comes(3);
    CHECK(world.there() == "1 2 3 ");
}

TEST_CASE("each interface has a room of its own, and a client that has moved waits in the other one") {
    World world;
    world.comes(1);
    world.comes(2);
    world.comes(1, Trigger::dhcp, "wlan1");
    world.comes(3);
    CHECK(world.there() == "1 2 3 ");
    world.comes(4, Trigger::dhcp, "wlan1");
    world.comes(5, Trigger::dhcp, "wlan1");
    CHECK(world.there() == "2 3 4 5 ");
}

TEST_CASE("whom the LMA refuses waits as well") {
    World world;
    world.comes(1);
    world.refuse(1);
    CHECK(world.mag.find(mac(1))->phase == pmip::Phase::null);
    world.comes(2);
    world.comes(3);
    CHECK(world.there() == "2 3 ");
}

TEST_CASE("whoever goes makes room") {
    World world;
    world.comes(1);
    world.comes(2);
    world.tell(pmip::LinkDown{.mac = mac(1), .reason = "left"});
    world.comes(3);
    CHECK(world.there() == "2 3 ");
    CHECK(world.admission.refused()[Refusal::gave_way] == 0);
}

TEST_CASE("sessions of an earlier process wait if they had no lease, the last ones of too many") {
    World world;
    const auto adopt = [&](std::uint8_t number, pmip::LeaseTime lease) {
        world.comes(number, Trigger::hostapd); // which takes no place
        auto binding = *world.mag.find(mac(number));
        binding.lease = lease;
        world.admission.adopted(binding);
    };
    for (std::uint8_t number = 1; number < 4; ++number) adopt(number, 0s);
    adopt(4, 600s);
    world.comes(5);
    CHECK(world.there() == "1 3 4 5 ");
    CHECK_FALSE(world.admission.waits(mac(3))); // an earlier process may have known more
    CHECK(world.admission.waits(mac(5)));
}

} // namespace admission_test
