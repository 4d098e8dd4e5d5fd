#pragma once

#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "magd/pmip/authentication.hpp"
#include "magd/pmip/codec.hpp"
#include "magd/pmip/mag.hpp"
#include "tests/fuzz/mag_sessions.hpp"
#include "tests/unit/pmip/mag_samples.hpp"
#include "tests/unit/pmip/mag_watcher.hpp"

/// A Mag with its clock and what it has said, watched at every event.
namespace fuzz {

using namespace pmip;

inline void require(bool kept, std::string_view promise) {
    if (kept) return;
    std::fprintf(stderr, "broken: %.*s\n", static_cast<int>(promise.size()), promise.data());
    std::abort();
}

/// What all inputs with one beginning share.
struct Setup {
    MagSettings settings;
    std::vector<std::string> lmas{"LMA1"}; ///< of every client
    bool authenticated = false;
    bool ipv4 = true;
    bool ipv6 = false;
};

/// One update that an LMA could answer.
struct Sent {
    ProxyBindingUpdate update;
    base::Address to;
    std::uint8_t number = 0; ///< the client's; 0: of a whole group
};

class World {
  public:
    explicit World(const Setup& of) : setup(&of), mag(of.settings) {}

    void on(const Event& event) {
        const auto actions = mag.on(event, now);
        const auto broken = watcher_.after(event, actions, mag, setup->settings);
        require(broken.empty(), broken);
        for (const auto& action : actions) std::visit([&](const auto& a) { note(a); }, action);
    }

    /// As the shell would: what does not decode, or is not authentic, is dropped.
    void hear(base::ByteView header, const base::Address& from) {
        auto decoded = decode(header);
        if (!decoded) return;
        if (setup->authenticated && std::holds_alternative<ProxyBindingAck>(decoded->message) &&
            authenticate(header, *decoded, association, {}) != Authenticity::genuine)
            return;
        on(MessageIn{.from = from, .message = std::move(decoded->message)});
    }
    void hear(const Message& message, const base::Address& from) {
        const bool seal = setup->authenticated && std::holds_alternative<ProxyBindingAck>(message);
        hear(seal ? encode_authenticated(message, Padding::minimal, association, {})
                  : encode(message, Padding::minimal),
             from);
    }

    void settle() {
        require(test::settles(mag, now, [&] { on(Tick{}); }), "time goes on");
    }
    void pass(Milliseconds time) {
        now.steady += time;
        now.wall += time;
    }

    [[nodiscard]] Profile profile(std::uint8_t number) const {
        auto out = test::client(test::numbered(number));
        out.lmas = setup->lmas;
        out.ipv4 = setup->ipv4;
        out.ipv6 = setup->ipv6;
        return out;
    }
    void up(std::uint8_t number) { on(LinkUp{.profile = profile(number)}); }
    void down(std::uint8_t number) { on(LinkDown{.mac = test::numbered(number), .reason = "left"}); }
    void programmed(std::uint8_t number) {
        const auto mac = test::numbered(number);
        if (const auto* binding = mag.find(mac)) on(Programmed{mac, binding->generation});
    }
    void program_failed(std::uint8_t number) {
        const auto mac = test::numbered(number);
        if (const auto* binding = mag.find(mac)) on(ProgramFailed{mac, binding->generation, "full"});
    }

    /// What a journal has of the clients that the kernel carries.
    [[nodiscard]] std::vector<Binding> sessions() const {
        std::vector<Binding> out;
        for (const auto& [mac, binding] : mag.bindings())
            if (binding.programmed) out.push_back(recorded(binding));
        return out;
    }
    /// Another process takes the place of this one, and goes on with these sessions.
    void restart(std::vector<Binding> with) {
        auto settings = setup->settings;
        settings.first_sequence = mag.next_sequence();
        mag = Mag(std::move(settings));
        watcher_ = {};
        for (auto& session : with) on(Adopted{std::move(session)});
    }

    /// What the LMA would answer to this update if all went well.
    [[nodiscard]] static ProxyBindingAck acceptance(const Sent& it) {
        auto ack = test::acceptance(it.update);
        test::number_addresses(ack, it.number);
        if ((it.update.flags & pbu_flag::bulk_binding) != 0) ack.flags |= pba_flag::bulk_binding;
        return ack;
    }
    void accepted() { hear(acceptance(sent.back()), sent.back().to); }
    void refused(Status status) { hear(test::refusal(sent.back().update, status), sent.back().to); }
    void attach(std::uint8_t number) {
        up(number);
        accepted();
        programmed(number);
    }

    const Setup* setup;
    Mag mag;
    Now now{.steady = TimePoint{std::chrono::hours{1}}, .wall = WallTime{Seconds{1700000000}}};
    std::vector<Sent> sent; ///< the latest ones, newest last; the first is always there

  private:
    static constexpr std::size_t kept = 4;
    inline static const SecurityAssociation association{.key = base::Bytes(16, 0x5a)};

    void keep(Sent it) {
        if (sent.size() == kept) sent.erase(sent.begin());
        sent.push_back(std::move(it));
    }
    void note(const SendPbu& action) {
        keep({.update = action.update, .to = action.to, .number = action.mac.octets[5]});
        if (!setup->authenticated) return;
        const auto header = encode_authenticated(action.update, Padding::never_pad1, association, {});
        const auto decoded = decode(header);
        require(decoded && authenticate(header, *decoded, association, {}) == Authenticity::genuine,
                "an update is authentic");
    }
    void note(const Send& action) {
        if (const auto* bulk = std::get_if<ProxyBindingUpdate>(&action.message))
            keep({.update = *bulk, .to = action.to});
    }
    void note(const auto&) {}

    test::Watcher watcher_;
};

} // namespace fuzz
