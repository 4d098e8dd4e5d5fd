#pragma once

#include <optional>

#include "tools/lma/request.hpp"

namespace lma {

/// How a session's packets are to travel, and how the MAG is told (RFC 5845 section 5).
struct Agreed {
    pmip::Encapsulation encapsulation = pmip::Encapsulation::gre_udp;
    pmip::Status status = pmip::Status::accepted; ///< of the acceptance: 0, 2 or 3
    bool tlv_header = false;                      ///< the T flag of the acceptance
    bool operator==(const Agreed&) const = default;
};

/// The first encapsulation of the settings that goes with what the PBU asks for: with a GRE key
/// all do, with an empty GRE Key option those without keys, without the option those without
/// GRE. Nothing: GRE is needed, status 163.
[[nodiscard]] std::optional<Agreed> negotiate(const TunnelSettings& settings, const Request& request);

} // namespace lma
