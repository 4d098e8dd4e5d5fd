#include <doctest/doctest.h>

#include "samples.hpp"

namespace reply_options_test {

using namespace sample;

namespace {

constexpr Code ntp{42}, vendor{43}, proxy{252};

dhcp::ServerSettings with_options(std::vector<dhcp::Option> options) {
    auto out = settings();
    out.options = std::move(options);
    return out;
}

dhcp::ServerSettings three() {
    return with_options({option(ntp, ip("192.0.2.10")), option(vendor, hex("0104c000020a")),
                         option(proxy, {'h', 't', 't', 'p'})});
}

dhcp::Message made(MessageType type, const dhcp::Packet& request,
                   const dhcp::ServerSettings& server = three()) {
    const auto reply = dhcp::make_reply(type, request, lease(), server);
    REQUIRE(reply.has_value());
    return reply->message;
}

dhcp::Packet asks(base::Bytes list) {
    return broadcast(MessageType::discover, {option(Code::parameter_request_list, std::move(list))});
}

} // namespace

TEST_CASE("a client is told the operator's options that it lists, where it lists them") {
    const auto offer = made(MessageType::offer, asks({43, 1, 3, 42}));
    CHECK(codes(offer) == std::vector{54, 51, 58, 59, 1, 43, 3, 42, 6, 26});
    CHECK(*offer.find(vendor) == hex("0104c000020a"));
    CHECK(*offer.find(ntp) == hex("c000020a"));
}

TEST_CASE("a client without a list is told all of them") {
    CHECK(codes(made(MessageType::offer, broadcast(MessageType::discover))) ==
          std::vector{54, 51, 58, 59, 1, 3, 6, 26, 42, 43, 252});
}

TEST_CASE("INFORM is answered with them, NAK without") {
    CHECK(made(MessageType::ack, unicast(MessageType::inform, "192.168.5.44")).find(proxy) != nullptr);
    CHECK(codes(made(MessageType::nak, broadcast(MessageType::request))) == std::vector{54, 56});
}

TEST_CASE("of a reply that grows too long, the last option of the operator is left out first") {
    const auto text = [](Code code) { return option(code, base::Bytes(200, 'a')); };
    const auto server = with_options({text(Code{15}), text(vendor), text(proxy)});
    const auto offer = made(MessageType::offer, broadcast(MessageType::discover), server);
    CHECK(codes(offer) == std::vector{54, 51, 58, 59, 1, 3, 6, 15, 26});
    const auto roomy =
        broadcast(MessageType::discover, {option(Code::maximum_message_size, std::uint16_t{1500})});
    CHECK(codes(made(MessageType::offer, roomy, server)) ==
          std::vector{54, 51, 58, 59, 1, 3, 6, 15, 26, 43, 252});
}

TEST_CASE("a client identifier that another client has too changes nothing for either") {
    const auto identifier = option(Code::client_identifier, hex("010023c2db292d"));
    auto thief = broadcast(MessageType::request, {identifier, requested_address("192.168.5.44")});
    thief.message.chaddr = thief.envelope.source = other_client;
    auto others = lease();
    others.address.address = ip("192.168.5.45");
    const auto outcome = dhcp::respond(thief, &others, settings());
    REQUIRE(std::holds_alternative<dhcp::Reply>(outcome));
    const auto& nak = std::get<dhcp::Reply>(outcome).packet.message;
    CHECK(nak.type == MessageType::nak);
    CHECK(nak.yiaddr.unspecified());
    CHECK(*nak.find(Code::client_identifier) == identifier.data);
}

} // namespace reply_options_test
