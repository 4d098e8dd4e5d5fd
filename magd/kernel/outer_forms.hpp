#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>

#include "magd/kernel/chain_parts.hpp"

/// The outer headers whose GRE keys are ours to stamp, as the chains of the IP stack see them.
namespace magd::kernel {

struct OuterForm {
    const char* name;
    pmip::Encapsulation encapsulation;
    base::Family outer;
    std::uint32_t gre; ///< offset of the GRE header in the transport header
};
constexpr OuterForm udp4{"udp4", pmip::Encapsulation::gre_udp, base::Family::ipv4, 8};
constexpr OuterForm gre4{"gre4", pmip::Encapsulation::gre, base::Family::ipv4, 0};
constexpr OuterForm gre6{"gre6", pmip::Encapsulation::gre, base::Family::ipv6, 0};
constexpr std::array outer_forms{udp4, gre4, gre6};

/// That of a keyed path.
[[nodiscard]] const OuterForm& form_of(const Path& path);

// Offsets in a GRE header with a key (RFC 2890).
constexpr std::uint32_t gre_key_at = 4, gre_payload_at = 8;

/// "It may be of a path": all but signalling on our UDP port; GRE. The `nft` program of Debian 12
/// cannot list a rule that matches GRE and then looks into it, so that is left to a chain of its own.
[[nodiscard]] nlink::nft::Expressions is_tunnelled(const OuterForm& form, const Site& site);
/// "It has to have a key of a client": all in UDP; what has any key in GRE, as a tunnel without
/// keys may have the same ends.
[[nodiscard]] nlink::nft::Expressions needs_key(const OuterForm& form);
/// "GRE version 0 with a key and nothing else, around a packet of this family".
[[nodiscard]] nlink::nft::Expressions holds(const OuterForm& form, base::Family inner);

/// Whose end of the tunnel is the source: the packet's way.
enum class Way : std::uint8_t { out, in };
/// Looks both ends of the tunnel, the own one first, up in a verdict map with such keys.
[[nodiscard]] nlink::nft::Expressions look_up_ends(const OuterForm& form, Way way, const std::string& map);
/// Such a map, and an entry of it.
[[nodiscard]] nlink::nft::Set ends_map(const OuterForm& form, const std::string& name, const Site& site);
[[nodiscard]] nlink::Request ends_entry(const Path& path, const std::string& map, const std::string& chain);

} // namespace magd::kernel
