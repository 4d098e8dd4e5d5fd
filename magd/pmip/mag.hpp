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

namespace pmip {

/// Protocol settings of the MAG; the defaults are the RFCs' and the field's.
struct MagSettings {
    struct Lma {
        base::Address address;
        bool operator==(const Lma&) const = default;
    };
    std::map<std::string, Lma> lmas;
    Seconds lifetime{3600};      ///< asked for, 4 to 262140; rounded down to units of 4
    Seconds refresh_before{300}; ///< refresh this long before expiry, or at 3/4 if that is later
    Milliseconds initial_bindack_timeout{1000}; ///< RFC 5213 section 6.9.4
    Milliseconds max_bindack_timeout{32000};
    bool timestamps = true;      ///< TimestampBasedApproachInUse, RFC 5213 section 9.3
    bool request_gre_key = true; ///< RFC 5845
    bool send_default_router =
        true; ///< IPv4 Default-Router Address 0.0.0.0 in the PBU, as the reference flow has it
    std::size_t binding_maximum = 10000;
    std::uint16_t first_sequence = 0; ///< the shell passes a random one

    /// Handoff Indicator of a first attach. A layer 2 trigger cannot tell a new client from one
    /// that another MAG still holds, so the default is what RFC 5213 section 6.9.1.1 prescribes
    /// for that; new_interface is right only where no other MAG serves the clients.
    Handoff initial_handoff = Handoff::unknown;
    /// De-registrations sent in all before the LMA is given up. RFC 5213 section 6.9.1.3 asks to
    /// wait for one timeout; the kernel has let the client go before the first, so waiting for
    /// more costs nothing, and one lost packet does not leave the session at the LMA.
    std::uint32_t deregistration_copies = 3;
    Seconds initial_retry{30}; ///< wait after a refusal; doubles each time
    Seconds max_retry{600};
    Seconds min_attempt_interval{3}; ///< a trigger within this time of the last PBU starts no new attempt
    std::uint32_t reserved_downlink_key = 0; ///< never given out
    bool operator==(const MagSettings&) const = default;
};

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
