#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "magd/pmip/binding.hpp"
#include "magd/pmip/counters.hpp"
#include "magd/pmip/event.hpp"
#include "magd/pmip/mag_index.hpp"
#include "magd/pmip/mag_keys.hpp"
#include "magd/pmip/mag_settings.hpp"

namespace pmip {

/// What all bindings share; the one binding that is being worked on is in no index meanwhile.
struct MagShared {
    MagSettings settings;
    Counters counters;
    DownlinkKeys keys;
    MagIndex index;
    std::uint16_t sequence = 0;   ///< of the next PBU to whatever LMA
    std::uint64_t generation = 0; ///< of the last Want to the kernel, whatever the client
};

/// The MAG: one pure function over the binding update list (RFC 5213 section 6).
class Mag {
  public:
    explicit Mag(MagSettings settings);

    /// Takes one event, changes bindings, and says what the shell must do, in order.
    [[nodiscard]] std::vector<Action> on(const Event& event, const Now& now);

    /// When a Tick is next needed; nothing if no timer runs.
    [[nodiscard]] std::optional<TimePoint> deadline() const { return shared_.index.deadline(); }

    [[nodiscard]] const std::map<base::MacAddress, Binding>& bindings() const { return bindings_; }
    /// Stays where it is until the binding is gone.
    [[nodiscard]] const Binding* find(const base::MacAddress& mac) const;
    [[nodiscard]] const Counters& counters() const { return shared_.counters; }

  private:
    struct Call {
        const Now& now;
        std::vector<Action>& actions;
    };
    void handle(const LinkUp& event, const Call& call);
    void handle(const LinkDown& event, const Call& call);
    void handle(const PbaIn& event, const Call& call);
    void handle(const Programmed& event, const Call& call);
    void handle(const ProgramFailed& event, const Call& call);
    void handle(const Tick& event, const Call& call);

    [[nodiscard]] bool admit(const LinkUp& event, const Call& call);
    [[nodiscard]] bool from_known_lma(const base::Address& from) const;
    [[nodiscard]] Binding* addressee(const ProxyBindingAck& ack);
    void work(Binding& binding, const Call& call, auto&& task);

    MagShared shared_;
    std::map<base::MacAddress, Binding> bindings_;
};

} // namespace pmip
