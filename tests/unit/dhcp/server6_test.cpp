#include <doctest/doctest.h>

#include "samples6.hpp"

namespace server6_test {

using namespace sample6;

namespace {

dhcp::Outcome6 outcome(const dhcp::Packet6& request, const dhcp::Lease6& lease = lease6()) {
    return dhcp::respond(request, &lease, settings6());
}
dhcp::Reply6 replied(const dhcp::Packet6& request, const dhcp::Lease6& lease = lease6()) {
    const auto out = outcome(request, lease);
    REQUIRE(std::holds_alternative<dhcp::Reply6>(out));
    return std::get<dhcp::Reply6>(out);
}
dhcp::Message6 answer(const dhcp::Packet6& request, const dhcp::Lease6& lease = lease6()) {
    return replied(request, lease).packet.message;
}
dhcp::Outcome6 ignored(Drop6 reason) { return dhcp::Ignore6{reason}; }

/// 1000 s of the settings are less than what the binding has.
const IdentityAssociation granted{
    .iaid = 1, .t1 = 500, .t2 = 800, .addresses = {{.address = home, .preferred = 1000, .valid = 1000}}};
IdentityAssociation refused(StatusCode status, std::uint32_t iaid = 1, Code6 code = Code6::ia_na) {
    return {.code = code, .iaid = iaid, .status = status};
}
using Associations = std::vector<IdentityAssociation>;

std::optional<StatusCode> status_of(const dhcp::Message6& message) {
    const auto* const data = message.find(Code6::status_code);
    if (data == nullptr) return std::nullopt;
    StatusCode status{};
    base::Reader(*data).value(status);
    return status;
}

/// Of each type, and complete for it.
dhcp::Packet6 valid(MessageType6 type) {
    const bool names_server = type == MessageType6::request || type == MessageType6::renew ||
                              type == MessageType6::release || type == MessageType6::decline;
    const bool asks = type != MessageType6::information_request;
    return asked(type, asks ? Associations{ia_na({"2001:db8:5:1::5213"})} : Associations{},
                 names_server ? std::vector{to_server} : std::vector<dhcp::Option6>{});
}

} // namespace

TEST_CASE("SOLICIT is offered the binding's address, by a server to be taken at once") {
    const auto request = asked(MessageType6::solicit, {ia_na({"2001:db8::99"})});
    const auto packet = replied(request).packet;
    CHECK(packet.envelope == dhcp::Envelope6{.source = gateway,
                                             .destination = client,
                                             .source_address = router,
                                             .destination_address = request.envelope.source_address,
                                             .source_port = 547,
                                             .destination_port = 546});
    const auto& message = packet.message;
    CHECK(message.type == MessageType6::advertise);
    CHECK(message.transaction == 0x3d1d5c);
    CHECK(message.associations == Associations{granted});
    CHECK(codes6(message) == std::vector{2, 1, 7, 23, 24});
    CHECK(*message.find(Code6::server_identifier) == server_duid);
    CHECK(*message.find(Code6::client_identifier) == client_duid);
    CHECK(*message.find(Code6::preference) == hex("ff"));
}

TEST_CASE("rapid commit, where there is something to commit") {
    const auto request = asked(MessageType6::solicit, {ia_na()}, {option6(Code6::rapid_commit, "")});
    const auto message = answer(request);
    CHECK(message.type == MessageType6::reply);
    CHECK(message.associations == Associations{granted});
    CHECK(message.find(Code6::rapid_commit) != nullptr);
    CHECK(answer(request, no_lease6()).type == MessageType6::advertise);
    CHECK(answer(request, no_lease6()).find(Code6::rapid_commit) == nullptr);
}

TEST_CASE("a client without a leased address is told so in the association") {
    const auto request = asked(MessageType6::solicit, {ia_na(), {.code = Code6::ia_pd, .iaid = 2}});
    CHECK(answer(request, no_lease6()).associations ==
          Associations{refused(StatusCode::no_addresses_available),
                       refused(StatusCode::no_prefix_available, 2, Code6::ia_pd)});
}

TEST_CASE("the first IA_NA gets the address, whatever else is asked for") {
    const auto request =
        asked(MessageType6::request, {{.code = Code6::ia_ta, .iaid = 3}, ia_na(), ia_na({}, 2)}, {to_server});
    CHECK(answer(request).associations ==
          Associations{refused(StatusCode::no_addresses_available, 3, Code6::ia_ta), granted,
                       refused(StatusCode::no_addresses_available, 2)});
}

TEST_CASE("REQUEST") {
    SUBCASE("gets the address") {
        CHECK(answer(valid(MessageType6::request)).type == MessageType6::reply);
        CHECK(answer(valid(MessageType6::request)).associations == Associations{granted});
    }
    SUBCASE("for another one of its prefix gets the address all the same") {
        const auto request = asked(MessageType6::request, {ia_na({"2001:db8:5:1::99"})}, {to_server});
        CHECK(answer(request).associations == Associations{granted});
    }
    SUBCASE("for one of another link is told so") {
        const auto request = asked(MessageType6::request, {ia_na({"2001:db8:5:2::1"})}, {to_server});
        CHECK(answer(request).associations == Associations{refused(StatusCode::not_on_link)});
    }
}

TEST_CASE("RENEW and REBIND keep the address, and end all others") {
    for (const auto type : {MessageType6::renew, MessageType6::rebind}) {
        auto request = valid(type);
        CHECK(answer(request).type == MessageType6::reply);
        CHECK(answer(request).associations == Associations{granted});
        request.message.associations = {ia_na({"2001:db8:5:1::5213", "2001:db8:5:2::1"})};
        auto expected = granted;
        expected.addresses.push_back({.address = ip6("2001:db8:5:2::1")});
        CHECK(answer(request).associations == Associations{expected});

        expected.addresses.erase(expected.addresses.begin());
        expected.t1 = expected.t2 = 0;
        request.message.associations = {ia_na({"2001:db8:5:2::1"})};
        CHECK(answer(request, no_lease6()).associations == Associations{expected});
        request.message.associations = {ia_na()};
        CHECK(answer(request, no_lease6()).associations == Associations{refused(StatusCode::no_binding)});
    }
}

TEST_CASE("a lease is never longer than the binding, and never 0") {
    auto lease = lease6();
    lease.lifetime = dhcp::Seconds(10);
    auto association = answer(valid(MessageType6::renew), lease).associations[0];
    CHECK(association.addresses[0].valid == 10);
    CHECK(association.t1 == 5);
    CHECK(association.t2 == 8);
    lease.lifetime = dhcp::Seconds(0);
    CHECK(answer(valid(MessageType6::renew), lease).associations[0].addresses[0].valid == 1);
}

TEST_CASE("CONFIRM asks whether addresses belong to the link") {
    const auto of = [](std::string_view address) {
        return answer(asked(MessageType6::confirm, {ia_na({"2001:db8:5:1::5213"}), ia_na({address})}));
    };
    CHECK(status_of(of("2001:db8:5:1:ffff::1")) == StatusCode::success);
    CHECK(status_of(of("2001:db8:5:2::1")) == StatusCode::not_on_link);
    CHECK(of("2001:db8:5:1::1").associations.empty());
    CHECK(codes6(of("2001:db8:5:1::1")) == std::vector{2, 1, 13});
    CHECK(outcome(asked(MessageType6::confirm, {ia_na()})) == ignored(Drop6::no_address));
}

TEST_CASE("RELEASE and DECLINE are answered, and tell that the address is given up") {
    for (const auto type : {MessageType6::release, MessageType6::decline}) {
        const auto reply = replied(valid(type));
        CHECK(reply.given_up);
        CHECK(reply.packet.message.associations.empty());
        CHECK(status_of(reply.packet.message) == StatusCode::success);

        const auto other = replied(asked(type, {ia_na({"2001:db8:5:1::99"}, 4)}, {to_server}));
        CHECK_FALSE(other.given_up);
        CHECK(other.packet.message.associations == Associations{refused(StatusCode::no_binding, 4)});
        CHECK_FALSE(replied(valid(type), no_lease6()).given_up);
        CHECK(dhcp::respond(valid(type), nullptr, settings6()) == ignored(Drop6::no_lease));
    }
}

TEST_CASE("INFORMATION-REQUEST gets what the client asks for") {
    const auto listed = [](std::string_view codes) {
        return answer(asked(MessageType6::information_request, {}, {option6(Code6::option_request, codes)}),
                      no_lease6());
    };
    CHECK(codes6(listed("0017")) == std::vector{2, 1, 23});
    CHECK(codes6(listed("0020 0018 0017")) == std::vector{2, 1, 23, 24, 32});
    CHECK(codes6(listed("0020")) == std::vector{2, 1, 32});
    CHECK(codes6(listed("")) == std::vector{2, 1});
    CHECK(*listed("0017").find(Code6::dns_servers) == hex("20010db8000000000000000000000053"));
    CHECK(*listed("0018").find(Code6::domain_list) == settings6().search);
    CHECK(*listed("0020").find(Code6::information_refresh_time) == hex("000003e8"));
}

TEST_CASE("INFORMATION-REQUEST needs no identifier, and has no association") {
    auto request = asked(MessageType6::information_request);
    request.message.options.clear();
    CHECK(codes6(answer(request)) == std::vector{2, 23, 24, 32});
    request.message.options = {to_server};
    CHECK(answer(request).type == MessageType6::reply);
    request.message.associations = {ia_na()};
    CHECK(outcome(request) == ignored(Drop6::unexpected_option));
}

TEST_CASE("whoever is not bound waits until he is") {
    for (const auto type : {MessageType6::solicit, MessageType6::request, MessageType6::confirm,
                            MessageType6::renew, MessageType6::rebind, MessageType6::information_request})
        CHECK(dhcp::respond(valid(type), nullptr, settings6()) == dhcp::Outcome6{dhcp::Park{}});
}

TEST_CASE("identifiers, as RFC 8415 section 16 has them") {
    for (const auto type :
         {MessageType6::solicit, MessageType6::request, MessageType6::confirm, MessageType6::renew,
          MessageType6::rebind, MessageType6::release, MessageType6::decline}) {
        CAPTURE(dhcp::name(type));
        auto nameless = valid(type);
        std::erase_if(nameless.message.options,
                      [](const auto& each) { return each.code == Code6::client_identifier; });
        CHECK(outcome(nameless) == ignored(Drop6::no_client_identifier));
        auto other = valid(type);
        const bool has_server = other.message.find(Code6::server_identifier) != nullptr;
        std::erase(other.message.options, to_server);
        if (has_server) CHECK(outcome(other) == ignored(Drop6::no_server_identifier));
        other.message.options.push_back(option6(Code6::server_identifier, "0003 0001 000000000001"));
        CHECK(outcome(other) == ignored(has_server ? Drop6::other_server : Drop6::unexpected_option));
    }
}

TEST_CASE("what no client sends to a server") {
    for (const auto type : {MessageType6::advertise, MessageType6::reply, MessageType6::reconfigure,
                            MessageType6{0}, MessageType6{14}, MessageType6{255}})
        CHECK(outcome(asked(type, {}, {to_server})) == ignored(Drop6::not_a_request));
    auto request = valid(MessageType6::solicit);
    request.envelope.destination_port = dhcp::client_port6;
    CHECK(outcome(request) == ignored(Drop6::not_a_request));
}

TEST_CASE("a reply that is too long goes without domains, then without servers, and else not at all") {
    Associations many;
    const auto request = [&](std::size_t count) {
        many.resize(count, {.code = Code6::ia_pd});
        return asked(MessageType6::solicit, many);
    };
    CHECK(codes6(answer(request(1))) == std::vector{2, 1, 7, 23, 24});
    bool lacked_servers = false;
    std::size_t count = 1;
    for (;; ++count) {
        const auto out = outcome(request(count));
        if (!std::holds_alternative<dhcp::Reply6>(out)) break;
        const auto& message = std::get<dhcp::Reply6>(out).packet.message;
        CHECK(dhcp::encode_packet6(std::get<dhcp::Reply6>(out).packet).size() <= 14 + 1280);
        lacked_servers |= codes6(message) == std::vector{2, 1, 7};
    }
    CHECK(lacked_servers);
    CHECK(outcome(request(count)) == ignored(Drop6::reply_too_long));

    auto verbose = settings6();
    verbose.dns.assign(16, ip6("2001:db8::53"));
    verbose.search.assign(1000, 0);
    const auto lease = lease6();
    const auto out = dhcp::respond(request(1), &lease, verbose);
    CHECK(codes6(std::get<dhcp::Reply6>(out).packet.message) == std::vector{2, 1, 7, 23});
}

} // namespace server6_test
