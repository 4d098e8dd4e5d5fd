#pragma once

#include <expected>
#include <optional>
#include <string>

#include "magd/pmip/authentication.hpp"
#include "tools/lma/event.hpp"

/// Between octets and the core's events and actions. PBUs and PBAs are authenticated if there is
/// a security association (RFC 4285): the care-of address is the MAG's, the home address is `::`.
namespace lma {

using Security = std::optional<pmip::SecurityAssociation>;

/// An error says why the message is not taken. Who shows another association, or none, is not
/// answered; a wrong authenticator is the core's to refuse.
[[nodiscard]] std::expected<MessageIn, std::string>
read_message(const base::Address& from, std::uint16_t port, base::ByteView header, const Security& security);

/// Empty if the message does not fit.
[[nodiscard]] base::Bytes write_message(const Send& send, const Security& security);

} // namespace lma
