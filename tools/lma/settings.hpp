#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "magd/pmip/note.hpp"
#include "magd/pmip/option.hpp"
#include "magd/pmip/status.hpp"
#include "magd/pmip/types.hpp"
#include "tools/lma/address_pool.hpp"

/// All that a lab LMA can be told, by theme.
namespace lma {

/// How this LMA misbehaves, for tests. It touches answers to PBUs alone, but for `silent`.
struct Misbehaviour {
    std::uint32_t updates = 0; ///< for so many PBUs, then all is well again; 0: always
    std::optional<pmip::Status> refuse = std::nullopt; ///< what every registration gets, from 128 on
    std::optional<pmip::Status> accept = std::nullopt; ///< what acceptances say, below 128
    bool silent = false;                               ///< nothing is taken, nothing is sent
    bool lose = false;                                 ///< served, but the answer is lost
    bool duplicate = false;                            ///< answered twice
    bool reorder = false;        ///< every other answer goes after the one that follows it
    bool change_address = false; ///< the answer names another address and prefix than are held
    pmip::Milliseconds delay{};  ///< until an answer goes
    bool operator==(const Misbehaviour&) const = default;
};

/// What acceptances carry besides the session.
struct Offers {
    std::optional<bool> dhcp_server = std::nullopt; ///< the S flag of DHCP Support Mode; none: no option
    bool access_network = true; ///< the Access Network Identifier is sent back (RFC 6757 section 4.2)
    bool bulk = false;          ///< bulk refresh is agreed to (RFC 6602)
    bool qos = true;            ///< QoS requests are met; otherwise refused with 179
    std::optional<pmip::Seconds> refresh_advice = std::nullopt;
    std::optional<base::Address> redirect = std::nullopt;     ///< where MAGs that can be are redirected to
    std::optional<pmip::LoadInformation> load = std::nullopt; ///< goes with it, sessions filled in
    std::optional<pmip::LmaControlledParameters> parameters = std::nullopt;
    std::optional<pmip::TrafficOffloadSelector> offload = std::nullopt; ///< for a MAG that asks
    std::optional<pmip::VendorSpecific> vendor = std::nullopt;
    bool operator==(const Offers&) const = default;
};

/// How the LMA's side of the tunnels is negotiated.
struct TunnelSettings {
    /// Those accepted: the first one that goes with what the MAG asks for is taken.
    std::vector<pmip::Encapsulation> encapsulations{pmip::Encapsulation::gre_udp};
    bool accept_force_udp = false;  ///< AcceptForcedIPv4UDPEncapsulationRequest, RFC 5844 section 4.1.3.1
    pmip::Seconds nat_refresh{110}; ///< Refresh Time of the NAT Detection option that answers the F flag
    std::uint32_t first_uplink_key = 100; ///< further sessions count up
    bool operator==(const TunnelSettings&) const = default;
};

/// RFC 5846, RFC 5847, RFC 7077, RFC 6705: what this LMA says of its own accord.
struct PeerSettings {
    bool revoke_old_mag = false;                         ///< after a handoff, with triggers 2 to 4
    pmip::Milliseconds revocation_timeout{1000};         ///< InitMINDelayBRIs
    pmip::Milliseconds revocation_longest_timeout{2000}; ///< MAX_BRACK_TIMEOUT
    std::uint32_t revocation_retries = 1;                ///< BRIMaxRetriesNumber
    pmip::Milliseconds notification_timeout{1000};
    std::uint32_t notification_retries = 1;
    pmip::Milliseconds routing_timeout{3000}; ///< LRA_WAIT_TIME
    std::uint32_t routing_retries = 3;        ///< LRI_RETRIES
    std::uint16_t first_sequence = 1;         ///< of these messages
    pmip::Seconds heartbeat_interval{60};     ///< HEARTBEAT_INTERVAL; 0: none are sent
    std::uint32_t missing_heartbeats = 3;     ///< MISSING_HEARTBEATS_ALLOWED
    std::uint32_t restart_counter = 1;
    bool operator==(const PeerSettings&) const = default;
};

struct LmaSettings {
    std::vector<Pool> pools;                           ///< a client without a realm is of the first one
    std::vector<base::Address> mags;                   ///< those that may register clients
    std::vector<std::string> barred{};                 ///< identifiers without mobility service: status 152
    std::vector<std::string> refused_services{};       ///< Service Selection names: status 151
    pmip::Milliseconds timestamp_window{300};          ///< TimestampValidityWindow, RFC 5213 section 9.1
    pmip::Milliseconds min_delay_before_delete{10000}; ///< MinDelayBeforeBCEDelete
    pmip::Milliseconds max_delay_before_new{0};        ///< MaxDelayBeforeNewBCEAssign; 0: no waiting
    TunnelSettings tunnels{};
    Offers offers{};
    PeerSettings peers{};
    Misbehaviour misbehaviour{};
    pmip::Note::Level least_note = pmip::Note::Level::debug; ///< the text of a lesser one is not even made
};

} // namespace lma
