#include "magd/access/neighbour_question.hpp"

#include <netinet/icmp6.h>

#include "nlink/base/ip.hpp"

namespace magd::access {
namespace {

struct Solicitation { // RFC 4861 section 4.3, with the Source Link-Layer Address option (section 4.6.1)
    base::Ipv6 target;
    base::MacAddress source;

    static void fields(auto& io, auto& self) {
        io.value(std::uint8_t{ND_NEIGHBOR_SOLICIT});
        io.pad(7); // code, checksum, reserved
        io.value(self.target);
        io.value(std::uint8_t{ND_OPT_SOURCE_LINKADDR});
        io.value(std::uint8_t{1}); // times 8 octets
        io.value(self.source);
    }
};

} // namespace

base::Bytes encode(const NeighbourQuestion& question) {
    const auto message = base::bytes_of(Solicitation{.target = question.address, .source = question.gateway});
    base::Writer out;
    const base::EthernetHeader ethernet{
        .destination = question.client, .source = question.gateway, .type = ETH_P_IPV6};
    const base::Ipv6Header ip{.payload_length = static_cast<std::uint16_t>(message.size()),
                              .next_header = IPPROTO_ICMPV6,
                              .hop_limit = 255,
                              .source = question.router,
                              .destination = question.address};
    base::EthernetHeader::fields(out, ethernet);
    base::Ipv6Header::fields(out, ip);
    const auto message_at = out.size();
    out.octets(message);
    out.patch(message_at + base::icmpv6_checksum_offset,
              base::upper_layer_checksum(question.router, question.address, IPPROTO_ICMPV6, message));
    return out.take();
}

} // namespace magd::access
