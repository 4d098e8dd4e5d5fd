/// Any octets as an Ethernet frame on an access interface, read by those who only look who sent it.
#include <cstdint>
#include <cstdlib>
#include <expected>

#include "magd/access/arp_sighting.hpp"
#include "magd/access/layer2_update.hpp"
#include "magd/access/neighbour_sighting.hpp"
#include "magd/access/presence.hpp"

namespace {

using magd::access::Sighting;
using magd::access::TriggerDrop;

void expect(bool condition) {
    if (!condition) std::abort();
}

base::MacAddress sender_of(base::ByteView frame) {
    base::Reader source(frame.subspan(6));
    base::MacAddress mac;
    source.value(mac);
    return mac;
}

/// Who is seen has sent the frame, and needed `least` octets of it for that.
void judge(std::expected<Sighting, TriggerDrop> (*decode)(base::ByteView), base::ByteView frame,
           std::size_t least) {
    const auto seen = decode(frame);
    if (!seen) return expect((seen.error() == TriggerDrop::truncated) == (frame.size() < least));
    expect(seen->present && magd::access::individual(seen->mac));
    expect(seen->mac == sender_of(frame));
    expect(decode(frame.first(least)) == seen && !decode(frame.first(least - 1)));
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const base::ByteView frame(data, size);
    judge(magd::access::decode_arp_sighting, frame, 42);
    judge(magd::access::decode_layer2_update, frame, 20);
    if (const auto seen = magd::access::decode_neighbour_sighting(frame))
        expect(magd::access::individual(seen->mac) && seen->mac == sender_of(frame) &&
               seen->source.octets[0] != 0xff);
    return 0;
}
