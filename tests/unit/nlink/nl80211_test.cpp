/// What cfg80211 tells of stations, written as it writes it.
#include <doctest/doctest.h>
#include <linux/genetlink.h>
#include <linux/nl80211.h>

#include <bit>

#include "nlink/nl80211.hpp"
#include "tests/unit/nlink/support.hpp"

namespace nl80211_test {

using namespace nlink;
using support::interface, support::message_of;

namespace {

constexpr GenericFamily family{.number = 30};
const base::MacAddress client = support::mac("00:23:c2:db:29:2d");
constexpr std::uint32_t authorized = 1U << NL80211_STA_FLAG_AUTHORIZED;
constexpr std::uint32_t associated = 1U << NL80211_STA_FLAG_ASSOCIATED;

struct Body {
    using Header = genlmsghdr;
};
struct Info {};
using Interface = Attribute<Body, NL80211_ATTR_IFINDEX, std::uint32_t>;
using Mac = Attribute<Body, NL80211_ATTR_MAC, base::MacAddress>;
using Generation = Attribute<Body, NL80211_ATTR_GENERATION, std::uint32_t>;
using StationInfo = Attribute<Body, NL80211_ATTR_STA_INFO, Nest<Info>>;
using Inactive = Attribute<Info, NL80211_STA_INFO_INACTIVE_TIME, std::uint32_t>;
using Flags = Attribute<Info, NL80211_STA_INFO_STA_FLAGS, base::Bytes>;

base::Bytes octets_of(nl80211_sta_flag_update flags) {
    const auto raw = std::bit_cast<std::array<std::uint8_t, sizeof flags>>(flags);
    return {raw.begin(), raw.end()};
}

/// A message of the kernel; without flags, as the notification of a new station has none.
Request told(std::uint8_t command, const std::optional<base::Bytes>& flags = {}) {
    return make_request<Body>(family.number, 0, "", detail::generic_command(command, 1),
                              [&](Attributes<Body>& body) {
                                  body.put<Interface>(4);
                                  body.put<Mac>(client);
                                  body.put<Generation>(7);
                                  body.nest<StationInfo>([&](Attributes<Info>& info) {
                                      info.put<Inactive>(20);
                                      info.put_if<Flags>(flags);
                                  });
                              });
}

std::optional<Station> read(const Request& request) { return parse_station(message_of(request), family); }

bool is_authorized(const base::Bytes& flags) {
    return read(told(NL80211_CMD_NEW_STATION, flags)).value().authorized;
}

} // namespace

TEST_CASE("a new station is not authorized: nothing is said of it") {
    CHECK(read(told(NL80211_CMD_NEW_STATION)) == Station{.interface = interface(4), .mac = client});
}

TEST_CASE("a listed station says whether it is authorized") {
    const auto flags = octets_of({.mask = authorized | associated, .set = authorized | associated});
    CHECK(read(told(NL80211_CMD_NEW_STATION, flags)) ==
          Station{.interface = interface(4), .mac = client, .authorized = true});
}

TEST_CASE("the flag counts if it is set and the driver knows of it") {
    CHECK(is_authorized(octets_of({.mask = authorized, .set = authorized})));
    CHECK_FALSE(is_authorized(octets_of({.mask = authorized | associated, .set = associated})));
    CHECK_FALSE(is_authorized(octets_of({.mask = associated, .set = authorized | associated})));
}

TEST_CASE("flags of another length say nothing") {
    auto flags = octets_of({.mask = authorized, .set = authorized});
    flags.push_back(0);
    CHECK_FALSE(is_authorized(flags));
    flags.resize(7);
    CHECK_FALSE(is_authorized(flags));
    CHECK_FALSE(is_authorized({}));
}

TEST_CASE("a station that goes is removed") {
    CHECK(read(told(NL80211_CMD_DEL_STATION)) ==
          Station{.interface = interface(4), .mac = client, .removed = true});
}

TEST_CASE("other commands, other families and other messages tell of no station") {
    CHECK(!read(told(NL80211_CMD_SET_STATION)));
    CHECK(!read(told(NL80211_CMD_NEW_INTERFACE)));
    CHECK(!tells_of_station(message_of(told(NL80211_CMD_NEW_INTERFACE)), family));
    CHECK(!tells_of_station(message_of(told(NL80211_CMD_NEW_STATION)), GenericFamily{.number = 31}));
    CHECK(!parse_station(message_of(told(NL80211_CMD_NEW_STATION)), GenericFamily{.number = 31}));
    CHECK(!parse_station({.type = family.number, .payload = {}}, family));
    CHECK(!read(make_request<Body>(family.number, 0, "", detail::generic_command(NL80211_CMD_NEW_STATION, 1),
                                   [](Attributes<Body>& body) { body.put<Interface>(4); })));
    CHECK(!read(make_request<Body>(family.number, 0, "", detail::generic_command(NL80211_CMD_NEW_STATION, 1),
                                   [](Attributes<Body>& body) { body.put<Mac>(client); })));
}

TEST_CASE("a station that is cut short is authorized by its whole flags alone") {
    const auto whole = told(NL80211_CMD_NEW_STATION, octets_of({.mask = authorized, .set = authorized}));
    for (std::size_t size = NLMSG_HDRLEN; size < whole.bytes.size(); ++size) {
        const auto payload = base::ByteView(whole.bytes).subspan(NLMSG_HDRLEN, size - NLMSG_HDRLEN);
        const Message message{.type = family.number, .payload = payload};
        CHECK(tells_of_station(message, family));
        const auto station = parse_station(message, family);
        if (station) CHECK(*station == Station{.interface = interface(4), .mac = client});
    }
}

} // namespace nl80211_test
