#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "magd/pmip/mag.hpp"
#include "magd/pmip/mag_reaction.hpp"
#include "magd/pmip/mag_verdict.hpp"

namespace pmip {

/// One event's work on one binding: the MAG's state machine. Mag finds the binding, this
/// changes it and adds the actions.
class Turn {
  public:
    Turn(MagShared& mag, Binding& binding, const Now& now, std::vector<Action>& actions)
        : mag_(mag),
          binding_(binding),
          now_(now),
          actions_(actions) {}

    // mag_attach.cpp
    void link_up(const LinkUp& event);
    void link_down(const std::string& reason);
    void address_released(const std::string& reason);
    void leased(LeaseTime time);
    void link_local_heard(const base::Ipv6& address);
    void adopted();
    void programmed(std::uint64_t generation);
    void program_failed(const ProgramFailed& event);

    // mag_exchange.cpp
    void tick();

    // mag_answer.cpp: the answer comes from `from` and names this client
    void answer(const std::string& from, const ProxyBindingAck& ack);
    /// Such an answer came to this client.
    void unauthentic(std::optional<std::uint32_t> spi);
    /// Takes what the LMA says of the session beside its addresses, in place of what it said of
    /// the same kind.
    void told(const std::vector<Option>& options);

    // mag_choice.cpp: what becomes of a client when something happens to its LMA
    void drained();
    void path_lost();
    void path_back();
    void retry_now();
    void forgotten(); ///< by an LMA that has restarted
    /// Registers a standing session once more.
    void reregister(Handoff handoff);

    /// What an LMA wants done at once (mag_notification.cpp).
    void notified(const UpdateNotification& notification);

    // mag_bulk.cpp: the LMA has renewed the session's whole group
    void renewed(TimePoint sent, std::uint64_t timestamp, Seconds lifetime);
    /// A session that waits until then is refreshed now.
    void refresh_by(TimePoint waits, TimePoint now);

    // mag_refusal.cpp: the LMA ends the session, or its IPv4 part
    void revoked(RevocationTrigger trigger);
    void ipv4_revoked(RevocationTrigger trigger);

    /// The binding is over and must be forgotten.
    [[nodiscard]] bool gone() const { return gone_; }

  private:
    // mag_notification.cpp: updates beside those that are due, and how often
    [[nodiscard]] TimePoint next_in_pace() const;
    void take_pace();
    void reregister_in_pace();
    void refresh_in_pace();

    // mag_attach.cpp
    void start();
    void begin(const std::string& lma);
    void pardon();
    void same_profile(const LinkUp& event);
    void move(const Profile& profile);
    void replace(const Profile& profile);
    [[nodiscard]] bool unsaid() const;
    void leave(const std::string& reason);
    void ended(std::string_view how);
    void adopt(const Profile& profile);
    void left(std::string_view how);

    // mag_choice.cpp
    [[nodiscard]] std::optional<std::string> choose() const;
    [[nodiscard]] bool next_lma(const std::string& why);
    [[nodiscard]] bool has_alternative() const;

    // mag_parting.cpp
    [[nodiscard]] bool held() const;
    void abandon();
    [[nodiscard]] bool preferred_is_back() const;
    void relocate(const std::string& why);

    // mag_service.cpp: the kernel and the client
    void enter(Phase phase, std::string reason = {}, Note::Level level = Note::Level::info);
    void program(std::string reason);
    void drop_ipv4(const std::string& why);
    void withdraw();
    void fail(const std::string& reason);
    void pause(const std::string& reason, Seconds wait);
    void block(const std::string& reason);
    void note(Note::Level level, const Words auto& words) {
        if (level < settings().least_note) return;
        actions_.emplace_back(Note{.mac = binding_.profile.mac, .level = level, .text = words()});
    }
    void note(Note::Level level, std::string text) {
        note(level, [&] { return std::move(text); });
    }

    // mag_exchange.cpp
    void open(Exchange::Kind kind, Handoff handoff, std::optional<base::Prefix4> released = {});
    void close();
    void send_in_turn();
    void send_copy();
    void retransmit();
    void give_up_silent();
    void expire();
    [[nodiscard]] std::uint16_t fresh_sequence();
    [[nodiscard]] std::uint64_t fresh_timestamp();
    [[nodiscard]] bool renewed_in_bulk(); // mag_bulk.cpp
    [[nodiscard]] std::string silence() const;

    // mag_answer.cpp
    [[nodiscard]] const Exchange::Copy* match(const ProxyBindingAck& ack) const;
    [[nodiscard]] bool credible(const Exchange::Copy* copy, const ProxyBindingAck& ack);
    void accept(const Exchange::Copy& copy, const ProxyBindingAck& ack);
    [[nodiscard]] std::expected<Granted, std::string>
    judge(const Exchange::Copy& copy, const ProxyBindingAck& ack, const std::string& server);
    void remember_gre(const Exchange::Copy& copy, const ProxyBindingAck& ack, const Granted& given);
    void install(const Exchange::Copy& copy, const ProxyBindingAck& ack);
    void join(const ProxyBindingAck& ack);
    void set_timers(TimePoint sent, Seconds lifetime);
    void carry(const Granted& given);
    [[nodiscard]] std::expected<std::string, std::string> server_of(const ProxyBindingAck& ack) const;
    void follow_redirect(const std::string& server);
    void mute(const std::string& contradiction);
    void drop(Counter counter, std::string why);

    // mag_refusal.cpp
    void refuse(const Exchange::Copy* copy, const ProxyBindingAck& ack);
    void resend(const std::string& refusal);
    [[nodiscard]] bool waive(Reaction reaction);
    [[nodiscard]] std::string clock_fault(const Exchange::Copy* copy, const ProxyBindingAck& ack) const;
    [[nodiscard]] bool clock_corrected(const Exchange::Copy* copy, const ProxyBindingAck& ack);
    void give_up(Reaction reaction, const std::string& refusal);
    void shun();
    [[nodiscard]] std::string shunning() const;
    void refuse_muted(Reaction reaction, const std::string& refusal);
    void postpone_refresh(const std::string& refusal);

    [[nodiscard]] const MagSettings& settings() const { return mag_.settings; }
    [[nodiscard]] const std::string& lma() const { return binding_.lma; }
    [[nodiscard]] const LmaSettings& lma_settings() const { return mag_.settings.lmas.at(binding_.lma); }
    [[nodiscard]] Peer& peer() const { return mag_.peers.at(binding_.lma); }
    [[nodiscard]] Seconds next_backoff();

    MagShared& mag_;
    Binding& binding_;
    const Now& now_;
    std::vector<Action>& actions_;
    bool gone_ = false;
};

} // namespace pmip
