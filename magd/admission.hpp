#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "magd/config.hpp"
#include "magd/denials.hpp"
#include "magd/pmip/mag.hpp"
#include "magd/rate_limit.hpp"
#include "magd/recent_clients.hpp"
#include "magd/waiting_room.hpp"
#include "magd/witnesses.hpp"
#include "nlink/base/counters.hpp"

namespace magd {

/// Why a client that a trigger told of is not attached, stays where it is, or is let go.
enum class Refusal : std::uint8_t { policy, move, gave_way, count_ };

constexpr base::CounterTexts<Refusal> refusal_texts{{
    {"refused_policy", "times that a client was heard of that policy does not let in"},
    {"refused_move", "times that a client was heard of on another access interface, having moved too often"},
    {"refused_gave_way",
     "clients that had shown nothing but a frame of theirs and gave way to newer ones (access.waiting)"},
}};

/// Whether the core has the client there, or is about to.
[[nodiscard]] bool is_at(const pmip::Binding& binding, std::string_view interface);

/// Whether the core has something to forget if the client leaves the interface: one that its LMA refuses
/// would be asked for again, too, and one that is refused for good would stay for ever.
[[nodiscard]] bool is_of(const pmip::Binding& binding, std::string_view interface);

/// Whether nothing of it is to stay.
[[nodiscard]] bool is_leaving(const pmip::Binding& binding);

/// Lets clients in that a trigger has told of. Of most clients that is a frame of theirs, which anybody may
/// invent: those wait, in a room of bounded size, until something shows that they are there. Who came first
/// gives way.
class Admission {
  public:
    using Events = std::vector<pmip::Event>;
    /// Whether a client that the kernel carries has sent packets.
    using HasSent = std::function<bool(const pmip::Binding&)>;

    /// Two clients with one MAC address, on two access interfaces, move it to and fro with every word of
    /// theirs. One client that roams associates each time, and may always.
    static constexpr MoveLimit::Rate moves{.interval = std::chrono::seconds{30}, .burst = 5};

    Admission(const Config& config, const pmip::Mag& mag, HasSent has_sent)
        : config_(config),
          mag_(mag),
          has_sent_(std::move(has_sent)),
          let_go_(config.binding.maximum),
          witnesses_(words_for_each * config.binding.maximum) {}

    /// Who the client is; nothing if such a trigger attaches nobody there, or if policy refuses the client,
    /// which is logged once. One that another trigger has for present may ask by DHCP or for a router all the
    /// same: its session may have ended, and that trigger has no news.
    [[nodiscard]] std::optional<pmip::Profile> identify(std::string_view interface, base::IfIndex index,
                                                        const base::MacAddress& mac,
                                                        Trigger trigger = Trigger::dhcp);
    /// What attaches such a client, which may be on another access interface: that counts as a move then.
    /// Nothing if it has moved too often, which is logged once. Another client may give way to it.
    [[nodiscard]] Events attach(pmip::LinkUp arrival, pmip::TimePoint now, Trigger trigger = Trigger::dhcp);
    /// Both.
    [[nodiscard]] Events admit(std::string_view interface, base::IfIndex index, const base::MacAddress& mac,
                               pmip::TimePoint now, Trigger trigger = Trigger::dhcp);
    /// A session of an earlier process goes on.
    void adopted(const pmip::Binding& binding);
    /// Whether nothing has shown that the client is there, since this process let it in.
    [[nodiscard]] bool waits(const base::MacAddress& mac) const;
    /// Whether the client, which is heard, had to give way: once.
    [[nodiscard]] bool was_let_go(const base::MacAddress& mac) { return let_go_.forget(mac); }
    /// The client has shown that it is there: it waits no more.
    void settled(const base::MacAddress& mac) { waiting_.leave(mac); }
    /// Its service has ended: it waits on if the core will try again.
    void ended(const base::MacAddress& mac);
    [[nodiscard]] const base::Counters<Refusal>& refused() const { return refused_; }
    /// Which sources have clients for present; whoever reads the sources tells.
    [[nodiscard]] Witnesses& witnesses() { return witnesses_; }

  private:
    /// Of all bindings: a part that only those get who have shown that they are there.
    static constexpr std::size_t kept_share = 32;
    static constexpr std::size_t words_for_each =
        4; ///< of its witnesses: at most, if all clients have so many
    [[nodiscard]] bool may_move(const std::string& interface, const base::MacAddress& mac,
                                pmip::TimePoint now, Trigger trigger);
    void make_room(Events& events);
    void bound(const std::string& interface, Events& events);
    [[nodiscard]] std::size_t room(const std::string& interface) const;
    void look_whom_lmas_were_asked_for(const std::string& interface);
    void let_go(const base::MacAddress& mac, const std::string& interface, std::string_view why,
                Events& events);
    [[nodiscard]] bool has_shown(const pmip::Binding& binding) const;
    void refuse(Refusal why, std::string_view interface, const base::MacAddress& mac,
                const std::string& text);

    const Config& config_;
    const pmip::Mag& mag_;
    HasSent has_sent_;
    WaitingRoom waiting_;
    RecentClients let_go_; ///< of those that were told their addresses
    Witnesses witnesses_;
    Denials denials_;
    MoveLimit moves_{moves};
    base::Counters<Refusal> refused_;
};

} // namespace magd
