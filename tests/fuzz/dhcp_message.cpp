/// Any octets as a DHCP message in a frame that fits it: gets past the checksums and the
/// comparison of addresses, which a frame made of chance octets seldom does.
#include <cstdint>

#include "dhcp_check.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto message = dhcp::decode_message({data, size});
    if (!message) return 0;
    dhcp_check::packet({.envelope = {.source = message->chaddr,
                                     .destination = dhcp::broadcast_mac,
                                     .source_address = message->ciaddr,
                                     .destination_address = dhcp::limited_broadcast,
                                     .source_port = dhcp::client_port,
                                     .destination_port = dhcp::server_port},
                        .message = *message});
    return 0;
}
