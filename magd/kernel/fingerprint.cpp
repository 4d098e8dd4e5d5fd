#include "magd/kernel/fingerprint.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <utility>

namespace magd::kernel {
namespace {

/// Raise it when the rules change.
constexpr int version = 15;

/// FNV-1a, 64 bits: short, and the same in every build.
std::uint64_t hash(std::string_view text) {
    std::uint64_t value = 0xcbf29ce484222325;
    for (const char c : text) value = (value ^ static_cast<std::uint8_t>(c)) * 0x100000001b3;
    return value;
}

} // namespace

/// Another, when entries of the same form come to mean something else.
const std::string entries_version = "1";

std::string fingerprint(const Site& site) {
    auto text = fmt::format("{} {} {:x} {} {} {} {} {}", version, site.port, site.mark_mask, site.clients,
                            site.ipv6, site.breakout, site.local_routing, site.fast_path);
    for (const auto& path : site.paths)
        text += fmt::format(" {} {} {} {} {}", std::to_underlying(path.encapsulation),
                            base::to_string(path.local), base::to_string(path.remote), path.device,
                            tunnel_mtu(path));
    for (const auto& access : site.accesses) text += ' ' + access;
    return fmt::format("{:016x}", hash(text));
}

std::string links_fingerprint(const Site& site, const Interfaces& interfaces) {
    std::string text;
    for (const auto& path : site.paths)
        text += fmt::format("{} ", std::to_underlying(interfaces.index(InterfaceName(path.device))));
    for (const auto& access : site.accesses) {
        const InterfaceName name(access);
        text += fmt::format("{}:{} ", std::to_underlying(interfaces.index(name)), interfaces.mtu(name));
    }
    return fmt::format("{:016x}", hash(text));
}

std::string maps_fingerprint(std::vector<nlink::nft::Set> maps, std::string_view meaning) {
    std::ranges::sort(maps); // the kernel lists them in another order
    std::string text(meaning);
    for (const auto& map : maps) {
        text += fmt::format(" {} {} {} {}", to_string(map.set), map.size, map.ranges, map.counts);
        for (const auto* parts : {&map.key, &map.data}) {
            text += ';';
            for (const auto part : *parts) text += fmt::format(" {}", std::to_underlying(part));
        }
    }
    return fmt::format("{:016x}", hash(text));
}

} // namespace magd::kernel
