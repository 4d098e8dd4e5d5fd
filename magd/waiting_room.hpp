#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "nlink/base/address.hpp"

namespace magd {

/// The clients that have shown nothing yet but a frame of theirs, by access interface. There is room for so
/// many on each: whoever came first gives way, so that invented MAC addresses fill neither this gateway nor
/// its LMAs, and cost the clients of other interfaces nothing.
class WaitingRoom {
  public:
    /// A client has come; one that is here keeps its place. Gives the client that must leave, if any.
    [[nodiscard]] std::optional<base::MacAddress> enter(const std::string& interface,
                                                        const base::MacAddress& mac, std::size_t room) {
        if (const auto known = seats_.find(mac); known != seats_.end()) {
            if (known->second.interface == interface) return std::nullopt;
            leave(mac);
        }
        auto& queue = queues_[interface];
        std::optional<base::MacAddress> gone;
        if (queue.size() >= room) {
            gone = queue.begin()->second;
            leave(*gone);
        }
        queue.emplace(next_, mac);
        seats_.emplace(mac, Seat{.interface = interface, .number = next_++});
        return gone;
    }
    /// A client has shown that it is there, or has gone.
    void leave(const base::MacAddress& mac) {
        const auto seat = seats_.extract(mac);
        if (!seat.empty()) queues_[seat.mapped().interface].erase(seat.mapped().number);
    }
    [[nodiscard]] std::size_t size() const { return seats_.size(); }

  private:
    struct Seat {
        std::string interface;
        std::uint64_t number = 0;
    };
    std::map<std::string, std::map<std::uint64_t, base::MacAddress>> queues_;
    std::map<base::MacAddress, Seat> seats_;
    std::uint64_t next_ = 0;
};

} // namespace magd
