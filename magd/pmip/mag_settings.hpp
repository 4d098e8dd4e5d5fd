#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "magd/pmip/note.hpp"
#include "magd/pmip/types.hpp"

namespace pmip {

/// What the MAG knows of one LMA before it has heard anything from it. The defaults are the
/// RFCs' and the field's.
struct LmaSettings {
    base::Address address;
    /// How data may travel, the first being what is asked for. The others are taken if the LMA's
    /// answer selects them: `ip` by status 2 or by no GRE Key option, `gre` by status 3,
    /// `gre_unkeyed` by a GRE Key option without a key (RFC 5845 sections 3 and 4).
    std::vector<Encapsulation> encapsulations{Encapsulation::gre_udp};
    bool force_udp = false; ///< F flag: ForceIPv4UDPEncapsulationSupport, RFC 5844 section 4.1.3
    bool redirect = false;  ///< EnableLMARedirectFunction, RFC 6463 section 4.1
    bool bulk = false;      ///< ask for a bulk group, so that one update refreshes many, RFC 6602
    bool offload = false;   ///< ask which IPv4 flows to let out locally, RFC 6909
    /// Updates a second, over all clients. More wait for their turn, in the order in which they came.
    std::uint32_t update_rate = 500;

    Seconds heartbeat_interval{60};      ///< RFC 5847 section 3.3: 30 to 3600; 0: none are sent
    Seconds heartbeat_delay{5};          ///< before one that is not answered is sent again, RFC 8127
    std::uint32_t heartbeat_retries = 3; ///< unanswered ones beyond which the path counts as dead
    bool operator==(const LmaSettings&) const = default;
};

/// Protocol settings of the MAG.
struct MagSettings {
    using Lma = LmaSettings;
    std::map<std::string, LmaSettings> lmas;
    Seconds lifetime{3600};      ///< asked for, 4 to 262140; rounded down to units of 4
    Seconds refresh_before{300}; ///< refresh this long before expiry, or at 3/4 if that is later
    Milliseconds initial_bindack_timeout{1000}; ///< RFC 5213 section 6.9.4
    Milliseconds max_bindack_timeout{32000};
    bool timestamps = true; ///< TimestampBasedApproachInUse, RFC 5213 section 9.3
    bool send_default_router =
        true; ///< IPv4 Default-Router Address 0.0.0.0 in the PBU, as the reference flow has it
    /// The LMA picks the gateway's link-local address for each client, so that it is the same at every
    /// MAG: FixedMAGLinkLocalAddressOnAllAccessLinks is ALL_ZERO, RFC 5213 section 6.8.
    bool link_local_from_lma = false;
    bool home_registration = false; ///< H flag in PBUs; RFC 5213 is silent on it
    bool local_routing = false;     ///< EnableMAGLocalRouting, RFC 5213 section 9.2
    std::size_t binding_maximum = 10000;
    std::uint16_t first_sequence = 0; ///< the shell passes a random one

    /// Handoff Indicator of a first attach whose trigger knows no better. A layer 2 trigger cannot
    /// tell a new client from one that another MAG still holds, so the default is what RFC 5213
    /// section 6.9.1.1 prescribes for that; new_interface is right only where no other MAG serves
    /// the clients.
    Handoff initial_handoff = Handoff::unknown;
    /// De-registrations sent in all before the LMA is given up. RFC 5213 section 6.9.1.3 asks to
    /// wait for one timeout; the kernel has let the client go before the first, so waiting for
    /// more costs nothing, and one lost packet does not leave the session at the LMA.
    std::uint32_t deregistration_copies = 3;
    /// First updates that an LMA may leave unanswered before the realm's next one is asked.
    std::uint32_t lma_attempts = 3;
    /// How long an LMA that did not answer is passed over while the realm has another one.
    Seconds lma_hold_down{60};
    /// Whether a client that another LMA took over goes back to the realm's preferred one, at the
    /// next refresh for which that is well. It gets another address there.
    bool return_to_preferred = false;
    Seconds initial_retry{30}; ///< wait after a refusal; doubles each time
    Seconds max_retry{600};
    Seconds min_attempt_interval{3}; ///< a trigger within this time of the last PBU starts no new attempt
    /// How far the Timestamp of a message that an LMA starts (revocation, notification) may be from
    /// this clock: what is older may be replayed.
    Seconds replay_window{7};
    std::uint32_t restart_counter = 0;              ///< RFC 5847: raised by the shell when sessions were lost
    std::set<std::uint32_t> reserved_downlink_keys; ///< never given out by the core's own choice
    Note::Level least_note = Note::Level::debug;    ///< the text of a lesser one is not even made
    bool operator==(const MagSettings&) const = default;
};

} // namespace pmip
