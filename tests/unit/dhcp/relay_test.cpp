#include <doctest/doctest.h>

#include "dhcp/relay.hpp"
#include "samples.hpp"

namespace relay_test {

using namespace sample;

namespace {

dhcp::RelaySettings agent() {
    return {.agent = ip("10.106.35.111"),
            .mac = gateway,
            .source = ip("192.0.2.1"),
            .server = ip("198.51.100.5")};
}

dhcp::Message forwarded(const dhcp::Packet& request) {
    const auto given = lease();
    const auto outcome = dhcp::relay(request, &given, agent());
    REQUIRE(std::holds_alternative<dhcp::Forward>(outcome));
    return std::get<dhcp::Forward>(outcome).message;
}

Drop ignored(const dhcp::Packet& request, bool bound = true) {
    const auto given = lease();
    const auto outcome = dhcp::relay(request, bound ? &given : nullptr, agent());
    REQUIRE(std::holds_alternative<dhcp::Ignore>(outcome));
    return std::get<dhcp::Ignore>(outcome).reason;
}

dhcp::Reply refused(const dhcp::Packet& request) {
    const auto given = lease();
    const auto outcome = dhcp::relay(request, &given, agent());
    REQUIRE(std::holds_alternative<dhcp::Reply>(outcome));
    return std::get<dhcp::Reply>(outcome);
}

/// What the server makes of a request that was forwarded to it.
dhcp::Message answer(MessageType type, const dhcp::Packet& request,
                     std::string_view address = "192.168.5.44") {
    auto message = forwarded(request);
    message.op = dhcp::Op::reply;
    message.type = type;
    if (type != MessageType::nak) message.yiaddr = ip(address);
    message.options = {server_identifier("198.51.100.5"), option(Code::interface_mtu, std::uint16_t{1500}),
                       option(Code::relay_agent_information, hex("02 04 c0a8052c"))};
    return message;
}

} // namespace

TEST_CASE(
    "a request goes to the server with the agent's address and the home address, RFC 5844 section 3.4.2") {
    const auto discover =
        broadcast(MessageType::discover, {option(Code::parameter_request_list, hex("01 03"))});
    auto expected = discover.message;
    expected.hops = 1;
    expected.giaddr = ip("10.106.35.111");
    expected.options.push_back(option(Code::relay_agent_information, hex("02 04 c0a8052c")));
    CHECK(forwarded(discover) == expected);
}

TEST_CASE("a renewal, by unicast to the server, is relayed too") {
    auto renewal = unicast(MessageType::request, "192.168.5.44");
    renewal.envelope.destination_address = ip("198.51.100.5");
    CHECK(forwarded(renewal).giaddr == ip("10.106.35.111"));
}

TEST_CASE("a client that starts again is relayed whatever address it has lost") {
    auto discover = broadcast(MessageType::discover);
    discover.message.ciaddr = ip("192.168.5.99");
    CHECK(forwarded(discover).giaddr == ip("10.106.35.111"));
    auto request = broadcast(MessageType::request,
                             {server_identifier("198.51.100.5"), requested_address("192.168.5.44")});
    request.message.ciaddr = ip("192.168.5.99");
    CHECK(forwarded(request).giaddr == ip("10.106.35.111"));
}

TEST_CASE("a client that is not bound is attached first") {
    CHECK(
        std::holds_alternative<dhcp::Park>(dhcp::relay(broadcast(MessageType::discover), nullptr, agent())));
    CHECK(ignored(unicast(MessageType::release, "192.168.5.44"), false) == Drop::no_lease);
}

TEST_CASE("what is not relayed") {
    for (const auto type : {MessageType::release, MessageType::inform})
        CHECK(ignored(unicast(type, "192.168.5.45")) == Drop::wrong_address);
    CHECK(ignored(broadcast(MessageType::decline, {requested_address("192.168.5.45")})) ==
          Drop::wrong_address);
    CHECK(ignored(broadcast(MessageType::offer)) == Drop::message_type);
    // RFC 3046 section 2.1: no client puts in what agents do.
    CHECK(ignored(broadcast(MessageType::discover, {option(Code::relay_agent_information, hex("0101ff"))})) ==
          Drop::relayed);
    auto looping = broadcast(MessageType::discover);
    looping.message.hops = 16;
    CHECK(ignored(looping) == Drop::hops);
    auto foreign = broadcast(MessageType::discover);
    foreign.envelope.source = other_client;
    CHECK(ignored(foreign) == Drop::hardware_address);
}

TEST_CASE("a REQUEST for another address is refused here, by the name of the server that the client knows") {
    const auto wanted = requested_address("192.168.5.45");
    auto as_server = settings();
    as_server.server_identifier = ip("198.51.100.5");
    auto request = broadcast(MessageType::request, {wanted});
    SUBCASE("INIT-REBOOT") {}
    SUBCASE("SELECTING") { request.message.options.push_back(server_identifier("198.51.100.5")); }
    SUBCASE("REBINDING") {
        request.message.options.clear();
        request.message.ciaddr = ip("192.168.5.45");
    }
    SUBCASE("RENEWING") { request = unicast(MessageType::request, "192.168.5.45"); }
    const auto nak = refused(request);
    CHECK(nak == dhcp::refuse(request, as_server));
    CHECK(nak.packet.message.type == MessageType::nak);
    CHECK(nak.packet.message.address(Code::server_identifier) == ip("198.51.100.5"));
    CHECK(nak.packet.envelope.destination == dhcp::broadcast_mac);
}

TEST_CASE("a REQUEST for another address at a server that is none of ours is left to that one") {
    auto settings = agent();
    settings.server.reset();
    const auto given = lease();
    const auto elsewhere =
        broadcast(MessageType::request, {server_identifier("10.0.0.1"), requested_address("10.0.0.7")});
    const auto outcome = dhcp::relay(elsewhere, &given, settings);
    REQUIRE(std::holds_alternative<dhcp::Ignore>(outcome));
    CHECK(std::get<dhcp::Ignore>(outcome).reason == Drop::other_server);
}

TEST_CASE("a refusal that fits no frame is not sent") {
    CHECK(ignored(broadcast(MessageType::request, {requested_address("192.168.5.45"),
                                                   option(Code::client_identifier, base::Bytes(1500, 7))})) ==
          Drop::reply_too_long);
}

TEST_CASE("Relay Agent Information of a trusted switch goes on, but for its Agent Remote ID, and comes back "
          "whole") {
    auto trusting = agent();
    trusting.trusted = true;
    const auto given = lease();
    const auto relayed = [&](std::string_view seen) {
        return dhcp::relay(
            broadcast(MessageType::discover, {option(Code::relay_agent_information, hex(seen))}), &given,
            trusting);
    };
    const auto outcome = relayed("0101ff 020199 0602aabb");
    REQUIRE(std::holds_alternative<dhcp::Forward>(outcome));
    const auto& sent = std::get<dhcp::Forward>(outcome).message;
    CHECK(sent.options ==
          std::vector{option(Code::relay_agent_information, hex("0101ff 0602aabb 0204c0a8052c"))});
    for (const auto* const broken : {"01", "0102ff", "0101ff 02"})
        CHECK(std::get<dhcp::Ignore>(relayed(broken)).reason == Drop::option_length);

    const auto seen = hex("0101ff 020199 0602aabb");
    const auto packet =
        dhcp::deliver(answer(MessageType::offer, broadcast(MessageType::discover)), given, trusting, &seen);
    REQUIRE(packet);
    CHECK(*packet->message.find(Code::relay_agent_information) == seen);
    CHECK(packet->message.options.back().code == Code::relay_agent_information);
}

TEST_CASE("the answer reaches the client as if the gateway gave it, with the tunnel's MTU") {
    auto offer = answer(MessageType::offer, broadcast(MessageType::discover));
    offer.file.front() = 'x'; // what to boot
    const auto packet = dhcp::deliver(offer, lease(), agent());
    REQUIRE(packet);
    CHECK(packet->message.file == offer.file);
    CHECK(packet->envelope == dhcp::Envelope{.source = gateway,
                                             .destination = client,
                                             .source_address = ip("198.51.100.5"),
                                             .destination_address = ip("192.168.5.44"),
                                             .source_port = dhcp::server_port,
                                             .destination_port = dhcp::client_port});
    CHECK(packet->message.giaddr.unspecified());
    CHECK(packet->message.hops == 0);
    CHECK(packet->message.options ==
          std::vector{server_identifier("198.51.100.5"), option(Code::interface_mtu, std::uint16_t{1464})});
}

TEST_CASE("an answer that does not name its server comes from the gateway") {
    auto nameless = answer(MessageType::offer, broadcast(MessageType::discover));
    std::erase_if(nameless.options,
                  [](const dhcp::Option& one) { return one.code == Code::server_identifier; });
    const auto packet = dhcp::deliver(nameless, lease(), agent());
    REQUIRE(packet);
    CHECK(packet->envelope.source_address == ip("192.0.2.1"));
}

TEST_CASE("a NAK is broadcast as it came") {
    const auto packet =
        dhcp::deliver(answer(MessageType::nak, broadcast(MessageType::request)), lease(), agent());
    REQUIRE(packet);
    CHECK(packet->envelope.destination == dhcp::broadcast_mac);
    CHECK(packet->message.number16(Code::interface_mtu) == 1500);
}

TEST_CASE("answers that are dropped") {
    const auto request = broadcast(MessageType::discover);
    const auto dropped = [](const dhcp::Message& message) {
        return dhcp::deliver(message, lease(), agent()).error();
    };
    CHECK(dropped(answer(MessageType::offer, request, "192.168.5.45")) == Drop::wrong_address);
    CHECK(dropped(answer(MessageType::ack, request, "192.168.5.45")) == Drop::wrong_address);
    CHECK(dropped(forwarded(request)) == Drop::not_a_reply);
    auto elsewhere = answer(MessageType::offer, request);
    elsewhere.giaddr = ip("10.106.35.112");
    CHECK(dropped(elsewhere) == Drop::other_agent);
}

} // namespace relay_test
