#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "magd/pmip/event.hpp"
#include "magd/pmip/message.hpp"
#include "tools/lma/binding_cache.hpp"
#include "tools/lma/settings.hpp"

/// The whole interface of the lab LMA's core: events go in, actions come out.
namespace lma {

/// A message as decoded.
struct MessageIn {
    base::Address from;
    std::uint16_t port = 0; ///< source port: the answer goes there
    pmip::Message message;
    bool forged = false; ///< its authentication is wrong (RFC 4285); whoever decodes it judges that
};

/// In a command, a client is named by its NAI, its home address or its MAC address.
using Client = std::string;

/// Revoke one session (RFC 5846), or its IPv4 home address alone.
struct Revoke {
    Client client;
    bool ipv4_only = false;
    pmip::RevocationTrigger trigger = pmip::RevocationTrigger::administrative;
};
/// Revoke all that a MAG has.
struct RevokeMag {
    base::Address mag;
};
/// Revoke all sessions of the realm, at each MAG that has any.
struct RevokeRealm {
    std::string realm;
};
/// RFC 7077. Without options of one's own, those that the reason needs come from Offers.
struct Notify {
    Client client;
    pmip::NotificationReason reason = pmip::NotificationReason::force_reregistration;
    bool acknowledge = true;
    std::vector<pmip::Option> options{};
};
/// RFC 6705: the two clients' packets are to be forwarded locally for that long.
struct Localize {
    Client client, other;
    std::uint16_t lifetime = 0xffff; ///< in seconds; 0 stops
};
/// Send a Binding Error.
struct ReportError {
    base::Address mag;
    std::uint16_t port = 5436;
    pmip::BindingErrorStatus status = pmip::BindingErrorStatus::unknown_binding;
    base::Ipv6 home_address{};
};
/// Misbehave from now on; a default value behaves well.
struct Misbehave {
    Misbehaviour how;
};
/// Forget everything, with a new restart counter.
struct Restart {
    bool announce = false; ///< tell every MAG by an unsolicited heartbeat, RFC 5847 section 3.3
};
/// Give every session another uplink key, which its MAG learns with the next answer.
struct ChangeKeys {};
/// What acceptances carry from now on.
struct Offer {
    Offers offers;
};
using Command = std::variant<Revoke, RevokeMag, RevokeRealm, Notify, Localize, ReportError, Misbehave,
                             Restart, ChangeKeys, Offer>;

using LmaEvent = std::variant<MessageIn, Command, pmip::Tick>;

struct Send {
    base::Address to;
    std::uint16_t port = 0;
    pmip::Message message;
};
/// Carry this session's traffic, in place of what its number had before.
struct WantTunnel {
    CacheEntry entry;
};
/// Carry it no more.
struct UnwantTunnel {
    CacheEntry entry;
};
/// A line for the log.
struct LmaNote {
    pmip::Note::Level level = pmip::Note::Level::info;
    std::string text;
};
using LmaAction = std::variant<Send, WantTunnel, UnwantTunnel, LmaNote>;

} // namespace lma
