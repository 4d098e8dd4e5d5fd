#pragma once

#include "nlink/base/counters.hpp"

namespace magd::io {

/// What happens to signalling datagrams below and beside the protocol core.
enum class SignallingCounter : std::uint8_t {
    received,
    bad_length,
    bad_checksum,
    trailing_octets,
    send_failed,
    count_
};

constexpr base::CounterTexts<SignallingCounter> signalling_texts{{
    {"signalling_received", "datagrams received on the signalling port"},
    {"drop_signalling_bad_length", "dropped: IP or UDP header and packet do not agree in length"},
    {"drop_signalling_bad_checksum", "dropped: UDP checksum is wrong"},
    {"signalling_trailing_octets", "Mobility Headers followed by octets that were ignored"},
    {"signalling_send_failed", "messages that could not be sent"},
}};

} // namespace magd::io
