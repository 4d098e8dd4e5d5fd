#pragma once

#include <cassert>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "nlink/base/address.hpp"

/// Proxy Mobile IPv6 as values and pure functions: no socket, clock or log in here.
namespace pmip {

using Seconds = std::chrono::seconds;
using Milliseconds = std::chrono::milliseconds;
using TimePoint = std::chrono::steady_clock::time_point;
using LeaseTime = std::chrono::duration<std::uint32_t>; // as DHCP has it

/// A std::optional of a point of time that takes no more room than one. The end of all times is none.
class Moment {
  public:
    constexpr Moment() = default;
    constexpr Moment(TimePoint at) : at_(at) {}
    constexpr Moment(std::nullopt_t) {}
    operator std::optional<TimePoint>() const { return has_value() ? std::optional(at_) : std::nullopt; }

    explicit operator bool() const { return has_value(); }
    [[nodiscard]] bool has_value() const { return at_ != TimePoint::max(); }
    const TimePoint& operator*() const {
        assert(has_value());
        return at_;
    }
    [[nodiscard]] TimePoint value_or(TimePoint other) const { return has_value() ? at_ : other; }
    void reset() { at_ = TimePoint::max(); }
    bool operator==(const Moment&) const = default;

  private:
    TimePoint at_ = TimePoint::max();
};
using WallTime = std::chrono::system_clock::time_point;

/// The two clocks an event carries: timers run on `steady`, the Timestamp option on `wall`.
struct Now {
    TimePoint steady;
    WallTime wall;
};

/// Mobile Node Identifier (RFC 4283): subtype 1 is a NAI, user@realm. Compared as octets.
struct MnId {
    std::uint8_t subtype = 1;
    std::string identifier;
    auto operator<=>(const MnId&) const = default;
};

/// Handoff Indicator values, RFC 5213 section 8.4.
enum class Handoff : std::uint8_t {
    reserved = 0,
    new_interface = 1,
    between_interfaces = 2,
    between_mags = 3,
    unknown = 4,
    no_change = 5,
};

/// Access Technology Type values, RFC 5213 section 8.5; all of Wi-Fi is ieee80211.
enum class AccessTechnology : std::uint8_t {
    reserved = 0,
    virtual_interface = 1,
    ppp = 2,
    ieee8023 = 3,
    ieee80211 = 4,
    ieee80216e = 5,
};

/// How a session's packets travel between MAG and LMA (RFC 5844 section 4, RFC 5845 section 3).
enum class Encapsulation : std::uint8_t {
    gre_udp,     ///< GRE with keys in UDP: the kernel's FOU, over IPv4 only
    gre,         ///< GRE with keys
    gre_unkeyed, ///< GRE without keys
    ip,          ///< the packet itself in IPv4 or IPv6
    device,      ///< a tunnel of the operator's own
};
/// As the configuration has it: "gre-udp", "gre", "gre-unkeyed", "none", "device".
[[nodiscard]] std::string_view name(Encapsulation encapsulation);
/// Those whose packets carry a GRE key of their binding.
[[nodiscard]] constexpr bool keyed(Encapsulation encapsulation) {
    return encapsulation == Encapsulation::gre_udp || encapsulation == Encapsulation::gre;
}

/// Binding lifetimes travel in units of 4 seconds, RFC 6275 section 6.1.7.
constexpr Seconds lifetime_unit{4};

} // namespace pmip
