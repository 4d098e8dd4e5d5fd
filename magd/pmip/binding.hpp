#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "magd/pmip/name.hpp"
#include "magd/pmip/option.hpp"
#include "magd/pmip/timestamp_order.hpp"
#include "magd/pmip/types.hpp"
#include "nlink/base/boxed.hpp"
#include "nlink/base/bytes.hpp"
#include "nlink/base/sparse_text.hpp"

namespace pmip {

/// The states the field shows for a binding.
enum class Phase : std::uint8_t {
    null,            ///< known, not registered: refused, given up or just seen; `reason` says why
    init,            ///< PBU sent or kernel being programmed; the client hears nothing yet
    active,          ///< registered and programmed
    refresh_pending, ///< active, with a lifetime extension under way
    disconnecting,   ///< de-registration sent, kernel already cleared
};
[[nodiscard]] std::string_view name(Phase phase);

/// What policy resolved for a client when it attached; says nothing of protocol state.
struct Profile {
    base::MacAddress mac;
    MnId mn_id;
    Name realm;
    Names lmas;       ///< names of the realm's LMAs, the preferred one first; not empty
    bool ipv4 = true; ///< services that are asked for: one of them or both
    bool ipv6 = false;
    AccessTechnology access_technology = AccessTechnology::ieee80211;
    base::Bytes link_layer_id; ///< as sent: binary or ASCII form
    base::IfIndex access{};    ///< interface the client is behind
    Name access_name;
    std::optional<std::uint32_t> downlink_key{}; ///< a fixed GRE key in place of one that the core picks
    Name service{};                              ///< Service Selection, RFC 5149; empty: none is sent
    /// Access Network Identifier, in every update (RFC 6757 section 4.1).
    base::Boxed<AccessNetworkIdentifier> access_network{};
    bool operator==(const Profile&) const = default;
};

/// What the LMA assigned, RFC 5844 sections 3.3.2 and 3.3.3.
struct Ipv4Session {
    base::Prefix4 home_address; ///< the client's address with its prefix length
    base::Ipv4 default_router;
    bool operator==(const Ipv4Session&) const = default;
};

/// The gateway's link-local address on every access link, whichever gateway it is: RFC 6543 section 3
/// for FixedMAGLinkLocalAddressOnAllAccessLinks (RFC 5213 section 6.8).
constexpr base::Ipv6 fixed_link_local{
    {0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0x02, 0x00, 0x5e, 0xff, 0xfe, 0x00, 0x52, 0x13}};

/// What the LMA assigned, RFC 5213 section 6.1.
struct Ipv6Session {
    std::vector<base::Prefix6> home_prefixes; ///< the client's alone, in the LMA's order; not empty
    base::Ipv6 link_local = fixed_link_local; ///< the gateway's on the client's link: its default router
    std::optional<base::Ipv6> home_address{}; ///< in a prefix, where the LMA gave the client one
    bool operator==(const Ipv6Session&) const = default;
};

/// One PBU that awaits its PBA, with its retransmissions (RFC 5213 section 6.9.4).
struct Exchange {
    enum class Kind : std::uint8_t {
        initial,
        refresh,
        release, ///< de-registers the IPv4 home address alone (RFC 5844 section 3.2.3.3)
        deregistration,
    };
    /// One copy on the wire. Every copy has a sequence number and timestamp of its own.
    struct Copy {
        std::uint16_t sequence = 0;
        std::uint64_t timestamp = 0; ///< Timestamp option's value, 0 in sequence mode
        TimePoint sent;
        Encapsulation asked = Encapsulation::gre_udp; ///< the form of the tunnel that it asks for
        bool operator==(const Copy&) const = default;
    };
    Kind kind = Kind::initial;
    Handoff handoff = Handoff::unknown;
    std::uint8_t resends = 0; ///< copies sent at once because an answer asked for them
    bool waiting = false;     ///< a copy is due that waits for its turn among all updates to the LMA
    bool muted = false;       ///< a contradicting answer came: no more copies (RFC 5213 section 6.9.1.2)
    std::vector<Copy> copies; ///< the latest ones, oldest first: an answer to any of them counts
    std::uint32_t sent = 0;   ///< copies in all
    TimePoint started;        ///< when the first copy went
    Milliseconds timeout{};   ///< of the last copy
    TimePoint next;           ///< when to retransmit
    base::SparseText unauthentic{}; ///< what is wrong with answers that were dropped, for the operator
    std::optional<base::Prefix4> released{}; ///< the home address that a release gives back
    bool operator==(const Exchange&) const = default;
};

/// Whether such updates end something at the LMA: lifetime 0, a bounded number of copies.
[[nodiscard]] constexpr bool ends(Exchange::Kind kind) { return kind >= Exchange::Kind::release; }

/// Services that an LMA has refused to a client until administrative action (RFC 5844 section
/// 3.2.3.2).
struct Barred {
    bool ipv4 = false; ///< status 170, or revoked by an operator there
    bool ipv6 = false; ///< status 172
    bool operator==(const Barred&) const = default;
};

/// What one session with one LMA does without because that LMA said so.
struct Waived {
    bool ipv4 = false;      ///< revoked, or the client gave its address back
    bool gre = false;       ///< status 2: no GRE Key option in further updates
    bool force_udp = false; ///< status 129 to an F flag
    bool plain = false;     ///< status 163: GRE is asked for, though another form is preferred
    bool operator==(const Waived&) const = default;
};

/// One entry of the Binding Update List, RFC 5213 section 6.1.
struct Binding {
    Profile profile;

    // What is small stands together: there are many bindings.
    Phase phase = Phase::null;
    Encapsulation encapsulation = Encapsulation::gre_udp; ///< negotiated
    bool wanted = false;            ///< the kernel was asked to carry this binding's traffic
    bool programmed = false;        ///< and does
    bool redirected = false;        ///< `lma` was named by another LMA (RFC 6463), not by the profile
    bool asked = false;             ///< `lma` was sent an update for this session, and may hold it
    bool blocked = false;           ///< refused for good: only an administrative attach tries again
    std::optional<Handoff> handoff; ///< what a trigger knew, for the next first update
    Waived waived;                  ///< by `lma`, while this session with it lasts
    std::uint32_t downlink_key = 0; ///< chosen by the MAG, in the PBU (RFC 5845)
    std::uint32_t group = 0;        ///< bulk group that the LMA put it in, RFC 6602; 0: none
    std::uint32_t handoffs = 0;
    std::optional<std::uint32_t> uplink_key; ///< chosen by the LMA, in the PBA
    LeaseTime lease{};                       ///< by DHCP, for the IPv4 address; 0: the client has none

    base::SparseText reason;      ///< why it is in this phase, for the operator; empty if all is well
    std::uint64_t generation = 0; ///< raised at each attach; makes late kernel answers harmless

    Name lma; ///< the LMA that serves it, or is asked now
    std::optional<Ipv4Session> ipv4;
    base::Boxed<Ipv6Session> ipv6;
    base::Boxed<TrafficOffloadSelector> offload;       ///< which IPv4 flows leave locally, RFC 6909
    std::vector<Option> told;                          ///< what else the LMA said in its last acceptance
    base::Boxed<std::map<std::string, Barred>> barred; ///< by LMA, until an operator attaches the client

    Seconds lifetime{}; ///< granted
    TimePoint since;    ///< of the current phase
    Moment expires;     ///< end of the granted lifetime
    Moment refresh_at;
    Moment retry_at; ///< next attempt after a refusal
    Seconds retry_backoff{};

    base::Boxed<Exchange> exchange;
    base::SparseText shortfall;        ///< why a service that was asked for is not there; empty if all are
    Names tried;                       ///< LMAs that this attempt has asked in vain
    TimePoint next_notified;           ///< paces the updates that something the LMA says asks for
    TimePoint last_trigger;            ///< when an attach trigger last saw the client
    Moment last_pbu;                   ///< when the last copy of any PBU went
    TimestampOrder timestamps;         ///< of its updates to `lma`
    base::Boxed<Profile> next_profile; ///< attaches as this once the de-registration is over
    bool operator==(const Binding&) const = default;
};

/// What its LMA has refused it.
[[nodiscard]] Barred barred_by_lma(const Binding& binding);
/// The same, to note one more.
[[nodiscard]] Barred& bar(Binding& binding);

} // namespace pmip
