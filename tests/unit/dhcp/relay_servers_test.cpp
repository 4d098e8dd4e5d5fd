#include <doctest/doctest.h>

#include "dhcp/relay_servers.hpp"
#include "samples.hpp"

namespace relay_servers_test {

using namespace sample;
using namespace std::chrono_literals;
using dhcp::RelayServers;
using Heard = RelayServers::Heard;

namespace {

const RelayServers::TimePoint start{1h};

/// Two servers; the first calls itself otherwise than its address says.
struct Fixture {
    RelayServers servers;
    base::Ipv4 first = ip("198.51.100.1"), second = ip("198.51.100.2");
    Fixture() { servers.use({first, second}); }

    base::Ipv4 ask(const dhcp::Packet& request, RelayServers::TimePoint now) {
        return servers.choose(request, now).server;
    }
    base::Ipv4 discover(RelayServers::TimePoint now) { return ask(broadcast(MessageType::discover), now); }
    Heard answer(base::Ipv4 server, std::string_view identifier) {
        return servers.answered(server,
                                broadcast(MessageType::offer, {server_identifier(identifier)}).message);
    }
    /// The first server leaves three requests unanswered, a second or more apart.
    void lose_first() {
        for (const auto at : {0s, 2s, 4s}) CHECK(discover(start + at) == first);
    }
};

} // namespace

TEST_CASE("the preferred server is asked as long as it answers") {
    Fixture f;
    for (auto now = start; now < start + 100s; now += 5s) {
        CHECK(f.discover(now) == f.first);
        CHECK(f.answer(f.first, "198.51.100.1") == Heard::as_ever);
    }
}

TEST_CASE("one that leaves three requests unanswered over some time is given up, which is told once") {
    Fixture f;
    f.lose_first();
    const auto next = f.servers.choose(broadcast(MessageType::discover), start + 5s);
    CHECK(next == RelayServers::Choice{.server = f.second, .given_up = f.first});
    const auto after = f.servers.choose(broadcast(MessageType::discover), start + 6s);
    CHECK(after == RelayServers::Choice{.server = f.second, .given_up = std::nullopt});
}

TEST_CASE("a burst alone gives nobody up: the answers are on their way") {
    Fixture f;
    for (int i = 0; i < 100; ++i) CHECK(f.discover(start + i * 1ms) == f.first);
    CHECK(f.answer(f.first, "198.51.100.1") == Heard::as_ever);
    CHECK(f.discover(start + 100s) == f.first);
}

TEST_CASE("messages that get no answer count for nothing") {
    Fixture f;
    for (int i = 0; i < 10; ++i) {
        CHECK(f.ask(broadcast(MessageType::release), start + i * 5s) == f.first);
        CHECK(f.ask(broadcast(MessageType::decline), start + i * 5s) == f.first);
    }
}

TEST_CASE("a silent server is tried again after a while, and has one request then to answer") {
    Fixture f;
    f.lose_first();
    const auto lost = start + 5s;
    CHECK(f.discover(lost) == f.second);
    CHECK(f.answer(f.second, "198.51.100.2") == Heard::as_ever);
    CHECK(f.discover(lost + RelayServers::hold_down - 1s) == f.second);
    CHECK(f.answer(f.second, "198.51.100.2") == Heard::as_ever);
    const auto again = lost + RelayServers::hold_down;
    CHECK(f.discover(again) == f.first);
    SUBCASE("it answers") {
        CHECK(f.answer(f.first, "198.51.100.1") == Heard::again);
        CHECK(f.discover(again + 10s) == f.first);
    }
    SUBCASE("it does not, which is no news") {
        const auto next = f.servers.choose(broadcast(MessageType::discover), again + RelayServers::patience);
        CHECK(next == RelayServers::Choice{.server = f.second, .given_up = std::nullopt});
    }
}

TEST_CASE("an answer that comes late lets the server be asked at once") {
    Fixture f;
    f.lose_first();
    CHECK(f.discover(start + 5s) == f.second);
    CHECK(f.answer(f.first, "198.51.100.1") == Heard::again);
    CHECK(f.discover(start + 6s) == f.first);
}

TEST_CASE("where all are silent, the one asked longest ago is asked") {
    Fixture f;
    f.lose_first();
    for (const auto at : {5s, 7s, 9s}) CHECK(f.discover(start + at) == f.second);
    CHECK(f.discover(start + 10s) == f.first);
    CHECK(f.discover(start + 11s) == f.second);
    CHECK(f.discover(start + 12s) == f.first);
}

TEST_CASE("a client that speaks to one server gets to it") {
    Fixture f;
    CHECK(f.answer(f.second, "203.0.113.2") == Heard::as_ever);
    CHECK(f.servers.has_identifier(ip("203.0.113.2")));
    const auto selecting = [](std::string_view server) {
        return broadcast(MessageType::request,
                         {server_identifier(server), requested_address("192.168.5.44")});
    };
    CHECK(f.ask(selecting("203.0.113.2"), start) == f.second);
    CHECK(f.ask(selecting("198.51.100.2"), start) == f.second);
    CHECK(f.ask(selecting("203.0.113.9"), start) == f.first);
    auto renewing = unicast(MessageType::request, "192.168.5.44");
    renewing.envelope.destination_address = ip("203.0.113.2");
    CHECK(f.ask(renewing, start) == f.second);
}

TEST_CASE("a client whose server is silent gets to the other") {
    Fixture f;
    f.lose_first();
    auto renewing = unicast(MessageType::request, "192.168.5.44");
    renewing.envelope.destination_address = f.first;
    CHECK(f.ask(renewing, start + 5s) == f.second);
}

TEST_CASE("whoever is no server of ours is known for a stranger") {
    Fixture f;
    CHECK(f.answer(ip("198.51.100.3"), "198.51.100.1") == Heard::unknown);
    CHECK_FALSE(f.servers.has_identifier(ip("198.51.100.3")));
}

TEST_CASE("another list keeps what is known of those that stay") {
    Fixture f;
    f.lose_first();
    CHECK(f.discover(start + 5s) == f.second);
    f.servers.use({ip("198.51.100.9"), f.first});
    CHECK(f.discover(start + 6s) == ip("198.51.100.9"));
    CHECK(f.answer(f.first, "198.51.100.1") == Heard::again);
    CHECK(f.answer(f.second, "198.51.100.2") == Heard::unknown);
}

TEST_CASE("what the server calls itself that a request is for") {
    Fixture f;
    (void)f.answer(f.first, "203.0.113.1");
    const auto asked = [&](const dhcp::Packet& request) { return f.servers.identifier(request, start); };
    const auto rebinding = broadcast(MessageType::request);
    CHECK(asked(rebinding) == ip("203.0.113.1"));
    const auto selecting = [](std::string_view server) {
        return broadcast(MessageType::request, {server_identifier(server)});
    };
    for (const auto* const ours : {"203.0.113.1", "198.51.100.1", "198.51.100.2"})
        CHECK(asked(selecting(ours)) == ip(ours));
    CHECK(asked(selecting("198.51.100.3")) == std::nullopt);
    auto renewing = unicast(MessageType::request, "192.168.5.44");
    CHECK(asked(renewing) == std::nullopt);
    renewing.envelope.destination_address = f.second;
    CHECK(asked(renewing) == f.second);
}

TEST_CASE("while the preferred server is silent, the name is the next one's, and nothing counts as asked") {
    Fixture f;
    f.lose_first();
    CHECK(f.discover(start + 5s) == f.second);
    for (int i = 0; i < 10; ++i)
        CHECK(f.servers.identifier(broadcast(MessageType::request), start + 6s) == f.second);
    CHECK(f.discover(start + 20s) == f.second);
}

} // namespace relay_servers_test
