#include "nlink/features.hpp"

#include <linux/ethtool_netlink.h>

#include "nlink/request.hpp"

namespace nlink {
namespace {

namespace features {
struct Body {
    using Header = genlmsghdr;
};
struct Device {};
struct Bits {};
struct List {};
struct Bit {};
using Which = Attribute<Body, ETHTOOL_A_FEATURES_HEADER, Nest<Device>>;
using Name = Attribute<Device, ETHTOOL_A_HEADER_DEV_NAME, std::string>;
using Wanted = Attribute<Body, ETHTOOL_A_FEATURES_WANTED, Nest<Bits>>;
using Listed = Attribute<Bits, ETHTOOL_A_BITSET_BITS, Nest<List>>;
using One = Attribute<List, ETHTOOL_A_BITSET_BITS_BIT, Nest<Bit>>;
using Feature = Attribute<Bit, ETHTOOL_A_BITSET_BIT_NAME, std::string>;
} // namespace features

} // namespace

base::Result<GenericFamily> find_ethtool(Socket& socket) {
    return find_generic_family(socket, ETHTOOL_GENL_NAME);
}

Request turn_gro_off(GenericFamily ethtool, const std::string& interface) {
    return make_request<features::Body>(
        ethtool.number, 0, "turn generic receive offload of " + interface + " off",
        detail::generic_command(ETHTOOL_MSG_FEATURES_SET, ETHTOOL_GENL_VERSION),
        [&](Attributes<features::Body>& body) {
            body.nest<features::Which>(
                [&](Attributes<features::Device>& device) { device.put<features::Name>(interface); });
            body.nest<features::Wanted>([](Attributes<features::Bits>& bits) {
                bits.nest<features::Listed>([](Attributes<features::List>& list) {
                    // A bit that is listed without a value is to be off; all others stay.
                    list.nest<features::One>(
                        [](Attributes<features::Bit>& bit) { bit.put<features::Feature>("rx-gro"); });
                });
            });
        });
}

} // namespace nlink
