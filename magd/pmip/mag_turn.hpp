#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "magd/pmip/mag.hpp"
#include "magd/pmip/mag_reaction.hpp"

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
    void programmed(std::uint64_t generation);
    void program_failed(const ProgramFailed& event);

    // mag_exchange.cpp
    void tick();

    // mag_answer.cpp: `from` is an LMA's address, and the answer names this client
    void answer(const base::Address& from, const ProxyBindingAck& ack);

    /// The binding is over and must be forgotten.
    [[nodiscard]] bool gone() const { return gone_; }

  private:
    // mag_attach.cpp
    void start();
    void same_profile(const LinkUp& event);
    void move(const Profile& profile);
    void replace(const Profile& profile);
    void leave(const std::string& reason);
    void adopt(const Profile& profile);
    void left(std::string_view how);

    // mag_service.cpp: the kernel and the client
    void enter(Phase phase, std::string reason = {}, Note::Level level = Note::Level::info);
    void program(std::string reason);
    void withdraw();
    void fail(const std::string& reason);
    void pause(const std::string& reason);
    void block(const std::string& reason);
    void note(Note::Level level, std::string text);

    // mag_exchange.cpp
    void open(Exchange::Kind kind, Handoff handoff);
    void close();
    void send_copy();
    void retransmit();
    void expire();
    [[nodiscard]] std::uint64_t fresh_timestamp();
    [[nodiscard]] std::string silence() const;

    // mag_answer.cpp
    [[nodiscard]] const Exchange::Copy* match(const ProxyBindingAck& ack) const;
    [[nodiscard]] bool credible(const Exchange::Copy* copy, const ProxyBindingAck& ack);
    void accept(const Exchange::Copy& copy, const ProxyBindingAck& ack);
    void install(const Exchange::Copy& copy, const ProxyBindingAck& ack);
    void mute(const std::string& contradiction);
    void drop(Counter counter, std::string why);

    // mag_refusal.cpp
    void refuse(const Exchange::Copy* copy, const ProxyBindingAck& ack);
    void resend(const std::string& refusal);
    void give_up(Reaction reaction, const std::string& refusal);
    void postpone_refresh(const std::string& refusal);

    [[nodiscard]] const MagSettings& settings() const { return mag_.settings; }
    [[nodiscard]] const std::string& lma() const { return binding_.lma; }
    [[nodiscard]] Seconds next_backoff();

    MagShared& mag_;
    Binding& binding_;
    const Now& now_;
    std::vector<Action>& actions_;
    bool gone_ = false;
};

} // namespace pmip
