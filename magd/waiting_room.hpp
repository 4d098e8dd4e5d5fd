#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "nlink/base/address.hpp"

namespace magd {

/// The clients that have shown nothing yet but a frame of theirs, by access interface, in the order in which
/// they came. Those that an LMA was asked for cost it a session; the others wait for their turn at the pace
/// of the LMA, and cost nobody but this gateway. Pure.
class WaitingRoom {
  public:
    struct Seat {
        std::string interface;
        std::uint64_t number = 0;
        bool asked = false;   ///< an LMA was asked for it
        bool adopted = false; ///< an earlier process let it in, and may have known more of it
    };

    /// A client has come; false if it is there already, which keeps its place.
    bool enter(const base::MacAddress& mac, const std::string& interface) {
        return sit(mac, {.interface = interface});
    }
    bool adopt(const base::MacAddress& mac, const std::string& interface) {
        return sit(mac, {.interface = interface, .asked = true, .adopted = true});
    }
    /// A client has shown that it is there, or has gone.
    void leave(const base::MacAddress& mac) {
        const auto seat = seats_.extract(mac);
        if (!seat.empty()) queue_of(seat.mapped()).erase(seat.mapped().number);
    }
    /// Looks which of those that wait for their turn have had it.
    void have_asked(const std::string& interface, auto&& was_asked_for) {
        auto& [unasked, asked] = queues_[interface];
        while (!unasked.empty() && was_asked_for(unasked.begin()->second)) {
            seats_.at(unasked.begin()->second).asked = true;
            asked.insert(unasked.extract(unasked.begin()));
        }
    }

    [[nodiscard]] const Seat* find(const base::MacAddress& mac) const {
        const auto seat = seats_.find(mac);
        return seat == seats_.end() ? nullptr : &seat->second;
    }
    [[nodiscard]] std::size_t asked(const std::string& interface) const {
        const auto queues = queues_.find(interface);
        return queues == queues_.end() ? 0 : queues->second.asked.size();
    }
    /// Who came first of those that an LMA was asked for, or of the others.
    [[nodiscard]] std::optional<base::MacAddress> first(const std::string& interface, bool asked) const {
        const auto queues = queues_.find(interface);
        if (queues == queues_.end()) return std::nullopt;
        const auto& queue = asked ? queues->second.asked : queues->second.unasked;
        return queue.empty() ? std::nullopt : std::optional{queue.begin()->second};
    }
    /// The interface where most wait; empty if nobody does anywhere.
    [[nodiscard]] std::string fullest() const {
        const auto most =
            std::ranges::max_element(queues_, {}, [](const auto& one) { return one.second.size(); });
        return most == queues_.end() || most->second.size() == 0 ? std::string() : most->first;
    }

  private:
    using Queue = std::map<std::uint64_t, base::MacAddress>;
    struct Queues {
        Queue unasked, asked;
        [[nodiscard]] std::size_t size() const { return unasked.size() + asked.size(); }
    };
    bool sit(const base::MacAddress& mac, Seat seat) {
        if (const auto known = seats_.find(mac); known != seats_.end()) {
            if (known->second.interface == seat.interface) return false;
            leave(mac);
        }
        seat.number = next_++;
        queue_of(seat).emplace(seat.number, mac);
        seats_.emplace(mac, std::move(seat));
        return true;
    }
    [[nodiscard]] Queue& queue_of(const Seat& seat) {
        auto& queues = queues_[seat.interface];
        return seat.asked ? queues.asked : queues.unasked;
    }

    std::map<std::string, Queues> queues_;
    std::map<base::MacAddress, Seat> seats_;
    std::uint64_t next_ = 0;
};

} // namespace magd
