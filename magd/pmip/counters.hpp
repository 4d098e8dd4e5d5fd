#pragma once

#include <cstddef>
#include <cstdint>

#include "nlink/base/counters.hpp"

namespace pmip {

/// Everything the core counts. The table below is the one list: the control socket,
/// the documentation and the metrics read it.
enum class Counter : std::uint8_t {
    pbu_initial_sent,
    pbu_initial_retransmitted,
    pbu_refresh_sent,
    pbu_refresh_retransmitted,
    pbu_deregistration_sent,
    pbu_deregistration_retransmitted,
    pba_accepted,
    pba_rejected,
    drop_pba_not_proxy,
    drop_pba_unknown_peer,
    drop_pba_unknown_binding,
    drop_pba_unmatched_sequence,
    drop_pba_contradicts_pbu,
    drop_pba_timestamp,
    drop_pba_bulk_without_group,
    drop_pba_overtaken,
    pba_echo_missing,
    pba_access_network,
    pba_unusable,
    binding_expired,
    heartbeat_request_sent,
    heartbeat_request_received,
    heartbeat_response_received,
    drop_heartbeat_unmatched,
    lma_restarted,
    lma_path_down,
    lma_changed,
    redirected,
    bulk_refresh_sent,
    bulk_refresh_accepted,
    bulk_refresh_failed,
    revocation_received,
    revocation_refused,
    notification_received,
    localized_routing_accepted,
    localized_routing_refused,
    binding_error_received,
    drop_unknown_peer,
    drop_unexpected,
    drop_replayed,
    attach_refused_maximum,
    attach_refused_key,
    adopted,
    not_adopted,
    kernel_failed,
    stale_kernel_answer,
    count_
};

using CounterText = base::CounterText;
constexpr std::size_t counter_count = base::count_of<Counter>;

inline constexpr base::CounterTexts<Counter> counter_texts{{
    {"pbu_initial_sent", "Proxy Binding Updates for new sessions, first copies"},
    {"pbu_initial_retransmitted", "the same, retransmitted"},
    {"pbu_refresh_sent", "Proxy Binding Updates extending a lifetime, first copies"},
    {"pbu_refresh_retransmitted", "the same, retransmitted"},
    {"pbu_deregistration_sent", "Proxy Binding Updates ending a session, first copies"},
    {"pbu_deregistration_retransmitted", "the same, retransmitted"},
    {"pba_accepted", "Proxy Binding Acknowledgements with a status below 128"},
    {"pba_rejected", "Proxy Binding Acknowledgements with a status of 128 or more"},
    {"drop_pba_not_proxy", "Binding Acknowledgements dropped: P flag not set"},
    {"drop_pba_unknown_peer", "dropped: the source is not the LMA the update went to"},
    {"drop_pba_unknown_binding", "dropped: identifies no client of this gateway"},
    {"drop_pba_unmatched_sequence", "dropped: sequence number of no outstanding update (late or replayed)"},
    {"drop_pba_contradicts_pbu", "dropped: an option was echoed with another value"},
    {"drop_pba_timestamp", "dropped: Timestamp differs from the one sent"},
    {"drop_pba_bulk_without_group", "dropped: agrees to bulk refresh and names no group (RFC 6602)"},
    {"drop_pba_overtaken", "dropped: refuses the order of a copy that a newer one has overtaken"},
    {"pba_echo_missing", "Acknowledgements taken although an option of the update was not echoed"},
    {"pba_access_network", "acceptances that ignore or alter the Access Network Identifier (RFC 6757)"},
    {"pba_unusable", "acceptances without what a session needs; de-registered again"},
    {"binding_expired", "bindings whose lifetime ended without an answer to their refresh"},
    {"heartbeat_request_sent", "Heartbeat requests to LMAs"},
    {"heartbeat_request_received", "Heartbeat requests of LMAs, each answered"},
    {"heartbeat_response_received", "Heartbeat responses of LMAs"},
    {"drop_heartbeat_unmatched", "Heartbeat responses dropped: to no request that is out"},
    {"lma_restarted", "times that an LMA's restart counter changed"},
    {"lma_path_down", "times that an LMA stopped answering heartbeats"},
    {"lma_changed", "attempts that went on to another LMA of the realm"},
    {"redirected", "sessions that an LMA redirected to another"},
    {"bulk_refresh_sent", "PBUs that refresh a group of sessions (RFC 6602), retransmissions among them"},
    {"bulk_refresh_accepted", "groups of sessions that were refreshed by one PBU"},
    {"bulk_refresh_failed", "groups whose PBU was refused or not answered"},
    {"revocation_received", "Binding Revocation Indications"},
    {"revocation_refused", "the same, answered with a status of 128 or more"},
    {"notification_received", "Update Notifications"},
    {"localized_routing_accepted", "Localized Routing Initiations for clients that are routed locally"},
    {"localized_routing_refused", "the same, answered with a status of 128 or more"},
    {"binding_error_received", "Binding Errors of LMAs"},
    {"drop_unknown_peer", "messages dropped: the source is no LMA of the configuration"},
    {"drop_unexpected", "messages dropped: nothing that a gateway is sent"},
    {"drop_replayed", "revocations and notifications dropped: Timestamp outside the replay window"},
    {"attach_refused_maximum", "attaches refused: the binding maximum is reached"},
    {"attach_refused_key", "attaches refused: the fixed GRE key is another client's"},
    {"adopted", "sessions of an earlier run that went on"},
    {"not_adopted", "sessions of an earlier run that could not"},
    {"kernel_failed", "bindings not activated: the kernel refused an object"},
    {"stale_kernel_answer", "kernel answers ignored: of an earlier attach"},
}};

using Counters = base::Counters<Counter>;

} // namespace pmip
