#include "magd/kernel/site.hpp"

#include <algorithm>
#include <bit>
#include <cassert>

namespace magd::kernel {
namespace {

using pmip::Encapsulation;

// Octets of each header (RFC 2784, RFC 2890).
constexpr std::uint32_t ipv4_header = 20, ipv6_header = 40, udp_header = 8, gre_header = 4, gre_key = 4;

std::uint32_t overhead(const Path& path) {
    if (path.encapsulation == Encapsulation::device) return 0;
    auto octets = base::family_of(path.remote) == base::Family::ipv4 ? ipv4_header : ipv6_header;
    if (path.encapsulation == Encapsulation::gre_udp) octets += udp_header;
    if (path.encapsulation != Encapsulation::ip) octets += gre_header;
    if (keyed(path.encapsulation)) octets += gre_key;
    return octets;
}

} // namespace

std::string tunnel_name(const std::string& lma, std::size_t place) {
    auto name = std::string(tunnel_prefix) + lma;
    return place == 0 ? name : name + '-' + std::to_string(place + 1);
}

std::uint32_t tunnel_mtu(const Path& path) { return path.path_mtu - overhead(path); }

std::uint32_t placeholder_of(Encapsulation encapsulation) {
    assert(keyed(encapsulation));
    return encapsulation == Encapsulation::gre_udp ? placeholder_key : plain_placeholder_key;
}

bool has_fast_path(const Site& site, const Path& path) {
    return site.fast_path && path.encapsulation != Encapsulation::device;
}

bool concerns(const Site& site, const std::string& interface) {
    return std::ranges::find(site.accesses, interface) != site.accesses.end() ||
           std::ranges::find(site.paths, interface, &Path::device) != site.paths.end();
}

std::uint32_t mark_of(const Site& site, std::uint32_t number) {
    return number << std::countr_zero(site.mark_mask) & site.mark_mask;
}

std::uint32_t breakout_number(const Site& site) { return static_cast<std::uint32_t>(site.paths.size()) + 1; }

std::uint32_t uplink_table(const Site& site, std::uint32_t number) {
    return site.table_base + 2 * number - 1;
}

std::uint32_t downlink_table(const Site& site, std::uint32_t number) { return site.table_base + 2 * number; }

} // namespace magd::kernel
