/// Any octets as an Ethernet frame from a client's link.
#include "magd/access/router_solicitation.hpp"

#include <cstdint>
#include <cstdlib>

#include "magd/access/router.hpp"

namespace {

void expect(bool condition) {
    if (!condition) std::abort();
}

/// A client that may ask is answered, once, in a frame to it alone.
void answer(const magd::access::RouterSolicitation& asked) {
    using namespace magd::access;
    Router router(1);
    if (asked.source.link_local()) router.heard(asked.client, asked.source);
    const RouterService service{.interface = "wlan0", .expires = TimePoint{Seconds{60}}};
    const auto sent = router.solicited(asked.client, service, TimePoint{});
    expect(sent.size() == 1);
    expect(sent[0].destination == (asked.source.link_local() ? asked.source : all_nodes));
    expect(router.solicited(asked.client, service, TimePoint{}).empty());
    // The answer is no solicitation.
    const auto frame =
        encode_frame({.client = asked.client, .destination = sent[0].destination}, sent[0].message);
    expect(decode_solicitation(frame) == std::unexpected(NdDrop::not_a_solicitation));
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const base::ByteView frame(data, size);
    const auto asked = magd::access::decode_solicitation(frame);
    if (!asked) {
        expect(asked.error() < magd::access::NdDrop::count_);
        return 0;
    }
    expect(asked->source.octets[0] != 0xff);
    expect(!magd::access::decode_solicitation(frame.first(54 + 7)));
    answer(*asked);
    return 0;
}
