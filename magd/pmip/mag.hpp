#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "magd/pmip/binding.hpp"
#include "magd/pmip/counters.hpp"
#include "magd/pmip/event.hpp"
#include "magd/pmip/mag_index.hpp"
#include "magd/pmip/mag_keys.hpp"
#include "magd/pmip/mag_peer.hpp"
#include "magd/pmip/mag_settings.hpp"

namespace pmip {

/// What all bindings share; the one binding that is being worked on is in no index meanwhile.
struct MagShared {
    MagSettings settings;
    Counters counters;
    DownlinkKeys keys;
    Peers peers; ///< one for each LMA of the settings
    MagIndex index;
    std::uint16_t sequence = 0;   ///< of the next PBU to whatever LMA
    std::uint64_t generation = 0; ///< of the last Want to the kernel, whatever the client
};

class Turn;

/// The MAG: one pure function over the binding update list (RFC 5213 section 6).
class Mag {
  public:
    explicit Mag(MagSettings settings);

    /// Takes one event, changes bindings, and says what the shell must do, in order.
    [[nodiscard]] std::vector<Action> on(Event event, const Now& now);

    /// When a Tick is next needed; nothing if no timer runs.
    [[nodiscard]] std::optional<TimePoint> deadline() const;

    [[nodiscard]] const std::map<base::MacAddress, Binding>& bindings() const { return bindings_; }
    /// Stays where it is until the binding is gone.
    [[nodiscard]] const Binding* find(const base::MacAddress& mac) const;
    [[nodiscard]] const Counters& counters() const { return shared_.counters; }
    [[nodiscard]] const Peers& peers() const { return shared_.peers; }
    /// Of the next update.
    [[nodiscard]] std::uint16_t next_sequence() const { return shared_.sequence; }
    /// Sessions with this LMA that the kernel carries.
    [[nodiscard]] std::size_t sessions(const std::string& lma) const { return shared_.index.sessions(lma); }

  private:
    struct Call {
        const Now& now;
        std::vector<Action>& actions;
    };
    /// One message of a known LMA.
    struct Heard {
        const base::Address& from;
        const std::string& lma;
        Peer& peer;
        const Call& call;
    };

    // mag.cpp
    void handle(const LinkUp& event, const Call& call);
    void handle(const LinkDown& event, const Call& call);
    void handle(const AddressReleased& event, const Call& call);
    void handle(const Leased& event, const Call& call);
    void handle(const LinkLocalHeard& event, const Call& call);
    void handle(const MessageIn& event, const Call& call);
    void handle(const UnauthenticAnswer& event, const Call& call);
    void handle(const LmaDrain& event, const Call& call);
    void handle(const ConfigurationRead& event, const Call& call);
    void handle(Adopted& event, const Call& call);
    void readmit(const std::string& lma, const Call& call);
    void handle(const Programmed& event, const Call& call);
    void handle(const ProgramFailed& event, const Call& call);
    void handle(const Tick& event, const Call& call);
    [[nodiscard]] Binding* admit(const LinkUp& event, const Call& call);
    [[nodiscard]] Binding* addressee(const ProxyBindingAck& ack);
    void refuse(const LinkUp& event, std::string why, const Call& call);
    void work(Binding& binding, const Call& call, const std::function<void(Turn&)>& task);

    // mag_message.cpp: what LMAs say
    void take(const ProxyBindingAck& ack, const Heard& heard);
    void take(const Heartbeat& heartbeat, const Heard& heard);
    void take(const BindingError& error, const Heard& heard);
    void take(const ProxyBindingUpdate& update, const Heard& heard);
    void take(const LocalizedRoutingAck& ack, const Heard& heard);
    void take(const UpdateNotificationAck& ack, const Heard& heard);
    [[nodiscard]] bool replayed(const std::vector<Option>& options, const Heard& heard);
    void send(const Message& message, const Heard& heard);

    // mag_localized_routing.cpp
    void take(const LocalizedRoutingInitiation& initiation, const Heard& heard);
    [[nodiscard]] LocalizedRoutingStatus localize(const LocalizedRoutingInitiation& initiation,
                                                  const std::string& lma);
    [[nodiscard]] const Binding* served(const MnId& id, const std::string& lma) const;

    // mag_heartbeat.cpp
    void mind_peers(const Call& call);
    void beat(const std::string& lma, Peer& peer, const Call& call);
    void beat_answered(const Heartbeat& response, const Heard& heard);
    void restarted(const std::string& lma, const Call& call);
    void path_up(const Heard& heard);
    void path_down(const std::string& lma, Peer& peer, const Call& call);

    // mag_parting.cpp
    void mind_partings(const Call& call);
    void part(const std::string& lma, Peer::Parting parting, const Call& call);

    // mag_bulk.cpp
    [[nodiscard]] std::vector<base::MacAddress> members(const std::string& lma, std::uint32_t group) const;
    void mind_bulk(const Call& call);
    void send_bulk(const std::string& lma, std::uint32_t group, Peer::Bulk& bulk, const Call& call);
    [[nodiscard]] std::uint64_t bulk_timestamp(const std::string& lma, std::uint32_t group,
                                               const Peer::Bulk& bulk, const Call& call) const;
    [[nodiscard]] bool bulk_answered(const ProxyBindingAck& ack, const Heard& heard);
    void bulk_accepted(std::uint32_t group, Peer::Bulk::Copy answered, const ProxyBindingAck& ack,
                       const Heard& heard);
    void bulk_failed(const std::string& lma, std::uint32_t group, Peer::Bulk& bulk, const std::string& why,
                     const Call& call);

    // mag_revocation.cpp
    void take(const BindingRevocation& revocation, const Heard& heard);
    [[nodiscard]] RevocationStatus revoke(const BindingRevocation& indication, const Heard& heard);
    [[nodiscard]] RevocationStatus revoke_all(const BindingRevocation& indication, const Heard& heard);
    [[nodiscard]] RevocationStatus revoke_group(const BindingRevocation& indication, std::uint32_t group,
                                                const Heard& heard);
    [[nodiscard]] RevocationStatus revoke_one(const BindingRevocation& indication, Binding& binding,
                                              const Heard& heard);
    [[nodiscard]] Binding* subject(const std::vector<Option>& options, const std::string& lma);

    // mag_notification.cpp
    void take(const UpdateNotification& notification, const Heard& heard);
    [[nodiscard]] std::vector<base::MacAddress> concerned(const std::vector<Option>& options,
                                                          const std::string& lma);
    [[nodiscard]] NotificationStatus obey(const UpdateNotification& notification, const Heard& heard);

    MagShared shared_;
    std::map<base::MacAddress, Binding> bindings_;
};

} // namespace pmip
