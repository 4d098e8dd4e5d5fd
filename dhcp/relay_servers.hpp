#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <vector>

#include "dhcp/packet.hpp"

namespace dhcp {

/// Which of several DHCP servers a relay agent asks: the first that answers. One that leaves requests
/// unanswered is passed over for some time while there is another.
class RelayServers {
  public:
    using TimePoint = std::chrono::steady_clock::time_point;

    /// So many requests in a row, over so long a time, and the server counts as silent.
    static constexpr std::uint32_t unanswered_most = 3;
    static constexpr std::chrono::seconds patience{4};
    /// How long a silent one is passed over before it is tried again.
    static constexpr std::chrono::seconds hold_down{60};

    /// The preferred one first; one or more.
    void use(const std::vector<base::Ipv4>& servers);

    struct Choice {
        base::Ipv4 server{};
        std::optional<base::Ipv4> given_up{}; ///< that has just turned out to be silent
        bool operator==(const Choice&) const = default;
    };
    /// The server that gets this request, which counts as asked: the one that the client names, by its
    /// address or its server identifier, else the preferred one. If all are silent, the one that was asked
    /// longest ago.
    [[nodiscard]] Choice choose(const Packet& request, TimePoint now);

    enum class Heard : std::uint8_t { unknown, as_ever, again };
    /// A server has answered: one that is none of ours, one as ever, or one that was silent.
    [[nodiscard]] Heard answered(base::Ipv4 server, const Message& answer);

    /// What the server that this request is for calls itself: the one that the client names, if it is ours;
    /// if it names none, the one that would be asked.
    [[nodiscard]] std::optional<base::Ipv4> identifier(const Packet& request, TimePoint now);
    /// Whether a server of ours calls itself so.
    [[nodiscard]] bool has_identifier(base::Ipv4 identifier) const;

  private:
    struct Server {
        base::Ipv4 address{};
        base::Ipv4 identifier{}; ///< as last heard; its address until then
        std::uint32_t unanswered = 0;
        TimePoint unanswered_since{};
        TimePoint asked{};
        bool silent = false; ///< since then it has answered nothing
        TimePoint held_until{};
    };
    [[nodiscard]] static bool exhausted(const Server& server, TimePoint now);
    [[nodiscard]] std::optional<base::Ipv4> give_up(TimePoint now);
    [[nodiscard]] Server& pick(const Packet& request, TimePoint now);

    std::vector<Server> servers_;
};

} // namespace dhcp
