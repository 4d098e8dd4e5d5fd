/// The octets of the maps' entries, as packets are compared with them.
#include <doctest/doctest.h>

#include "magd/kernel/elements.hpp"
#include "magd/kernel/footprint.hpp"
#include "tests/unit/kernel/example.hpp"

namespace elements_test {

using namespace magd::kernel;
using namespace example;
namespace nft = nlink::nft;

namespace {

constexpr std::uint32_t number = 0x04030201; // so that host order shows

Interfaces interfaces() {
    Interfaces known;
    nlink::Link link;
    link.index = static_cast<base::IfIndex>(0x0d0c0b0a);
    link.name = "wlan0";
    known.list({link});
    return known;
}

nlink::Message message_of(const nlink::Request& request) {
    base::ByteView left = request.bytes;
    return *nlink::next_message(left);
}

/// What the requests that put a client in add, by map.
std::map<std::string, std::vector<nft::Element>> added(const KernelState& create) {
    std::map<std::string, std::vector<nft::Element>> out;
    for (const auto& request : element_requests({.create = create}, interfaces())) {
        const auto list = nft::parse_elements(message_of(request));
        REQUIRE(list);
        out[list->set.name] = list->elements;
    }
    return out;
}

base::Bytes joined(std::initializer_list<base::Bytes> parts) {
    base::Bytes out;
    for (const auto& part : parts) out.insert(out.end(), part.begin(), part.end());
    return out;
}

const base::Bytes path_octets{0x01, 0x02, 0x03, 0x04}, index_octets{0x0a, 0x0b, 0x0c, 0x0d},
    mac_octets{0x00, 0x23, 0xc2, 0xdb, 0x29, 0x2d, 0, 0}, home_octets{0xc0, 0xa8, 0x05, 0x2c},
    prefix_octets{0x20, 0x01, 0x0d, 0xb8, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}, one{0, 0, 0, 1},
    hundred{0, 0, 0, 0x64},
    next_hop_octets{0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0x02, 0x23, 0xc2, 0xff, 0xfe, 0xdb, 0x29, 0x2d};

KernelState elements() {
    KernelState state;
    for (const base::Address& at : {base::Address(home), base::Address(prefix)}) {
        state.downlink[{number, 1, at}] = {wlan0};
        if (at == base::Address(prefix)) state.downlink[{number, 1, at}].next_hop = link_local_of(mac);
        state.uplink_keys[{number, at}] = {100};
        state.uplink[{wlan0, mac, at}] = {number};
    }
    return state;
}

} // namespace

TEST_CASE("each family's entries go into maps of its own, in the octets of a packet") {
    using Elements = std::vector<nft::Element>;
    const auto all = added(elements());
    CHECK(all.size() == 6);
    CHECK(all.at("downlink") ==
          Elements{{.key = joined({path_octets, one, home_octets}), .data = index_octets}});
    CHECK(all.at("downlink6") == Elements{{.key = joined({path_octets, one, prefix_octets}),
                                           .data = joined({index_octets, next_hop_octets})}});
    CHECK(all.at("uplink_key") == Elements{{.key = joined({path_octets, home_octets}), .data = hundred}});
    CHECK(all.at("uplink_key6") == Elements{{.key = joined({path_octets, prefix_octets}), .data = hundred}});
    CHECK(all.at("uplink") ==
          Elements{{.key = joined({index_octets, mac_octets, home_octets}), .data = path_octets}});
    CHECK(all.at("uplink6") ==
          Elements{{.key = joined({index_octets, mac_octets, prefix_octets}), .data = path_octets}});
}

TEST_CASE("a client of both families costs three requests for each, and of a keyless path two") {
    const auto requests = [](pmip::Encapsulation encapsulation) {
        return element_requests({.create = footprint(site(encapsulation), dual_client())}, interfaces())
            .size();
    };
    CHECK(requests(pmip::Encapsulation::gre_udp) == 6);
    CHECK(requests(pmip::Encapsulation::ip) == 4);
}

TEST_CASE("what lets packets in goes in last and out first") {
    const auto requests = element_requests({.create = elements(), .remove = elements()}, interfaces());
    REQUIRE(requests.size() == 12);
    const auto set = [&](std::size_t i) { return nft::parse_elements(message_of(requests[i]))->set.name; };
    CHECK(set(0) == "uplink");
    CHECK(set(3) == "uplink6");
    CHECK(set(8) == "uplink");
    CHECK(set(11) == "uplink6");
}

} // namespace elements_test
