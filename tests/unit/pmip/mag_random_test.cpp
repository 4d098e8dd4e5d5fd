#include <doctest/doctest.h>

#include <map>
#include <random>
#include <set>

#include "tests/unit/pmip/mag_support.hpp"

/// Whatever happens in whatever order: what must hold after every single event.
namespace pmip::test {
namespace {

MagSettings settings() {
    auto out = reference_settings();
    using enum Encapsulation;
    out.lmas["LMA1"].encapsulations = {gre_udp, gre, gre_unkeyed, ip};
    out.lmas["LMA1"].redirect = true;
    out.lmas["LMA1"].force_udp = true;
    out.lmas["LMA1"].update_rate = 5;
    out.lmas["LMA2"].encapsulations = {ip, gre};
    for (auto& [name, lma] : out.lmas) lma.heartbeat_interval = 40s;
    out.lifetime = 300s;
    out.refresh_before = 60s;
    out.return_to_preferred = true;
    return out;
}

class World {
  public:
    explicit World(unsigned seed) : random_(seed), bench_(settings()) {}

    void step() {
        switch (below(12)) {
        case 0:
        case 1: (void)bench_.on(LinkUp{.profile = profile(), .administrative = below(8) == 0}); break;
        case 2: (void)bench_.down(numbered(below(clients))); break;
        case 3:
        case 4:
        case 5: acknowledge(); break;
        case 6: revoke(); break;
        case 7: notify(); break;
        case 8: beat(); break;
        case 9: (void)bench_.on(LmaDrain{below(2) == 0 ? "LMA1" : "LMA2", below(3) == 0}); break;
        case 10: answer_of_kernel(); break;
        default: pass_time();
        }
        check();
    }

  private:
    static constexpr unsigned clients = 6;

    std::uint8_t below(unsigned bound) {
        return static_cast<std::uint8_t>(std::uniform_int_distribution<unsigned>(0, bound - 1)(random_));
    }
    base::Ipv4 any_lma() { return below(4) == 0 ? lma2 : lma1; }

    Profile profile() {
        auto out = choosy(numbered(below(clients)));
        if (below(3) == 0) std::swap(out.lmas.front(), out.lmas.back());
        if (below(4) == 0) out.lmas.pop_back();
        out.ipv6 = below(2) == 0;
        out.ipv4 = !out.ipv6 || below(2) == 0;
        if (below(5) == 0) out.downlink_key = 1000 + below(3);
        if (below(4) == 0) out.access_network = AccessNetworkIdentifier{{GeoLocation{.latitude = below(3)}}};
        return below(4) == 0 ? behind(out, "wlan1") : out;
    }

    /// Of a copy that is out, mostly: accepted, refused, or something in between.
    void acknowledge() {
        if (sent_.empty()) return;
        const auto& update =
            sent_[sent_.size() - 1 - below(static_cast<unsigned>(std::min(sent_.size(), 4UL)))];
        auto ack = acceptance(update.update);
        if (below(3) == 0)
            ack = refusal(update.update, Status(128 + below(56)));
        else
            ack.status = Status(below(4));
        for (auto& option : ack.options) {
            if (auto* reply = std::get_if<Ipv4HomeAddressReply>(&option))
                reply->home_address.address.value += update.mac.octets[5];
            if (auto* hnp = std::get_if<HomeNetworkPrefix>(&option))
                hnp->prefix.address.octets[7] = update.mac.octets[5];
        }
        if (!ack.options.empty() && below(4) == 0)
            ack.options.erase(ack.options.begin() + below(static_cast<unsigned>(ack.options.size())));
        if (below(6) == 0) ack.options.emplace_back(Redirect{any_lma()});
        if (below(9) == 0) ack.options.emplace_back(NatDetection{true, 5});
        if (below(9) == 0)
            if (auto* hi = option_of<HandoffIndicator>(ack.options)) hi->indicator = Handoff::between_mags;
        (void)bench_.pba(ack, below(9) == 0 ? any_lma() : std::get<base::Ipv4>(update.to));
    }

    void revoke() {
        const auto mac = numbered(below(clients));
        BindingRevocation message{
            .code = below(9), .sequence = below(200), .options = {MobileNodeIdentifier{choosy(mac).mn_id}}};
        if (const auto* binding = bench_.mag.find(mac);
            binding != nullptr && binding->ipv4 && below(2) == 0) {
            message.flags |= BindingRevocation::ipv4_only;
            message.options.emplace_back(Ipv4HomeAddressRequest{binding->ipv4->home_address});
        }
        if (below(12) == 0) message = {.code = 128, .sequence = below(200), .flags = 0xa000, .options = {}};
        (void)bench_.heard(message, any_lma());
    }

    void notify() {
        (void)bench_.heard(UpdateNotification{.sequence = below(200),
                                              .reason = NotificationReason{below(7)},
                                              .flags = UpdateNotification::acknowledge,
                                              .options = {identity(numbered(below(clients)))}},
                           any_lma());
    }

    void beat() {
        Heartbeat message{.flags = Heartbeat::response, .options = {RestartCounter{below(2)}}};
        message.sequence = bench_.mag.peers().at("LMA1").beat.sequence;
        if (below(4) == 0) message.flags |= Heartbeat::unsolicited;
        (void)bench_.heard(message, any_lma());
    }

    void answer_of_kernel() {
        for (const auto& [mac, generation] : std::exchange(asked_, {}))
            if (below(8) == 0)
                (void)bench_.on(ProgramFailed{mac, generation, "full"});
            else
                (void)bench_.on(Programmed{mac, generation});
    }

    /// To the next deadline. A Tick at the same time again must come to an end.
    void pass_time() {
        if (below(3) == 0) return bench_.advance(Milliseconds{below(255) * 10});
        for (int same = 0; bench_.mag.deadline(); ++same) {
            REQUIRE(same < 3);
            const auto at = *bench_.mag.deadline();
            if (at > bench_.now.steady)
                bench_.advance(std::chrono::ceil<Milliseconds>(at - bench_.now.steady));
            (void)bench_.on(Tick{});
            observe();
            if (!bench_.mag.deadline() || *bench_.mag.deadline() > bench_.now.steady) return;
        }
    }

    /// What the actions of the last event say, taken together with the bindings.
    void observe() {
        for (const auto& action : std::exchange(bench_.actions, {})) {
            if (const auto* pbu = std::get_if<SendPbu>(&action)) sent_.push_back(*pbu);
            if (const auto* want = std::get_if<Want>(&action)) wanted(want->binding);
            if (const auto* unwant = std::get_if<Unwant>(&action)) asked_.erase(unwant->mac);
            if (const auto* attached = std::get_if<Attached>(&action))
                CHECK(bench_.mag.find(attached->mac)->programmed);
        }
    }
    void wanted(const Binding& binding) {
        asked_[binding.profile.mac] = binding.generation;
        CHECK((binding.ipv4 || binding.ipv6));
        CHECK(keyed(binding.encapsulation) == binding.uplink_key.has_value());
        const auto& allowed = settings_.lmas.at(binding.lma).encapsulations;
        CHECK(std::ranges::find(allowed, binding.encapsulation) != allowed.end());
    }

    void check() {
        observe();
        std::set<std::uint32_t> keys;
        std::map<std::string, std::size_t> sessions;
        for (const auto& [mac, binding] : bench_.mag.bindings()) {
            CAPTURE(name(binding.phase));
            CAPTURE(binding.reason);
            CHECK(keys.insert(binding.downlink_key).second);
            CHECK(goes_on(binding));
            CHECK((binding.wanted || !binding.programmed));
            if (binding.wanted) ++sessions[binding.lma];
        }
        for (const auto& [lma, unused] : settings_.lmas) {
            CHECK(bench_.mag.sessions(lma) == sessions[lma]);
            CHECK(bench_.mag.peers().at(lma).beat.next.has_value() == (sessions[lma] != 0));
        }
    }
    /// Something will happen to it by itself, or an operator was told that nothing will.
    static bool goes_on(const Binding& binding) {
        switch (binding.phase) {
        case Phase::null: return !binding.wanted && (binding.blocked || binding.retry_at);
        case Phase::init: return binding.wanted ? binding.expires.has_value() : binding.exchange.has_value();
        case Phase::active: return binding.programmed && binding.expires && !binding.exchange;
        case Phase::refresh_pending: return binding.programmed && binding.expires && binding.exchange;
        case Phase::disconnecting:
            return !binding.wanted && binding.exchange &&
                   binding.exchange->kind == Exchange::Kind::deregistration;
        }
        return false;
    }

    std::mt19937 random_;
    MagSettings settings_ = settings();
    Bench bench_;
    std::vector<SendPbu> sent_;
    std::map<base::MacAddress, std::uint64_t> asked_; ///< of the kernel, by generation
};

TEST_CASE("random events") {
    for (unsigned seed = 1; seed <= 200; ++seed) {
        CAPTURE(seed);
        World world(seed);
        for (int i = 0; i < 400; ++i) world.step();
    }
}

} // namespace
} // namespace pmip::test
