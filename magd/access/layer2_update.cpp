#include "magd/access/layer2_update.hpp"

#include "magd/access/presence.hpp"

namespace magd::access {
namespace {

constexpr base::MacAddress everybody{{0xff, 0xff, 0xff, 0xff, 0xff, 0xff}};
constexpr std::uint16_t xid_length = 6;
constexpr std::uint8_t response_bit = 0x01, final_bit = 0x10; // either way is in use
constexpr std::uint8_t xid_control = 0xaf;

struct XidFrame { // IEEE 802.3 with a length, IEEE 802.2 with XID information
    base::MacAddress destination, source;
    std::uint16_t length = xid_length;
    std::uint8_t destination_access = 0, source_access = 0; ///< 0: of the LLC layer itself
    std::uint8_t control = xid_control;
    std::uint8_t format = 0x81;
    std::uint8_t types = 1; ///< type 1 LLC
    std::uint8_t window = 0;
    bool operator==(const XidFrame&) const = default;

    static void fields(auto& io, auto& self) {
        io.value(self.destination);
        io.value(self.source);
        io.value(self.length);
        io.value(self.destination_access);
        io.value(self.source_access);
        io.value(self.control);
        io.value(self.format);
        io.value(self.types);
        io.value(self.window);
    }
};

} // namespace

std::expected<Sighting, TriggerDrop> decode_layer2_update(base::ByteView frame) {
    base::Reader in(frame);
    XidFrame xid;
    XidFrame::fields(in, xid); // what is behind it is Ethernet padding
    if (!in.ok()) return std::unexpected(TriggerDrop::truncated);
    xid.source_access &= static_cast<std::uint8_t>(~response_bit);
    xid.control &= static_cast<std::uint8_t>(~final_bit);
    if (xid != XidFrame{.destination = everybody, .source = xid.source})
        return std::unexpected(TriggerDrop::unexpected);
    if (!individual(xid.source)) return std::unexpected(TriggerDrop::hardware_address);
    return Sighting{.mac = xid.source};
}

} // namespace magd::access
