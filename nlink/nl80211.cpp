#include "nlink/nl80211.hpp"

#include <linux/nl80211.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace nlink {
namespace {

namespace nl80211 {
struct Body {
    using Header = genlmsghdr;
};
struct Info {};
using Interface = Attribute<Body, NL80211_ATTR_IFINDEX, base::IfIndex>;
using Mac = Attribute<Body, NL80211_ATTR_MAC, base::MacAddress>;
using StationInfo = Attribute<Body, NL80211_ATTR_STA_INFO, Nest<Info>>;
using Flags = Attribute<Info, NL80211_STA_INFO_STA_FLAGS, base::Bytes>; ///< nl80211_sta_flag_update

constexpr std::uint8_t version = 0;
} // namespace nl80211

/// The flag is set, and the driver knows of it.
bool authorized(const View<nl80211::Info>& info) {
    nl80211_sta_flag_update flags{};
    const auto content = info.find<nl80211::Flags>();
    if (!content || content->size() != sizeof flags) return false;
    std::memcpy(&flags, content->data(), sizeof flags);
    return (flags.mask & flags.set & 1U << NL80211_STA_FLAG_AUTHORIZED) != 0;
}

template <class Fill>
Request station_request(GenericFamily family, std::string what, const Fill& fill) {
    return make_request<nl80211::Body>(family.number, 0, std::move(what),
                                       detail::generic_command(NL80211_CMD_GET_STATION, nl80211::version),
                                       fill);
}

} // namespace

base::Result<Nl80211> find_nl80211(Socket& socket) {
    const auto family = find_generic_family(socket, NL80211_GENL_NAME);
    if (!family && family.error().code == ENOENT)
        return base::fail("the kernel has no nl80211: its module `cfg80211` is missing or not loaded "
                          "(modprobe cfg80211)",
                          ENOENT);
    if (!family) return std::unexpected(family.error());
    const auto mlme = find_generic_group(socket, NL80211_GENL_NAME, NL80211_MULTICAST_GROUP_MLME);
    if (!mlme) return std::unexpected(mlme.error());
    return Nl80211{.family = *family, .mlme = *mlme};
}

bool tells_of_station(const Message& message, GenericFamily family) {
    if (message.type != family.number) return false;
    const auto parsed = parse<nl80211::Body>(message);
    return !parsed || parsed->header.cmd == NL80211_CMD_NEW_STATION ||
           parsed->header.cmd == NL80211_CMD_DEL_STATION;
}

std::optional<Station> parse_station(const Message& message, GenericFamily family) {
    const auto parsed = parse<nl80211::Body>(message);
    if (!parsed || !tells_of_station(message, family)) return std::nullopt;
    const auto& [header, body] = *parsed;
    const auto interface = body.find<nl80211::Interface>();
    const auto mac = body.find<nl80211::Mac>();
    if (!interface || !mac) return std::nullopt;
    return Station{.interface = *interface,
                   .mac = *mac,
                   .authorized = authorized(body.nest<nl80211::StationInfo>()),
                   .removed = header.cmd == NL80211_CMD_DEL_STATION};
}

base::Result<std::optional<Station>> find_station(Socket& socket, GenericFamily family,
                                                  base::IfIndex interface, const base::MacAddress& mac) {
    const auto request =
        station_request(family, "find station " + base::to_string(mac), [&](Attributes<nl80211::Body>& body) {
            body.put<nl80211::Interface>(interface);
            body.put<nl80211::Mac>(mac);
        });
    const auto found =
        socket.get(request, [&](const Message& message) { return parse_station(message, family); });
    if (!found && found.error().code == ENOENT) return std::nullopt;
    if (!found) return std::unexpected(found.error());
    return found->empty() ? std::nullopt : std::optional(found->front());
}

base::Result<std::vector<Station>> dump_stations(Socket& socket, GenericFamily family,
                                                 base::IfIndex interface) {
    const auto request = station_request(family, "list stations", [&](Attributes<nl80211::Body>& body) {
        body.put<nl80211::Interface>(interface);
    });
    return socket.dump(request, [&](const Message& message) { return parse_station(message, family); });
}

} // namespace nlink
