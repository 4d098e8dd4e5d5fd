/// Any octets as an Ethernet frame from a client's link.
#include <cstdint>

#include "dhcp_check.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const base::ByteView frame(data, size);
    const auto strict = dhcp::decode_packet(frame);
    const auto trusted = dhcp::decode_packet(frame, true);
    if (strict) dhcp_check::expect(trusted == strict);
    if (trusted) dhcp_check::packet(*trusted);
    return 0;
}
