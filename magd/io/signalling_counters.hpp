#pragma once

#include "nlink/base/counters.hpp"

namespace magd::io {

/// What happens to signalling datagrams below and beside the protocol core.
enum class SignallingCounter : std::uint8_t {
    received,
    bad_length,
    bad_checksum,
    bad_source,
    unauthenticated,
    forged,
    trailing_octets,
    parameter_problem_sent,
    answer_withheld,
    send_failed,
    count_
};

constexpr base::CounterTexts<SignallingCounter> signalling_texts{{
    {"signalling_received", "datagrams received on the signalling port"},
    {"drop_signalling_bad_length", "dropped: IP, UDP or Mobility Header and packet do not agree in length"},
    {"drop_signalling_bad_checksum",
     "dropped: checksum of UDP, or over IPv6 of the Mobility Header, is wrong"},
    {"drop_signalling_bad_source", "dropped: the sender's address is not a unicast one"},
    {"drop_pba_unauthenticated", "dropped: PBA without the authentication that its LMA has a key for"},
    {"drop_pba_forged", "dropped: authentication of a PBA is wrong"},
    {"signalling_trailing_octets", "Mobility Headers followed by octets that were ignored"},
    {"parameter_problem_sent", "ICMPv6 Parameter Problems sent to answer faulty Mobility Headers"},
    {"answer_withheld", "answers not sent: the peer had as many as it may have"},
    {"signalling_send_failed", "messages that could not be sent"},
}};

} // namespace magd::io
