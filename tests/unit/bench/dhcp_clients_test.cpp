#include <doctest/doctest.h>

#include <variant>

#include "dhcp/server.hpp"
#include "tools/bench/dhcp_clients.hpp"

namespace dhcp_clients_test {

using namespace bench;
using namespace std::chrono_literals;
using dhcp::MessageType;

namespace {

constexpr base::MacAddress mac{{2, 0, 0, 0, 0, 1}};
constexpr base::MacAddress gateway{{0x00, 0x00, 0x5e, 0x00, 0x52, 0x13}};
constexpr base::Ipv4 server{0xc0000201}, address{0x0a40000a}, router{0x0a400001};
constexpr TimePoint start{};

/// What the gateway's own server answers to a client with a lease of this address.
dhcp::Packet answer(const dhcp::Packet& request, base::Ipv4 home = address) {
    const dhcp::Lease lease{.address = {home, 10}, .router = router, .lifetime = dhcp::Seconds(3600)};
    const auto outcome =
        dhcp::respond(request, &lease, {.server_identifier = server, .dns = {}, .mac = gateway});
    REQUIRE(std::holds_alternative<dhcp::Reply>(outcome));
    return std::get<dhcp::Reply>(outcome).packet;
}

Clients bound() { return Clients({{.mac = mac, .address = address, .server = server, .gateway = gateway}}); }

} // namespace

TEST_CASE("a client takes its lease from the gateway's server, and each stage is timed") {
    Clients clients({{.mac = mac}});
    const auto discover = clients.begin(0, State::selecting, start);
    CHECK(discover.message.type == MessageType::discover);
    const auto request = clients.receive(answer(discover), start + 3ms);
    REQUIRE(request);
    CHECK(request->message.type == MessageType::request);
    CHECK(clients.waiting() == 1);
    CHECK_FALSE(clients.receive(answer(*request), start + 5ms));
    CHECK(clients.idle(0));
    CHECK_FALSE(clients.deadline());
    CHECK(clients.leased(0) == Leased{.mac = mac, .address = address, .server = server, .gateway = gateway});
    CHECK(clients.tally().offer == std::vector<Duration>{3ms});
    CHECK(clients.tally().ack == std::vector<Duration>{2ms});
    CHECK(clients.tally().whole == std::vector<Duration>{5ms});
}

TEST_CASE("a client renews with its server, or with any") {
    for (const auto state : {State::renewing, State::rebinding}) {
        auto clients = bound();
        const auto request = clients.begin(0, state, start);
        CHECK(request.message.ciaddr == address);
        CHECK((request.envelope.destination == gateway) == (state == State::renewing));
        CHECK_FALSE(clients.receive(answer(request), start + 1ms));
        CHECK(clients.tally().ack == std::vector<Duration>{1ms});
        CHECK(clients.tally().offer.empty());
    }
}

TEST_CASE("a client gives its address back, to its server alone, and waits for nothing") {
    auto clients = bound();
    const auto release = clients.begin(0, State::releasing, start);
    CHECK(release.envelope.destination == gateway);
    CHECK(release.message.find(dhcp::Code::parameter_request_list) == nullptr); // RFC 2131 table 5
    const dhcp::Lease lease{.address = {address, 10}, .router = router, .lifetime = dhcp::Seconds(3600)};
    const auto outcome =
        dhcp::respond(release, &lease, {.server_identifier = server, .dns = {}, .mac = gateway});
    REQUIRE(std::holds_alternative<dhcp::Released>(outcome));
    CHECK(std::get<dhcp::Released>(outcome).address == address);
    CHECK(clients.idle(0));
    CHECK_FALSE(clients.deadline());
    CHECK(clients.leased(0).address.unspecified());
}

TEST_CASE("a client that is refused begins anew") {
    auto clients = bound();
    const auto request = clients.begin(0, State::renewing, start);
    const auto next = clients.receive(answer(request, {address.value + 1}), start + 1ms);
    REQUIRE(next);
    CHECK(next->message.type == MessageType::discover);
    CHECK(clients.tally().refused == 1);
}

TEST_CASE("what nobody waits for is counted") {
    Clients clients({{.mac = mac}});
    const auto discover = clients.begin(0, State::selecting, start);
    auto other = answer(discover);
    other.message.xid ^= 1; // another client
    CHECK_FALSE(clients.receive(other, start));
    auto early = answer(discover);
    early.message.type = MessageType::ack;
    CHECK_FALSE(clients.receive(early, start));
    CHECK_FALSE(clients.receive(discover, start));
    CHECK(clients.tally().strange == 3);
    CHECK(clients.waiting() == 1);
}

TEST_CASE("a message goes again until it is answered, after RFC 2131 section 4.1") {
    Clients clients({{.mac = mac}});
    const auto discover = clients.begin(0, State::selecting, start);
    CHECK(*clients.deadline() >= start + 3s);
    CHECK(*clients.deadline() <= start + 5s);
    CHECK_FALSE(clients.overdue(start + 2s));
    CHECK(clients.overdue(start + 5s) == discover);
    CHECK(*clients.deadline() >= start + 12s);
    CHECK_FALSE(clients.overdue(start + 5s));
    CHECK(clients.tally().retransmitted == 1);
    CHECK(clients.receive(answer(discover), start + 6s));
    CHECK(clients.tally().offer == std::vector<Duration>{6s});
}

TEST_CASE("a client whose requests are not answered looks for another server") {
    Clients clients({{.mac = mac}});
    const auto discover = clients.begin(0, State::selecting, start);
    REQUIRE(clients.receive(answer(discover), start));
    for (int i = 0; i < 3; ++i)
        CHECK(clients.overdue(*clients.deadline())->message.type == MessageType::request);
    CHECK(clients.overdue(*clients.deadline())->message.type == MessageType::discover);
}

TEST_CASE("retransmissions come twice as late each time, within limits") {
    CHECK(retransmission_delay(1, 0) == 4s);
    CHECK(retransmission_delay(2, -1) == 7s);
    CHECK(retransmission_delay(5, 1) == 65s);
    CHECK(retransmission_delay(50, 0) == 64s);
}

} // namespace dhcp_clients_test
