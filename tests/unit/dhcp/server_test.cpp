#include <doctest/doctest.h>

#include "samples.hpp"

namespace server_test {

using namespace sample;

namespace {

constexpr dhcp::Park park;

dhcp::Outcome bound(const dhcp::Packet& request) {
    const auto given = lease();
    return dhcp::respond(request, &given, settings());
}
dhcp::Outcome unbound(const dhcp::Packet& request) { return dhcp::respond(request, nullptr, settings()); }

dhcp::Outcome ignored(Drop reason) { return dhcp::Ignore{reason}; }
dhcp::Outcome replied(MessageType type, const dhcp::Packet& request) {
    return dhcp::Reply{dhcp::make_reply(type, request, lease(), settings()).value()};
}

constexpr auto every_type = {MessageType::discover, MessageType::request, MessageType::decline,
                             MessageType::release, MessageType::inform};

/// Of any type, and complete for it.
dhcp::Packet valid(MessageType type) {
    auto out = broadcast(type, {requested_address("192.168.5.44")});
    if (type == MessageType::release || type == MessageType::inform) out.message.ciaddr = ip("192.168.5.44");
    return out;
}

} // namespace

TEST_CASE("DISCOVER") {
    auto discover = broadcast(MessageType::discover);
    SUBCASE("is offered the binding's address") {
        CHECK(bound(discover) == replied(MessageType::offer, discover));
    }
    SUBCASE("waits while there is no binding") { CHECK(unbound(discover) == dhcp::Outcome{park}); }
    SUBCASE("for another address is offered the binding's all the same") {
        discover.message.options = {requested_address("192.168.5.99")};
        CHECK(bound(discover) == replied(MessageType::offer, discover));
    }
}

TEST_CASE("REQUEST in SELECTING: server identifier and requested address") {
    const auto own = server_identifier("192.0.2.1");
    SUBCASE("the address offered") {
        const auto request = broadcast(MessageType::request, {own, requested_address("192.168.5.44")});
        CHECK(bound(request) == replied(MessageType::ack, request));
    }
    SUBCASE("another address") {
        const auto request = broadcast(MessageType::request, {own, requested_address("192.168.5.45")});
        CHECK(bound(request) == replied(MessageType::nak, request));
    }
    SUBCASE("the offer of another gateway with the same identifier: the LMA is asked first") {
        const auto request = broadcast(MessageType::request, {own, requested_address("192.168.5.44")});
        CHECK(unbound(request) == dhcp::Outcome{park});
    }
    SUBCASE("another server") {
        const auto request = broadcast(
            MessageType::request, {server_identifier("198.51.100.1"), requested_address("192.168.5.44")});
        CHECK(bound(request) == ignored(Drop::other_server));
        CHECK(unbound(request) == ignored(Drop::other_server));
    }
    SUBCASE("no address") {
        const auto request = broadcast(MessageType::request, {own});
        CHECK(bound(request) == ignored(Drop::no_address));
        CHECK(unbound(request) == ignored(Drop::no_address));
    }
    SUBCASE("the address offered, and in ciaddr one that the client has lost") {
        auto request = broadcast(MessageType::request, {own, requested_address("192.168.5.44")});
        request.message.ciaddr = ip("192.168.5.99");
        CHECK(bound(request) == replied(MessageType::ack, request));
        request.message.ciaddr = ip("192.168.5.44");
        request.message.options = {own, requested_address("192.168.5.99")};
        CHECK(bound(request) == replied(MessageType::nak, request));
    }
}

TEST_CASE("REQUEST in INIT-REBOOT: requested address alone") {
    const auto request = broadcast(MessageType::request, {requested_address("192.168.5.44")});
    SUBCASE("the binding's address") { CHECK(bound(request) == replied(MessageType::ack, request)); }
    SUBCASE("not known yet: the LMA is asked first") { CHECK(unbound(request) == dhcp::Outcome{park}); }
    SUBCASE("another address") {
        const auto other = broadcast(MessageType::request, {requested_address("10.0.0.5")});
        CHECK(bound(other) == replied(MessageType::nak, other));
    }
    SUBCASE("an address of zeros is none") {
        CHECK(unbound(broadcast(MessageType::request, {requested_address("0.0.0.0")})) ==
              ignored(Drop::no_address));
    }
}

TEST_CASE("REQUEST in RENEWING: unicast with the client's address") {
    const auto request = unicast(MessageType::request, "192.168.5.44");
    SUBCASE("its own") { CHECK(bound(request) == replied(MessageType::ack, request)); }
    SUBCASE("not known yet: it came from another gateway") { CHECK(unbound(request) == dhcp::Outcome{park}); }
    SUBCASE("not its own any more: it may hear nothing but unicast to that address") {
        const auto other = unicast(MessageType::request, "192.168.5.99");
        auto nak = std::get<dhcp::Reply>(replied(MessageType::nak, other));
        nak.copy = nak.packet.envelope;
        nak.copy->destination = client;
        nak.copy->destination_address = ip("192.168.5.99");
        CHECK(nak.packet.envelope.destination == dhcp::broadcast_mac);
        CHECK(bound(other) == dhcp::Outcome{nak});
    }
    SUBCASE("its address counts, not one it requests besides") {
        const auto both = unicast(MessageType::request, "192.168.5.44", {requested_address("192.168.5.99")});
        CHECK(bound(both) == replied(MessageType::ack, both));
    }
}

TEST_CASE("REQUEST in REBINDING: broadcast with the client's address") {
    auto request = broadcast(MessageType::request);
    request.message.ciaddr = ip("192.168.5.44");
    CHECK(bound(request) == replied(MessageType::ack, request));
    CHECK(unbound(request) == dhcp::Outcome{park});
    request.message.ciaddr = ip("192.168.5.99");
    CHECK(bound(request) == replied(MessageType::nak, request));
}

TEST_CASE("a REQUEST of a client without any lease can be refused") {
    auto request = broadcast(MessageType::request, {requested_address("192.168.5.44")});
    const auto nak = dhcp::refuse(request, settings());
    REQUIRE(nak);
    CHECK(dhcp::Outcome{*nak} == replied(MessageType::nak, request));
    CHECK_FALSE(nak->copy);
    request = unicast(MessageType::request, "192.168.5.44");
    const auto twice = dhcp::refuse(request, settings());
    REQUIRE((twice && twice->copy));
    CHECK(twice->packet.envelope.destination_address == dhcp::limited_broadcast);
    CHECK(twice->copy->destination_address == ip("192.168.5.44"));
    request.message.options.push_back(option(Code::client_identifier, base::Bytes(1500, 7)));
    CHECK(dhcp::refuse(request, settings()).error() == Drop::reply_too_long);
}

TEST_CASE("a parked request is answered once the client is bound") {
    for (const auto type : {MessageType::discover, MessageType::request, MessageType::inform}) {
        const auto request = valid(type);
        CHECK(unbound(request) == dhcp::Outcome{park});
        CHECK(std::holds_alternative<dhcp::Reply>(bound(request)));
    }
}

TEST_CASE("INFORM") {
    const auto inform = unicast(MessageType::inform, "192.168.5.44");
    CHECK(bound(inform) == replied(MessageType::ack, inform));
    CHECK(unbound(inform) == dhcp::Outcome{park});
    CHECK(bound(unicast(MessageType::inform, "192.168.5.99")) == ignored(Drop::wrong_address));
    CHECK(bound(broadcast(MessageType::inform)) == ignored(Drop::no_address));
}

TEST_CASE("RELEASE") {
    const auto own = server_identifier("192.0.2.1");
    CHECK(bound(unicast(MessageType::release, "192.168.5.44", {own})) ==
          dhcp::Outcome{dhcp::Released{ip("192.168.5.44")}});
    CHECK(bound(unicast(MessageType::release, "192.168.5.44")) ==
          dhcp::Outcome{dhcp::Released{ip("192.168.5.44")}});
    CHECK(bound(unicast(MessageType::release, "192.168.5.45", {own})) == ignored(Drop::wrong_address));
    CHECK(bound(broadcast(MessageType::release, {own, requested_address("192.168.5.44")})) ==
          ignored(Drop::no_address));
    CHECK(bound(unicast(MessageType::release, "192.168.5.44", {server_identifier("198.51.100.1")})) ==
          ignored(Drop::other_server));
    CHECK(unbound(unicast(MessageType::release, "192.168.5.44", {own})) == ignored(Drop::no_lease));
}

TEST_CASE("DECLINE") {
    const auto own = server_identifier("192.0.2.1");
    CHECK(bound(broadcast(MessageType::decline, {own, requested_address("192.168.5.44")})) ==
          dhcp::Outcome{dhcp::Declined{ip("192.168.5.44")}});
    CHECK(bound(broadcast(MessageType::decline, {own, requested_address("192.168.5.45")})) ==
          ignored(Drop::wrong_address));
    CHECK(bound(unicast(MessageType::decline, "192.168.5.44", {own})) == ignored(Drop::no_address));
    CHECK(unbound(broadcast(MessageType::decline, {own, requested_address("192.168.5.44")})) ==
          ignored(Drop::no_lease));
}

TEST_CASE("a message to another address is not for this server") {
    auto request = unicast(MessageType::request, "192.168.5.44");
    SUBCASE("some server elsewhere") {
        request.envelope.destination_address = ip("198.51.100.1");
        CHECK(bound(request) == ignored(Drop::other_server));
    }
    SUBCASE("the default router: what another gateway of the domain called itself") {
        request.envelope.destination_address = ip("192.168.5.1");
        CHECK(bound(request) == replied(MessageType::ack, request));
    }
    SUBCASE("cannot be told from the default router before the client is bound") {
        request.envelope.destination_address = ip("192.168.5.1");
        CHECK(unbound(request) == dhcp::Outcome{park});
    }
    SUBCASE("a release that names the default router") {
        const auto release =
            unicast(MessageType::release, "192.168.5.44", {server_identifier("192.168.5.1")});
        CHECK(bound(release) == dhcp::Outcome{dhcp::Released{ip("192.168.5.44")}});
    }
}

TEST_CASE("replies and messages to the client port are no requests") {
    for (const auto type : every_type) {
        auto reply = valid(type);
        reply.message.op = dhcp::Op::reply;
        CHECK(bound(reply) == ignored(Drop::not_a_request));
        auto to_client = valid(type);
        to_client.envelope.destination_port = dhcp::client_port;
        CHECK(bound(to_client) == ignored(Drop::not_a_request));
        auto neither = valid(type);
        neither.message.op = dhcp::Op{7};
        CHECK(bound(neither) == ignored(Drop::not_a_request));
    }
}

TEST_CASE("types that no client sends") {
    for (const auto type : {MessageType::offer, MessageType::ack, MessageType::nak, MessageType{0},
                            MessageType{9}, MessageType{13}, MessageType{255}})
        CHECK(bound(valid(type)) == ignored(Drop::message_type));
}

TEST_CASE("a message speaks only for the station that sent it") {
    for (const auto type : every_type) {
        auto forged = valid(type);
        forged.envelope.source = other_client;
        CHECK(bound(forged) == ignored(Drop::hardware_address));
        CHECK(unbound(forged) == ignored(Drop::hardware_address));
    }
}

TEST_CASE("addresses that no station has") {
    for (const auto& mac :
         {dhcp::broadcast_mac, base::MacAddress{}, base::MacAddress{{1, 0, 0x5e, 0, 0, 1}}}) {
        auto request = broadcast(MessageType::discover);
        request.envelope.source = request.message.chaddr = mac;
        CHECK(unbound(request) == ignored(Drop::hardware_address));
    }
}

TEST_CASE("relayed messages are refused: the relay's clients are not on the link") {
    auto request = valid(MessageType::discover);
    request.message.giaddr = ip("10.0.0.1");
    CHECK(bound(request) == ignored(Drop::relayed));
    CHECK(unbound(request) == ignored(Drop::relayed));
}

TEST_CASE("a reply that fits no frame is not sent") {
    const auto request =
        broadcast(MessageType::discover, {option(Code::client_identifier, base::Bytes(1400, 7))});
    CHECK(bound(request) == ignored(Drop::reply_too_long));
}

TEST_CASE("32 clients in flight get their own address each: nothing is remembered between requests") {
    for (std::uint8_t number = 1; number <= 32; ++number) {
        auto request = broadcast(MessageType::discover);
        request.message.chaddr.octets[5] = request.envelope.source.octets[5] = number;
        auto given = lease();
        given.address.address.value += number;
        const auto outcome = dhcp::respond(request, &given, settings());
        REQUIRE(std::holds_alternative<dhcp::Reply>(outcome));
        const auto& reply = std::get<dhcp::Reply>(outcome).packet;
        CHECK(reply.message.yiaddr == given.address.address);
        CHECK(reply.envelope.destination == request.envelope.source);
    }
}

} // namespace server_test
