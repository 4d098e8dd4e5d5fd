#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "tools/lma/answers.hpp"
#include "tools/lma/binding_cache.hpp"
#include "tools/lma/event.hpp"
#include "tools/lma/lma_answer.hpp"
#include "tools/lma/peers.hpp"
#include "tools/lma/pending.hpp"
#include "tools/lma/request.hpp"

/// A lab LMA as a pure function, like the MAG's core: it follows RFC 5213 section 5 with the
/// RFCs that extend it (5844, 5845, 5846, 5847, 6463, 6602, 6705, 6757, 6909, 7077, 7222,
/// 8127), and can misbehave on request.
namespace lma {

class Lma {
  public:
    explicit Lma(LmaSettings settings);

    /// Takes one event and says what the shell must do, in order.
    [[nodiscard]] std::vector<LmaAction> on(const LmaEvent& event, const pmip::Now& now);
    /// When a Tick is next needed.
    [[nodiscard]] std::optional<pmip::TimePoint> deadline() const;
    /// By number; those that wait for their deletion are among them.
    [[nodiscard]] const std::map<std::uint32_t, CacheEntry>& entries() const { return cache_.entries(); }
    [[nodiscard]] const LmaSettings& settings() const { return settings_; }
    [[nodiscard]] std::uint32_t restart_counter() const { return restart_counter_; }

  private:
    /// A PBU that means a session which its old MAG may yet let go, RFC 5213 section 5.4.1.2.
    struct Waiting {
        Request request;
        std::uint32_t session = 0;
        pmip::TimePoint until;
    };
    struct Turn;

    void handle(const MessageIn& event, Turn& turn);
    void handle(const Command& event, Turn& turn);
    void handle(const pmip::Tick& event, Turn& turn);

    // lma_update.cpp: PBUs up to the decision
    void take(const MessageIn& in, const pmip::ProxyBindingUpdate& message, Turn& turn);
    void update(const Request& request, Turn& turn);
    void decide(const Request& request, const Match& match, Turn& turn);
    void wait(const Request& request, const CacheEntry& session, Turn& turn);
    void resume(std::uint32_t session, bool let_go, Turn& turn);
    [[nodiscard]] pmip::Status order(const Request& request, const CacheEntry* known, const Turn& turn) const;
    void refresh_group(const Request& request, Turn& turn);

    // lma_register.cpp
    void register_session(const Request& request, const CacheEntry* known, Turn& turn);
    [[nodiscard]] Rejection assign_ipv4(const Request& request, CacheEntry& entry);
    [[nodiscard]] pmip::Status assign_ipv6(const Request& request, CacheEntry& entry);
    void record(const Request& request, const Agreed& agreed, CacheEntry& entry, const Turn& turn);
    void deregister(const Request& request, const CacheEntry* known, Turn& turn);
    void let_go(CacheEntry entry, Turn& turn);
    void release(CacheEntry entry, bool ipv4, bool ipv6, Turn& turn);
    void remove(const CacheEntry& entry, Turn& turn);

    void answer(const Request& request, pmip::ProxyBindingAck ack, Turn& turn);
    void reject(const Request& request, const Rejection& why, Turn& turn);

    // lma_peer.cpp: what MAGs say besides PBUs
    void take(const MessageIn& in, const pmip::Heartbeat& message, Turn& turn);
    void take(const MessageIn& in, const pmip::BindingError& message, Turn& turn);
    void take(const MessageIn& in, const pmip::BindingRevocation& message, Turn& turn);
    void revoked_by_mag(const MessageIn& in, const pmip::BindingRevocation& message, Turn& turn);
    void take(const MessageIn& in, const pmip::UpdateNotificationAck& message, Turn& turn);
    void take(const MessageIn& in, const pmip::LocalizedRoutingAck& message, Turn& turn);
    void take(const MessageIn&, const auto&, Turn&) {} ///< an LMA has no use for it

    // lma_revocation.cpp
    void revoke_old(const CacheEntry& before, const CacheEntry& after, pmip::Handoff handoff, Turn& turn);
    void revoke(const CacheEntry& entry, pmip::RevocationTrigger trigger, Pending how, Turn& turn);
    void revoke_many(const base::Address& mag, pmip::RevocationTrigger trigger,
                     std::vector<pmip::Option> options, std::vector<std::uint32_t> sessions, Turn& turn);
    void revoked(const Pending& pending, Turn& turn);

    // lma_command.cpp
    void obey(const Revoke& command, Turn& turn);
    void obey(const RevokeMag& command, Turn& turn);
    void obey(const RevokeRealm& command, Turn& turn);
    void obey(const Notify& command, Turn& turn);
    void obey(const Localize& command, Turn& turn);
    void obey(const ReportError& command, Turn& turn);
    void obey(const Misbehave& command, Turn& turn);
    void obey(const Restart& command, Turn& turn);
    void obey(const ChangeKeys& command, Turn& turn);
    void obey(const Offer& command, Turn& turn);
    [[nodiscard]] const CacheEntry* client(const Client& name, Turn& turn) const;

    LmaSettings settings_;
    BindingCache cache_;
    PendingMessages pending_;
    Peers peers_;
    Answers answers_;
    std::vector<Waiting> waiting_;
    std::map<std::string, base::Ipv4> last_address_;   ///< given out, by realm
    std::map<std::string, base::Prefix6> last_prefix_; ///< likewise
    std::uint32_t last_number_ = 0;
    std::uint32_t next_key_;
    std::uint32_t restart_counter_;
};

} // namespace lma
