#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "magd/pmip/status.hpp"

namespace pmip {

/// What the MAG does about a refused PBU.
enum class Reaction : std::uint8_t {
    retry,          ///< a new attempt after a pause that doubles each time
    retry_in_order, ///< the same, and a session that stands keeps its service: it was the
                    ///< update's order that was refused, not the session
    resend,         ///< at once, with a fresh timestamp
    resynchronise,  ///< at once, with the sequence number after the one in the answer
    ask_any,        ///< at once, asking for any address instead of the one refused
    next_lma,       ///< at once, asking the realm's next LMA; with none, like retry
    only_next_lma,  ///< the same; with none, like administrative
    waive_udp,      ///< at once, without the F flag; without one, like administrative
    waive_ipv4,     ///< at once, for IPv6 alone; if that was not asked for, like administrative
    waive_ipv6,     ///< at once, for IPv4 alone; likewise
    insist_on_gre,  ///< at once, with a GRE Key option; if there was one, like administrative
    shun_lma,       ///< no update at all to this LMA until an operator acts; the realm's next one is asked
    administrative, ///< no further attempt until an operator asks for it
};

struct StatusReaction {
    Status status;
    Reaction reaction;
};

/// Every status that is not answered by a plain retry, and where the RFCs say so.
inline constexpr std::array status_reactions{
    StatusReaction{Status::administratively_prohibited, Reaction::waive_udp}, // 5844 4.1.3.1
    StatusReaction{Status::insufficient_resources, Reaction::next_lma},
    StatusReaction{Status::sequence_number_out_of_window, Reaction::resynchronise}, // 6275 11.7.3
    StatusReaction{Status::mipv6_auth_fail, Reaction::shun_lma},                    // 4285 5.3
    StatusReaction{Status::service_authorization_failed, Reaction::administrative}, // 5149 4.2
    StatusReaction{Status::proxy_reg_not_enabled, Reaction::administrative},        // 5213 6.9.1.2
    StatusReaction{Status::not_lma_for_this_mobile_node, Reaction::only_next_lma},
    StatusReaction{Status::mag_not_authorized_for_proxy_reg, Reaction::only_next_lma},
    StatusReaction{Status::not_authorized_for_home_network_prefix, Reaction::ask_any}, // 5213 6.9.1.2
    StatusReaction{Status::timestamp_mismatch, Reaction::retry_in_order},         // clocks must meet first
    StatusReaction{Status::timestamp_lower_than_prev_accepted, Reaction::resend}, // 5213 6.9.1.2
    StatusReaction{Status::missing_home_network_prefix_option, Reaction::administrative}, // ours to mend, as
    StatusReaction{Status::bce_pbu_prefix_set_do_not_match, Reaction::ask_any},
    StatusReaction{Status::missing_mn_identifier_option, Reaction::administrative}, // are these three
    StatusReaction{Status::missing_handoff_indicator_option, Reaction::administrative},
    StatusReaction{Status::missing_access_tech_type_option, Reaction::administrative},
    StatusReaction{Status::gre_key_option_required, Reaction::insist_on_gre},               // 5845 4.2
    StatusReaction{Status::not_authorized_for_ipv4_mobility_service, Reaction::waive_ipv4}, // 5844 3.2.3.2
    StatusReaction{Status::not_authorized_for_ipv4_home_address, Reaction::ask_any},        // 5844 3.2.3.2
    StatusReaction{Status::not_authorized_for_ipv6_mobility_service, Reaction::waive_ipv6},
    StatusReaction{Status::multiple_ipv4_home_address_assignment_not_supported, Reaction::administrative},
};

/// How a rejecting status is answered; unknown ones like 128.
[[nodiscard]] constexpr Reaction reaction_to(Status status) {
    for (const auto& entry : status_reactions)
        if (entry.status == status) return entry.reaction;
    return Reaction::retry;
}

/// How often one exchange sends again at once: an LMA that goes on refusing is then given
/// the pause of a plain retry.
constexpr std::uint8_t max_resends = 3;

} // namespace pmip
