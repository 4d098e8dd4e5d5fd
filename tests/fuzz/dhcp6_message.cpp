/// Any octets as a DHCPv6 message in a frame that fits it, which chance octets seldom make.
#include <cstdint>
#include <cstdlib>

#include "dhcp/message6.hpp"
#include "dhcp/server6.hpp"

namespace {

using namespace dhcp;

void expect(bool condition) {
    if (!condition) std::abort();
}

ServerSettings6 settings() {
    return {.server_identifier = {0, 3, 0, 1, 0, 0, 0x5e, 0, 0x52, 0x13},
            .dns = std::vector<base::Ipv6>(16),
            .search = base::Bytes(255),
            .mac = {{0x00, 0x00, 0x5e, 0x00, 0x52, 0x13}}};
}

Envelope6 envelope() {
    return {.source = {{2, 0, 0, 0, 0, 1}},
            .destination = all_servers_mac,
            .source_address = {{0xfe, 0x80}},
            .destination_address = all_servers,
            .source_port = client_port6,
            .destination_port = server_port6};
}

/// Nobody is given what the binding does not have.
void grants_nothing_else(const Message6& reply, const Lease6& lease) {
    for (const auto& association : reply.associations)
        for (const auto& one : association.addresses) expect(one.valid == 0 || one.address == lease.address);
}

/// A reply reads back as it was meant, and fits every link.
void answer(const Packet6& request, const Lease6* lease) {
    const auto outcome = respond(request, lease, settings());
    if (const auto* const ignored = std::get_if<Ignore6>(&outcome)) expect(ignored->reason < Drop6::count_);
    const auto* const reply = std::get_if<Reply6>(&outcome);
    expect(lease != nullptr || reply == nullptr);
    if (reply == nullptr) return;
    expect(!reply->given_up || lease->address.has_value());
    grants_nothing_else(reply->packet.message, *lease);
    const auto frame = encode_packet6(reply->packet);
    expect(frame.size() <= 14 + 1280);
    expect(decode_packet6(frame) == reply->packet);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto message = decode_message6({data, size});
    if (!message) {
        expect(message.error() < Drop6::count_);
        return 0;
    }
    expect(decode_message6(encode_message6(*message)) == *message);
    expect(to_string(*message).find('\n') == std::string::npos);

    const Packet6 request{.envelope = envelope(), .message = *message};
    Lease6 lease{.prefixes = {{{{0x20, 0x01}}, 64}}, .router = {{0xfe, 0x80}}, .lifetime = Seconds(3600)};
    answer(request, nullptr);
    answer(request, &lease);
    lease.address = base::Ipv6{{0x20, 0x01}};
    // The address that the client names is the right one.
    if (!message->associations.empty() && !message->associations[0].addresses.empty())
        lease.address = message->associations[0].addresses[0].address;
    answer(request, &lease);
    return 0;
}
