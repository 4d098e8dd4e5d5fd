#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

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

/// "It has to have a key of a client": all in UDP; what has any key in GRE, as a tunnel without
/// keys may have the same ends.
[[nodiscard]] nlink::nft::Expressions needs_key(const OuterForm& form);
/// "GRE version 0 with a key and nothing else, around a packet of this family".
[[nodiscard]] nlink::nft::Expressions holds(const OuterForm& form, base::Family inner);

/// A way that packets go: from a hook, by both ends of their tunnel, to the chain for them.
struct Way {
    std::string name; ///< of the hook's chain; with a form's behind, of its verdict map from ends to chains
    nlink::nft::HookPoint point;
    bool out;        ///< the own end is the source
    PacketDrop drop; ///< of packets of our UDP port that are of no path
};
[[nodiscard]] std::string name_of(const Way& way, const OuterForm& form);
/// The hook's chain.
[[nodiscard]] ChainRules entry_chain(const Way& way, const Site& site);
[[nodiscard]] std::vector<nlink::nft::Set> ends_maps(const Way& way, const Site& site);
/// From the ends of this path to a chain.
[[nodiscard]] SetEntry ends_entry(const Way& way, const Path& path, const std::string& chain);

} // namespace magd::kernel
