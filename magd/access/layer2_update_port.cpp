#include "magd/access/layer2_update_port.hpp"

#include <linux/filter.h>
#include <linux/if_ether.h>

#include <array>

namespace magd::access {
namespace {

/// The LLC part as decode_layer2_update wants it: a packet socket for IEEE 802.2 sees spanning tree's
/// frames and more.
constexpr std::array<sock_filter, 9> xid_filter{{
    BPF_STMT(BPF_LD | BPF_H | BPF_ABS, 12), // length
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 6, 0, 6),
    BPF_STMT(BPF_LD | BPF_W | BPF_ABS, 14),           // access points, control, XID format
    BPF_STMT(BPF_ALU | BPF_AND | BPF_K, 0xfffeefffU), // but for the response and the final bit
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0x0000af81, 0, 3),
    BPF_STMT(BPF_LD | BPF_H | BPF_ABS, 18), // LLC types, window
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0x0100, 0, 1),
    BPF_STMT(BPF_RET | BPF_K, 0xffff),
    BPF_STMT(BPF_RET | BPF_K, 0),
}};

} // namespace

base::Result<Layer2UpdatePort> Layer2UpdatePort::open(const std::string& interface) {
    Layer2UpdatePort self;
    if (auto opened = self.open_for(
            {.name = "layer-2 updates", .ether_type = ETH_P_802_2, .filter = xid_filter}, interface);
        !opened)
        return std::unexpected(opened.error());
    return self;
}

} // namespace magd::access
