#include <doctest/doctest.h>

#include "dhcp/other_servers6.hpp"
#include "samples6.hpp"

namespace other_servers6_test {

using namespace sample6;

namespace {

/// By a server at another client's MAC address, to one of the clients.
dhcp::Packet6 told(MessageType6 type) {
    return {.envelope = {.source = sample::other_client,
                         .destination = client,
                         .source_address = ip6("fe80::66"),
                         .destination_address = ip6("fe80::223:c2ff:fedb:292d"),
                         .source_port = dhcp::server_port6,
                         .destination_port = dhcp::client_port6},
            .message = {.type = type, .options = {option6(Code6::server_identifier, "0003 0001 66")}}};
}

} // namespace

TEST_CASE("what only servers say tells of a DHCPv6 server among the clients") {
    for (const auto type : {MessageType6::advertise, MessageType6::reply, MessageType6::reconfigure}) {
        CAPTURE(type);
        CHECK(dhcp::answer_of_server(told(type)) == dhcp::Rogue6{.mac = sample::other_client,
                                                                 .address = ip6("fe80::66"),
                                                                 .identifier = hex("0003 0001 66")});
    }
}

TEST_CASE("a DHCPv6 server that hides who it is, or what it is, is one all the same") {
    auto answer = told(MessageType6::reply);
    answer.message.options.clear();
    CHECK(dhcp::answer_of_server(answer)->identifier.empty());
    answer.envelope.source_port = 1024;
    answer.envelope.source_address = home;
    CHECK(dhcp::answer_of_server(answer)->address == home);
}

TEST_CASE("what clients say, and what they do not hear, is no answer of a DHCPv6 server") {
    CHECK_FALSE(dhcp::answer_of_server(asked(MessageType6::solicit)));
    CHECK_FALSE(dhcp::answer_of_server(told(MessageType6::solicit)));
    auto unheard = told(MessageType6::reply);
    unheard.envelope.destination_port = dhcp::server_port6;
    CHECK_FALSE(dhcp::answer_of_server(unheard));
}

} // namespace other_servers6_test
