#include <linux/icmp.h>
#include <netinet/in.h>

#include "magd/kernel/chain_parts.hpp"

namespace magd::kernel {

namespace nft = nlink::nft;

/// Of IPv4 alone: no IPv6 client is a neighbour to the kernel, but what is routed by way of it.
ChainRules redirect_chain() {
    return {stack_chain("redirects", nft::HookPoint::output),
            {{"to clients", nft::join({is_family(base::Family::ipv4),
                                       to_access(),
                                       is_protocol(IPPROTO_ICMP),
                                       nft::payload_is(nft::Header::transport, 0, {ICMP_REDIRECT}),
                                       {nft::drop}})}}};
}

} // namespace magd::kernel
