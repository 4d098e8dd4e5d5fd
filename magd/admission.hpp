#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

#include "magd/config.hpp"
#include "magd/denials.hpp"
#include "magd/pmip/mag.hpp"
#include "magd/rate_limit.hpp"
#include "magd/witnesses.hpp"
#include "nlink/base/counters.hpp"

namespace magd {

/// Why a client that a trigger told of is not attached, or stays where it is.
enum class Refusal : std::uint8_t { policy, move, count_ };

constexpr base::CounterTexts<Refusal> refusal_texts{{
    {"refused_policy", "times that a client was heard of that policy does not let in"},
    {"refused_move", "times that a client was heard of on another access interface, having moved too often"},
}};

/// Whether the core has the client there, or is about to.
[[nodiscard]] bool is_at(const pmip::Binding& binding, std::string_view interface);

/// Lets clients in that a trigger has told of.
class Admission {
  public:
    /// Two clients with one MAC address, on two access interfaces, move it to and fro with every word of
    /// theirs. One client that roams associates each time, and may always.
    static constexpr MoveLimit::Rate moves{.interval = std::chrono::seconds{30}, .burst = 5};

    Admission(const Config& config, const pmip::Mag& mag)
        : config_(config),
          mag_(mag),
          witnesses_(words_for_each * config.binding.maximum) {}

    /// Who the client is; nothing if such a trigger attaches nobody there, or if policy refuses the client,
    /// which is logged once. One that another trigger has for present may ask by DHCP or for a router all the
    /// same: its session may have ended, and that trigger has no news.
    [[nodiscard]] std::optional<pmip::Profile> identify(std::string_view interface, base::IfIndex index,
                                                        const base::MacAddress& mac,
                                                        Trigger trigger = Trigger::dhcp);
    /// Whether the client may be attached there, where it may be on another access interface; if so, and it
    /// is, that counts as a move. A refusal is logged once.
    [[nodiscard]] bool may_move(std::string_view interface, const base::MacAddress& mac, pmip::TimePoint now,
                                Trigger trigger = Trigger::dhcp);
    /// Both: who the client is, to be attached now.
    [[nodiscard]] std::optional<pmip::Profile> admit(std::string_view interface, base::IfIndex index,
                                                     const base::MacAddress& mac, pmip::TimePoint now,
                                                     Trigger trigger = Trigger::dhcp);
    [[nodiscard]] const base::Counters<Refusal>& refused() const { return refused_; }
    /// Which sources have clients for present; whoever reads the sources tells.
    [[nodiscard]] Witnesses& witnesses() { return witnesses_; }

  private:
    static constexpr std::size_t words_for_each =
        4; ///< of its witnesses: at most, if all clients have so many
    void refuse(Refusal why, std::string_view interface, const base::MacAddress& mac,
                const std::string& text);

    const Config& config_;
    const pmip::Mag& mag_;
    Witnesses witnesses_;
    Denials denials_;
    MoveLimit moves_{moves};
    base::Counters<Refusal> refused_;
};

} // namespace magd
