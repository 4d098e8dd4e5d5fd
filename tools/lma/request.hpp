#pragma once

#include <optional>

#include "magd/pmip/message.hpp"
#include "tools/lma/event.hpp"

namespace lma {

/// A PBU with the answers to what the LMA asks of it.
struct Request {
    base::Address from; ///< where the answer goes
    std::uint16_t port = 0;
    pmip::ProxyBindingUpdate update;
    SessionKey key;
    bool ipv4 = false, ipv6 = false; ///< services asked for, or given up

    [[nodiscard]] bool deregisters() const { return update.lifetime == 0; }
    [[nodiscard]] bool flagged(std::uint16_t flag) const { return (update.flags & flag) != 0; }
    template <class O>
    [[nodiscard]] const O* find() const {
        return pmip::find<O>(update.options);
    }
    /// Timestamp option's value; 0 in sequence mode.
    [[nodiscard]] std::uint64_t timestamp() const;
    /// A refresh of a whole group of sessions, RFC 6602 section 5.
    [[nodiscard]] bool bulk_refresh() const;
};

[[nodiscard]] Request read_request(const MessageIn& in, pmip::ProxyBindingUpdate update);

} // namespace lma
