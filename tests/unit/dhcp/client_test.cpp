#include <doctest/doctest.h>

#include <string_view>
#include <vector>

#include "samples.hpp"

namespace client_test {

using namespace sample;

namespace {

/// Frames of real clients, and what the server makes of each; see tests/golden/dhcp/README.md.
struct Captured {
    std::string_view file;
    std::string_view ciaddr;
    std::string_view requested; ///< address, if any
    MessageType type;
    bool complete; ///< the UDP checksum is filled in, or there is none
    bool names_server;
};

// clang-format off
constexpr Captured captured[] = {
    {"udhcpc-discover",              "0.0.0.0",      "",             MessageType::discover, true,  false},
    {"udhcpc-request-selecting",     "0.0.0.0",      "192.168.5.44", MessageType::request,  true,  true},
    {"udhcpc-request-renewing",      "192.168.5.44", "",             MessageType::request,  false, false},
    {"udhcpc-request-rebinding",     "192.168.5.44", "",             MessageType::request,  true,  false},
    {"udhcpc-release",               "192.168.5.45", "",             MessageType::release,  false, true},
    {"dhclient-discover",            "0.0.0.0",      "",             MessageType::discover, true,  false},
    {"dhclient-request-selecting",   "0.0.0.0",      "192.168.5.44", MessageType::request,  true,  true},
    {"dhclient-request-renewing",    "192.168.5.44", "",             MessageType::request,  false, false},
    {"dhclient-request-init-reboot", "0.0.0.0",      "192.168.5.44", MessageType::request,  true,  false},
    {"dhclient-release",             "192.168.5.44", "",             MessageType::release,  false, true},
    {"dhcpcd-discover",              "0.0.0.0",      "",             MessageType::discover, true,  false},
    {"dhcpcd-request-selecting",     "0.0.0.0",      "192.168.5.44", MessageType::request,  true,  true},
    {"dhcpcd-request-renewing",      "192.168.5.44", "",             MessageType::request,  true,  false},
    {"dhcpcd-request-rebinding",     "192.168.5.44", "",             MessageType::request,  true,  false},
    {"dhcpcd-request-init-reboot",   "0.0.0.0",      "192.168.5.44", MessageType::request,  true,  false},
    {"dhcpcd-release",               "192.168.5.45", "",             MessageType::release,  true,  true},
};
// clang-format on

dhcp::Packet decoded(const Captured& sample) {
    const auto packet = dhcp::decode_packet(golden(std::string(sample.file)), !sample.complete);
    REQUIRE(packet.has_value());
    return *packet;
}

/// The server's answer while the client's binding has this address.
dhcp::Outcome answer(const Captured& sample, std::string_view address) {
    auto given = lease();
    given.address.address = ip(address);
    return dhcp::respond(decoded(sample), &given, settings());
}

MessageType reply_type(const dhcp::Outcome& outcome) {
    REQUIRE(std::holds_alternative<dhcp::Reply>(outcome));
    return std::get<dhcp::Reply>(outcome).packet.message.type;
}

/// The address the message is about.
std::string_view subject(const Captured& sample) {
    return sample.requested.empty() ? sample.ciaddr : sample.requested;
}

} // namespace

TEST_CASE("real clients' frames are read") {
    for (const auto& sample : captured) {
        CAPTURE(sample.file);
        const auto [envelope, message] = decoded(sample);
        CHECK(message.op == dhcp::Op::request);
        CHECK(message.type == sample.type);
        CHECK(message.chaddr == envelope.source);
        CHECK(message.ciaddr == ip(sample.ciaddr));
        CHECK(envelope.destination_port == 67);
        const auto requested = message.address(Code::requested_address);
        CHECK(requested.has_value() == !sample.requested.empty());
        if (requested) CHECK(*requested == ip(sample.requested));
        CHECK(message.address(Code::server_identifier).has_value() == sample.names_server);
    }
}

TEST_CASE("a checksum that the kernel left to the hardware fails unless told to be trusted") {
    for (const auto& sample : captured) {
        CAPTURE(sample.file);
        const auto strict = dhcp::decode_packet(golden(std::string(sample.file)));
        CHECK(strict.has_value() == sample.complete);
        if (!strict) CHECK(strict.error() == Drop::bad_udp_checksum);
    }
}

TEST_CASE("real clients' messages survive writing and reading") {
    for (const auto& sample : captured) {
        CAPTURE(sample.file);
        const auto packet = decoded(sample);
        CHECK(dhcp::decode_packet(dhcp::encode_packet(packet)) == packet);
    }
}

TEST_CASE("the right address is offered, acknowledged or released") {
    for (const auto& sample : captured) {
        CAPTURE(sample.file);
        const bool discover = sample.type == MessageType::discover;
        const auto outcome = answer(sample, discover ? "192.168.5.44" : subject(sample));
        if (sample.type == MessageType::release)
            CHECK(outcome == dhcp::Outcome{dhcp::Released{ip(sample.ciaddr)}});
        else
            CHECK(reply_type(outcome) == (discover ? MessageType::offer : MessageType::ack));
    }
}

TEST_CASE("any other address is refused") {
    for (const auto& sample : captured) {
        CAPTURE(sample.file);
        const auto outcome = answer(sample, "192.168.5.99");
        if (sample.type == MessageType::release)
            CHECK(outcome == dhcp::Outcome{dhcp::Ignore{Drop::wrong_address}});
        if (sample.type == MessageType::request) CHECK(reply_type(outcome) == MessageType::nak);
    }
}

TEST_CASE("a client that is not bound is attached first, unless it goes") {
    for (const auto& sample : captured) {
        CAPTURE(sample.file);
        const auto outcome = dhcp::respond(decoded(sample), nullptr, settings());
        if (sample.type == MessageType::release)
            CHECK(outcome == dhcp::Outcome{dhcp::Ignore{Drop::no_lease}});
        else
            CHECK(outcome == dhcp::Outcome{dhcp::Park{}});
    }
}

TEST_CASE("every reply to a real client has the server, the MTU and its identifier as sent") {
    for (const auto& sample : captured) {
        if (sample.type == MessageType::release) continue;
        CAPTURE(sample.file);
        const auto request = decoded(sample).message;
        const auto outcome = answer(sample, "192.168.5.44");
        const auto& reply = std::get<dhcp::Reply>(outcome).packet.message;
        CHECK(reply.address(Code::server_identifier) == ip("192.0.2.1"));
        CHECK(reply.number16(Code::interface_mtu) == 1464);
        const auto* const sent = request.find(Code::client_identifier);
        const auto* const echoed = reply.find(Code::client_identifier);
        REQUIRE((sent == nullptr) == (echoed == nullptr));
        if (sent != nullptr) CHECK(*sent == *echoed);
    }
}

} // namespace client_test
