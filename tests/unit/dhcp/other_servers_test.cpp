#include <doctest/doctest.h>

#include "dhcp/other_servers.hpp"
#include "samples.hpp"

namespace other_servers_test {

using namespace sample;

namespace {

dhcp::Packet selecting(std::string_view server, std::string_view address) {
    return broadcast(MessageType::request, {server_identifier(server), requested_address(address)});
}
dhcp::Packet init_reboot(std::string_view address) {
    return broadcast(MessageType::request, {requested_address(address)});
}
dhcp::Packet rebinding(std::string_view address) {
    auto request = broadcast(MessageType::request);
    request.message.ciaddr = ip(address);
    return request;
}

/// A client with a binding here has taken the offer of another server.
struct Taken {
    dhcp::OtherServers others;
    dhcp::Lease given = lease();
    Taken() { CHECK(others.took(selecting("198.51.100.1", "10.0.0.7"))); }
    bool concerns(const dhcp::Packet& request) { return others.concerns(request, &given); }
};

} // namespace

TEST_CASE("a client that took another server's offer is left to it") {
    Taken client;
    CHECK(client.concerns(rebinding("10.0.0.7")));
    CHECK(client.concerns(init_reboot("10.0.0.7")));
    CHECK(client.others.concerns(init_reboot("10.0.0.7"), nullptr));
}

TEST_CASE("what has nothing to do with the other server is answered") {
    Taken client;
    CHECK_FALSE(client.concerns(broadcast(MessageType::discover)));
    CHECK_FALSE(client.concerns(unicast(MessageType::inform, "192.168.5.44")));
    CHECK_FALSE(client.concerns(selecting("192.0.2.1", "192.168.5.44")));
}

TEST_CASE("a client that asks for its binding's address has come back") {
    Taken client;
    SUBCASE("by its offer") { CHECK_FALSE(client.concerns(selecting("192.0.2.1", "192.168.5.44"))); }
    SUBCASE("by a reboot") { CHECK_FALSE(client.concerns(init_reboot("192.168.5.44"))); }
    CHECK_FALSE(client.concerns(rebinding("10.0.0.7")));
}

TEST_CASE("other clients are no concern of that server") {
    Taken client;
    auto other = init_reboot("10.0.0.8");
    other.message.chaddr = other.envelope.source = other_client;
    CHECK_FALSE(client.concerns(other));
    client.others.forget(sample::client);
    CHECK_FALSE(client.concerns(init_reboot("10.0.0.7")));
}

TEST_CASE("only a REQUEST that names a server takes an offer") {
    dhcp::OtherServers others;
    CHECK_FALSE(others.took(unicast(MessageType::release, "10.0.0.7", {server_identifier("198.51.100.1")})));
    CHECK_FALSE(others.took(unicast(MessageType::request, "10.0.0.7")));
    const auto given = lease();
    CHECK_FALSE(others.concerns(init_reboot("10.0.0.7"), &given));
}

TEST_CASE("invented clients cost no more than so much memory") {
    dhcp::OtherServers others;
    auto request = selecting("198.51.100.1", "10.0.0.7");
    for (std::size_t i = 0; i <= dhcp::OtherServers::maximum; ++i) {
        request.message.chaddr.octets[4] = static_cast<std::uint8_t>(i >> 8);
        request.message.chaddr.octets[5] = static_cast<std::uint8_t>(i);
        CHECK(others.took(request));
    }
    auto first = init_reboot("10.0.0.7");
    first.message.chaddr.octets[4] = first.message.chaddr.octets[5] = 0;
    CHECK_FALSE(others.concerns(first, nullptr));
}

TEST_CASE("an answer among the clients tells of its server") {
    auto offer = broadcast(MessageType::offer, {server_identifier("192.168.1.1")});
    offer.message.op = dhcp::Op::reply;
    offer.envelope.source = other_client;
    offer.envelope.source_address = ip("192.168.1.2");
    offer.envelope.source_port = dhcp::server_port;
    offer.envelope.destination_port = dhcp::client_port;
    CHECK(dhcp::answer_of_server(offer) ==
          dhcp::Rogue{.mac = other_client, .address = ip("192.168.1.2"), .identifier = ip("192.168.1.1")});
    offer.message.options.clear();
    CHECK(dhcp::answer_of_server(offer)->identifier == ip("192.168.1.2"));
    CHECK_FALSE(dhcp::answer_of_server(broadcast(MessageType::discover)));
}

} // namespace other_servers_test
