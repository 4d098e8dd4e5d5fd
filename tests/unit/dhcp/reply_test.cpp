#include <doctest/doctest.h>

#include "samples.hpp"

namespace reply_test {

using namespace sample;

namespace {

dhcp::Packet make(MessageType type, const dhcp::Packet& request, const dhcp::Lease& given = lease(),
                  const dhcp::ServerSettings& server = settings()) {
    const auto reply = dhcp::make_reply(type, request, given, server);
    REQUIRE(reply.has_value());
    return *reply;
}

dhcp::Option request_list(base::Bytes list) { return option(Code::parameter_request_list, std::move(list)); }

std::string value(const dhcp::Packet& packet, Code code) {
    const auto* const data = packet.message.find(code);
    return data == nullptr ? "absent" : to_string(dhcp::Option{.code = code, .data = *data});
}

dhcp::ServerSettings with_dns(std::size_t count) {
    auto out = settings();
    out.dns.assign(count, ip("8.8.8.8"));
    return out;
}

} // namespace

TEST_CASE("an OFFER carries what the binding gave") {
    const auto offer = make(MessageType::offer, broadcast(MessageType::discover));
    CHECK(offer.message.op == dhcp::Op::reply);
    CHECK(offer.message.type == MessageType::offer);
    CHECK(offer.message.xid == 0x3d1d5c2e);
    CHECK(offer.message.chaddr == client);
    CHECK(offer.message.yiaddr == ip("192.168.5.44"));
    CHECK(offer.message.ciaddr.unspecified());
    CHECK(offer.message.siaddr.unspecified());
    CHECK(value(offer, Code::server_identifier) == "192.0.2.1");
    CHECK(value(offer, Code::lease_time) == "3600");
    CHECK(value(offer, Code::renewal_time) == "1800");
    CHECK(value(offer, Code::rebinding_time) == "3150");
    CHECK(value(offer, Code::subnet_mask) == "255.255.255.0");
    CHECK(value(offer, Code::router) == "192.168.5.1");
    CHECK(value(offer, Code::domain_name_server) == "8.8.8.8");
    CHECK(value(offer, Code::interface_mtu) == "1464");
}

TEST_CASE("an ACK carries the same, and the client's own address if it has one") {
    const auto request = unicast(MessageType::request, "192.168.5.44");
    const auto ack = make(MessageType::ack, request);
    CHECK(ack.message.ciaddr == ip("192.168.5.44"));
    CHECK(ack.message.yiaddr == ip("192.168.5.44"));
    CHECK(ack.message.options == make(MessageType::offer, request).message.options);
}

TEST_CASE("an ACK to INFORM has no address and no times, RFC 2131 section 4.3.5") {
    const auto ack = make(MessageType::ack, unicast(MessageType::inform, "192.168.5.44"));
    CHECK(ack.message.yiaddr.unspecified());
    CHECK(codes(ack.message) == std::vector{54, 1, 3, 6, 26});
}

TEST_CASE("a NAK has no address at all, and says why") {
    const auto nak = make(MessageType::nak, unicast(MessageType::request, "192.168.5.99"));
    CHECK(nak.message.yiaddr.unspecified());
    CHECK(nak.message.ciaddr.unspecified());
    CHECK(codes(nak.message) == std::vector{54, 56});
    CHECK(value(nak, Code::message) == "the requested address is not yours");
}

TEST_CASE("the lease never outlives the binding") {
    auto given = lease();
    auto server = settings();
    SUBCASE("binding shorter") { given.lifetime = dhcp::Seconds(600); }
    SUBCASE("lease shorter") { server.lease_time = dhcp::Seconds(600); }
    const auto offer = make(MessageType::offer, broadcast(MessageType::discover), given, server);
    CHECK(value(offer, Code::lease_time) == "600");
    CHECK(value(offer, Code::renewal_time) == "300");
    CHECK(value(offer, Code::rebinding_time) == "525");
}

TEST_CASE("a lease time fits its 32 bits and is never 0") {
    auto given = lease();
    auto server = settings();
    given.lifetime = server.lease_time = dhcp::Seconds(1'000'000'000'000);
    CHECK(value(make(MessageType::offer, broadcast(MessageType::discover), given, server),
                Code::lease_time) == "4294967295");
    given.lifetime = dhcp::Seconds(0);
    CHECK(value(make(MessageType::offer, broadcast(MessageType::discover), given, server),
                Code::lease_time) == "1");
}

TEST_CASE("a router outside of the subnet is given as it is") {
    auto given = lease();
    given.address.length = 32;
    given.router = ip("192.0.2.1");
    const auto offer =
        make(MessageType::offer, broadcast(MessageType::discover, {request_list({28, 3, 1})}), given);
    CHECK(value(offer, Code::subnet_mask) == "255.255.255.255");
    CHECK(value(offer, Code::router) == "192.0.2.1");
    CHECK(value(offer, Code::broadcast_address) == "absent");
}

TEST_CASE("the order of options") {
    SUBCASE("without a list: the leading ones, then by code") {
        CHECK(codes(make(MessageType::offer, broadcast(MessageType::discover)).message) ==
              std::vector{54, 51, 58, 59, 1, 3, 6, 26});
    }
    SUBCASE("as listed, but the mask before the router; what was not listed comes last") {
        const auto request = broadcast(MessageType::discover, {request_list({26, 3, 1, 222, 51})});
        CHECK(codes(make(MessageType::offer, request).message) == std::vector{54, 51, 58, 59, 1, 26, 3, 6});
    }
    SUBCASE("echoes behind all, relay agent information last of all") {
        const auto request =
            broadcast(MessageType::discover, {option(Code::relay_agent_information, hex("010161")),
                                              option(Code::client_identifier, hex("010023c2db292d"))});
        const auto offer = make(MessageType::offer, request);
        CHECK(codes(offer.message) == std::vector{54, 51, 58, 59, 1, 3, 6, 26, 61, 82});
        CHECK(*offer.message.find(Code::client_identifier) == hex("010023c2db292d"));
        CHECK(*offer.message.find(Code::relay_agent_information) == hex("010161"));
    }
}

TEST_CASE("a NAK echoes too, RFC 6842 section 3") {
    const auto request = broadcast(MessageType::request, {option(Code::client_identifier, hex("01aa"))});
    CHECK(codes(make(MessageType::nak, request).message) == std::vector{54, 56, 61});
}

TEST_CASE("extras come only where there is something to say") {
    const auto plain = broadcast(MessageType::discover);
    CHECK(value(make(MessageType::offer, plain), Code::broadcast_address) == "absent");
    CHECK(value(make(MessageType::offer, plain, lease(), with_dns(0)), Code::domain_name_server) == "absent");
    CHECK(value(make(MessageType::offer, plain, lease(), with_dns(2)), Code::domain_name_server) ==
          "8.8.8.8,8.8.8.8");
    const auto asks = broadcast(MessageType::discover, {request_list({28})});
    CHECK(value(make(MessageType::offer, asks), Code::broadcast_address) == "192.168.5.255");
}

TEST_CASE("a reply keeps to the size the client takes") {
    const auto size = [](std::optional<std::uint16_t> told, std::size_t dns) {
        std::vector<dhcp::Option> options;
        if (told) options.push_back(option(Code::maximum_message_size, *told));
        const auto offer =
            make(MessageType::offer, broadcast(MessageType::discover, options), lease(), with_dns(dns));
        return std::pair(dhcp::encode_message(offer.message).size(),
                         offer.message.find(Code::domain_name_server) != nullptr);
    };
    // 576 octets of packet are 548 of message, RFC 2131 section 2.
    CHECK(size(std::nullopt, 1) == std::pair(std::size_t{300}, true));
    CHECK(size(std::nullopt, 65) == std::pair(std::size_t{548}, true));
    CHECK(size(std::nullopt, 66) == std::pair(std::size_t{300}, false));
    CHECK_FALSE(size(576, 80).second);
    CHECK(size(1500, 80).second);
    CHECK(size(0, 1).second);       // below the minimum, raised to it
    CHECK(size(65535, 200).second); // more than the link takes, lowered to it
    CHECK_FALSE(size(65535, 400).second);
}

TEST_CASE("an identifier comes back even where the client said it takes less") {
    const auto request =
        broadcast(MessageType::discover, {option(Code::client_identifier, base::Bytes(700, 7)),
                                          option(Code::maximum_message_size, std::uint16_t{576})});
    const auto offer = make(MessageType::offer, request);
    CHECK(offer.message.find(Code::client_identifier)->size() == 700);
    CHECK(offer.message.find(Code::domain_name_server) == nullptr);
}

TEST_CASE("an identifier that fits no frame gets no reply") {
    const auto request =
        broadcast(MessageType::discover, {option(Code::client_identifier, base::Bytes(1400, 7))});
    const auto reply = dhcp::make_reply(MessageType::offer, request, lease(), settings());
    REQUIRE_FALSE(reply.has_value());
    CHECK(reply.error() == Drop::reply_too_long);
}

TEST_CASE("replies come from the gateway's address and the server identifier") {
    const auto where = make(MessageType::offer, broadcast(MessageType::discover)).envelope;
    CHECK(where.source == gateway);
    CHECK(where.source_address == ip("192.0.2.1"));
    CHECK(where.source_port == 67);
    CHECK(where.destination_port == 68);
}

TEST_CASE("where a reply goes, RFC 2131 section 4.1") {
    auto request = broadcast(MessageType::request);
    SUBCASE("to the address it gives, at the client's link address") {
        const auto where = make(MessageType::ack, request).envelope;
        CHECK(where.destination == client);
        CHECK(where.destination_address == ip("192.168.5.44"));
    }
    SUBCASE("to all, if the client asks for that") {
        request.message.flags = dhcp::broadcast_flag;
        const auto reply = make(MessageType::ack, request);
        CHECK(reply.envelope.destination == dhcp::broadcast_mac);
        CHECK(reply.envelope.destination_address == dhcp::limited_broadcast);
        CHECK(reply.message.flags == dhcp::broadcast_flag);
    }
    SUBCASE("to the address the client has, whatever its broadcast flag") {
        request.message.flags = dhcp::broadcast_flag;
        request.message.ciaddr = ip("192.168.5.44");
        const auto where = make(MessageType::ack, request).envelope;
        CHECK(where.destination == client);
        CHECK(where.destination_address == ip("192.168.5.44"));
    }
    SUBCASE("to the address of one that asks for parameters only") {
        const auto where = make(MessageType::ack, unicast(MessageType::inform, "192.168.5.44")).envelope;
        CHECK(where.destination == client);
        CHECK(where.destination_address == ip("192.168.5.44"));
    }
    SUBCASE("NAK: always to all") {
        request.message.ciaddr = ip("192.168.5.99");
        const auto where = make(MessageType::nak, request).envelope;
        CHECK(where.destination == dhcp::broadcast_mac);
        CHECK(where.destination_address == dhcp::limited_broadcast);
    }
}

} // namespace reply_test
