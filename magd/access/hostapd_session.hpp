#pragma once

#include <chrono>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "magd/access/hostapd_drop.hpp"
#include "magd/access/hostapd_message.hpp"
#include "nlink/base/error.hpp"

namespace magd::access {

using TimePoint = std::chrono::steady_clock::time_point;

/// Whether hostapd tells us of its stations.
struct HostapdState {
    bool connected = false;
    std::string why{}; ///< it does not
    bool operator==(const HostapdState&) const = default;
};

/// What follows from a datagram or from time.
struct HostapdStep {
    bool connect = false;  ///< connect the socket, anew if it is, before the request is sent
    std::string request{}; ///< one datagram; empty: none
    std::vector<Sighting> sightings{};
    std::optional<HostapdState> change{}; ///< set once when the state becomes another one
    bool operator==(const HostapdStep&) const = default;
};

/// One control connection to hostapd after the other: attaches for events, asks for the stations that
/// are there already, and sees whether hostapd is alive. Pure.
///
/// The stations outlive the connection. Those that a new list lacks have left, as soon as the list is
/// complete. There is never more than one request under way, so an answer needs no number.
class HostapdSession {
  public:
    static constexpr std::chrono::seconds retry_interval{1};
    static constexpr std::chrono::seconds answer_limit{2};
    static constexpr std::chrono::seconds ping_interval{10};
    /// hostapd gives up a client to which ten sends in a row have failed, and does not tell. So now and
    /// then the session attaches and asks for the stations again.
    static constexpr std::chrono::seconds list_interval{60};
    /// Association identifiers of one access point, IEEE 802.11-2020 section 9.4.1.8.
    static constexpr std::size_t maximum_stations = 2007;

    [[nodiscard]] HostapdStep received(std::string_view datagram, TimePoint now);
    /// The socket could not be connected, or the request could not be sent.
    [[nodiscard]] HostapdStep failed(const base::Error& error, TimePoint now);
    /// Nothing happens before the deadline.
    [[nodiscard]] HostapdStep tick(TimePoint now);
    /// At first long ago.
    [[nodiscard]] TimePoint deadline() const { return deadline_; }

    [[nodiscard]] const base::Counters<HostapdDrop>& drops() const { return drops_; }

  private:
    enum class Phase : std::uint8_t { lost, attaching, listing, watching, pinging };

    [[nodiscard]] HostapdStep on(const Sighting& sighting, TimePoint now);
    [[nodiscard]] HostapdStep on(HostapdNotice notice, TimePoint now);
    [[nodiscard]] HostapdStep on(HostapdAnswer answer, TimePoint now);
    [[nodiscard]] HostapdStep on(const HostapdStation& station, TimePoint now);

    [[nodiscard]] HostapdStep ask(Phase phase, std::string request, TimePoint now);
    [[nodiscard]] HostapdStep attached(TimePoint now);
    [[nodiscard]] HostapdStep complete(TimePoint now);
    [[nodiscard]] HostapdStep list_later(std::chrono::seconds delay, TimePoint now);
    [[nodiscard]] HostapdStep watch(TimePoint now);
    [[nodiscard]] HostapdStep drop(HostapdDrop reason);
    [[nodiscard]] HostapdStep lose(std::string why, TimePoint retry);

    [[nodiscard]] bool connected() const { return state_ && state_->connected; }
    void become(HostapdStep& step, HostapdState state);
    void see(HostapdStep& step, const Sighting& sighting);

    Phase phase_ = Phase::lost;
    TimePoint deadline_{}; ///< of an answer where one is awaited, else of what is to be sent next
    TimePoint next_list_{};
    std::size_t listed_ = 0; ///< stations of the present list, authorized or not
    std::set<base::MacAddress> present_;
    std::set<base::MacAddress> unconfirmed_; ///< those of `present_` that the present list lacks as yet
    std::optional<HostapdState> state_;      ///< as told
    base::Counters<HostapdDrop> drops_;
};

} // namespace magd::access
