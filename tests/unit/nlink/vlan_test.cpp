/// Interfaces for VLANs, and bridges that tell VLANs apart, as the kernel lists them.
#include <doctest/doctest.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>

#include "nlink/link.hpp"
#include "tests/unit/nlink/support.hpp"

namespace vlan_test {

using namespace nlink;
using support::interface, support::message_of;

namespace {

struct Body {
    using Header = ifinfomsg;
};
struct Info {};
struct Data {};
using Under = Attribute<Body, IFLA_LINK, std::uint32_t>;
using Elsewhere = Attribute<Body, IFLA_LINK_NETNSID, std::int32_t>;
using LinkInfo = Attribute<Body, IFLA_LINKINFO, Nest<Info>>;
using Kind = Attribute<Info, IFLA_INFO_KIND, std::string>;
using InfoData = Attribute<Info, IFLA_INFO_DATA, Nest<Data>>;
using VlanId = Attribute<Data, IFLA_VLAN_ID, std::uint16_t>;
using Filtering = Attribute<Data, IFLA_BR_VLAN_FILTERING, std::uint8_t>;

/// What else the message has, `more` writes.
template <class Fill>
Link listed(const char* kind, const Fill& data, void (*more)(Attributes<Body>&) = [](auto&) {}) {
    return parse_link(message_of(make_request<Body>(RTM_NEWLINK, 0, "", {},
                                                    [&](Attributes<Body>& body) {
                                                        more(body);
                                                        body.nest<LinkInfo>([&](Attributes<Info>& info) {
                                                            info.put<Kind>(kind);
                                                            info.nest<InfoData>(data);
                                                        });
                                                    })))
        .value();
}

void vlan_20(Attributes<Data>& data) { data.put<VlanId>(20); }
void under_9(Attributes<Body>& body) { body.put<Under>(9); }

} // namespace

TEST_CASE("an interface for a VLAN names the one under it") {
    CHECK(listed("vlan", vlan_20, under_9).vlan == Vlan{.under = interface(9), .id = 20});
}

TEST_CASE("the number of an interface in another namespace is no interface here") {
    CHECK(!listed("vlan", vlan_20, [](Attributes<Body>& body) {
               under_9(body);
               body.put<Elsewhere>(0);
           }).vlan);
}

TEST_CASE("without the interface under it, the id, or as another kind it is none") {
    CHECK(!listed("vlan", vlan_20).vlan);
    CHECK(!listed("vlan", [](auto&) {}, under_9).vlan);
    CHECK(!listed("macvlan", vlan_20, under_9).vlan);
}

TEST_CASE("a bridge may tell VLANs apart") {
    const auto filtering = [](std::uint8_t on) {
        return [on](Attributes<Data>& data) { data.put<Filtering>(on); };
    };
    CHECK(listed("bridge", filtering(1)).vlan_filtering);
    CHECK_FALSE(listed("bridge", filtering(0)).vlan_filtering);
    CHECK_FALSE(listed("bond", filtering(1)).vlan_filtering);
}

} // namespace vlan_test
