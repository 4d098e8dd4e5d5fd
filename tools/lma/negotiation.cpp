#include "tools/lma/negotiation.hpp"

#include <algorithm>

namespace lma {
namespace {

using pmip::Encapsulation;
using pmip::Status;

bool gre(Encapsulation encapsulation) {
    return pmip::keyed(encapsulation) || encapsulation == Encapsulation::gre_unkeyed;
}

/// Whether the MAG can do it, by what it asked for.
bool possible(Encapsulation encapsulation, const Request& request) {
    const auto* asked = request.find<pmip::GreKey>();
    if (asked == nullptr && gre(encapsulation)) return false;
    if (pmip::keyed(encapsulation) && !asked->key) return false;
    const bool over_ipv4 = std::holds_alternative<base::Ipv4>(request.key.proxy_coa);
    return encapsulation != Encapsulation::gre_udp || over_ipv4;
}

/// 2 says that GRE was asked for and is not used, 3 that it is used without UDP.
Status status_of(Encapsulation encapsulation, const Request& request) {
    const bool asked = request.find<pmip::GreKey>() != nullptr;
    if (encapsulation == Encapsulation::ip && asked) return Status::gre_key_option_not_required;
    if (encapsulation == Encapsulation::gre && request.flagged(pmip::pbu_flag::tlv_header))
        return Status::gre_tunneling_but_tlv_header_not_supported;
    return Status::accepted;
}

} // namespace

std::optional<Agreed> negotiate(const TunnelSettings& settings, const Request& request) {
    const auto found =
        std::ranges::find_if(settings.encapsulations, [&](Encapsulation e) { return possible(e, request); });
    if (found == settings.encapsulations.end()) return std::nullopt;
    return Agreed{.encapsulation = *found,
                  .status = status_of(*found, request),
                  .tlv_header =
                      *found == Encapsulation::gre_udp && request.flagged(pmip::pbu_flag::tlv_header)};
}

} // namespace lma
