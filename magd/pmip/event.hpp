#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <variant>

#include "magd/pmip/binding.hpp"
#include "magd/pmip/message.hpp"
#include "magd/pmip/note.hpp"
#include "magd/pmip/types.hpp"

/// The whole interface of the MAG core: events go in, actions come out.
namespace pmip {

/// A client is on the access link, by whatever trigger. Repeats for a known client
/// with the same profile change nothing while it is registered or registering.
struct LinkUp {
    Profile profile;
    /// What the trigger surely knows of the move (RFC 5213 section 6.9.1.1), or nothing.
    std::optional<Handoff> handoff{};
    bool asks_ipv4 = false;      ///< by DHCP: an address that it gave back is asked for again
    bool administrative = false; ///< an operator asks: lifts a refusal for good and any waiting time
};
/// A client has left, or an operator says so; `reason` is kept and shown.
struct LinkDown {
    base::MacAddress mac;
    std::string reason;
};
/// A client has given its IPv4 address back; if it has IPv6 too, it keeps that.
struct AddressReleased {
    base::MacAddress mac;
    std::string reason;
};
/// A client was given its IPv4 address by DHCP, for so long. That need be told only if the time is another
/// than that of its binding: it is for the next process.
struct Leased {
    base::MacAddress mac;
    LeaseTime time;
};
/// A client speaks from this link-local address. One that is the gateway's own on its link gives way
/// to the client (RFC 5213 section 6.8).
struct LinkLocalHeard {
    base::MacAddress mac;
    base::Ipv6 address;
};
/// A message came from `from`, decoded but not yet matched with anything.
struct MessageIn {
    base::Address from;
    Message message;
};
/// A PBA came that is not authenticated as its LMA's must be; `ack` is worth nothing but to find the
/// client that waits for it.
struct UnauthenticAnswer {
    base::Address from;
    std::optional<std::uint32_t> spi; ///< that it named, if it was authenticated at all
    ProxyBindingAck ack;
};
/// An operator takes an LMA out of service, or back in: a draining one gets no new clients, and
/// those it has move to another LMA of their realm, if there is one.
struct LmaDrain {
    std::string lma;
    bool draining = true;
};
/// An operator has had the configuration read again: what LMAs refused for good is asked again.
struct ConfigurationRead {
    std::set<std::uint32_t> reserved_downlink_keys; ///< in place of those of the settings
    Note::Level least_note = Note::Level::debug;    ///< likewise
};
/// A session of an earlier process, which the kernel carries still: it goes on, and its LMA is asked to
/// confirm it. One whose LMA is gone, or whose key or address is another client's, is taken from the kernel;
/// a second one of a client leaves the first alone. What the profile names must be of this configuration.
struct Adopted {
    base::Boxed<Binding> binding; ///< there always; programmed, with no exchange under way
};
/// The kernel carries what `Want` asked for.
struct Programmed {
    base::MacAddress mac;
    std::uint64_t generation = 0;
};
/// The kernel refused; what was half done is undone.
struct ProgramFailed {
    base::MacAddress mac;
    std::uint64_t generation = 0;
    std::string reason; ///< object and errno, in words
};
/// A deadline may have passed.
struct Tick {};

using Event =
    std::variant<LinkUp, LinkDown, AddressReleased, Leased, LinkLocalHeard, MessageIn, UnauthenticAnswer,
                 LmaDrain, ConfigurationRead, Adopted, Programmed, ProgramFailed, Tick>;

/// Send this PBU to that LMA. `first` tells a first copy from a retransmission.
struct SendPbu {
    base::MacAddress mac;
    std::string lma;
    base::Address to; ///< its address
    ProxyBindingUpdate update;
    Exchange::Kind kind = Exchange::Kind::initial;
    bool first = true;
};
/// Send this message, which is no update.
struct Send {
    base::Address to;
    Message message;
};
/// Make the kernel carry this binding; answer with Programmed or ProgramFailed.
struct Want {
    base::Boxed<Binding> binding; ///< there always
};
/// Make the kernel forget this client. No answer is awaited.
struct Unwant {
    base::MacAddress mac;
};
/// The binding is ACTIVE: whatever the client asked may now be answered.
struct Attached {
    base::MacAddress mac;
};
/// What another process would have to know of the client to go on with its session has changed.
struct Record {
    base::MacAddress mac;
};
/// The client has no service (refused, detached, expired): its parked requests are dropped, unless the core
/// is about to give it another session already. One that is forgotten has heard this since it last came.
struct Detached {
    base::MacAddress mac;
};
using Action = std::variant<SendPbu, Send, Want, Unwant, Record, Attached, Detached, Note, LmaNote>;

} // namespace pmip
