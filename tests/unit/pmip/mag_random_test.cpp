#include <doctest/doctest.h>

#include <map>
#include <random>

#include "tests/unit/pmip/mag_support.hpp"
#include "tests/unit/pmip/mag_watcher.hpp"

/// Whatever happens in whatever order: what must hold after every single event.
namespace pmip::test {
namespace {

class World {
  public:
    explicit World(unsigned seed) : random_(seed), bench_(busy_settings()) {}

    void step() {
        switch (below(12)) {
        case 0:
        case 1: happen(LinkUp{.profile = profile(), .administrative = below(8) == 0}); break;
        case 2: happen(LinkDown{.mac = numbered(below(clients)), .reason = "left"}); break;
        case 3:
        case 4:
        case 5: acknowledge(); break;
        case 6: revoke(); break;
        case 7: notify(); break;
        case 8: beat(); break;
        case 9: happen(LmaDrain{below(2) == 0 ? "LMA1" : "LMA2", below(3) == 0}); break;
        case 10: answer_of_kernel(); break;
        default: pass_time();
        }
    }

  private:
    static constexpr unsigned clients = 6;

    std::uint8_t below(unsigned bound) {
        return static_cast<std::uint8_t>(std::uniform_int_distribution<unsigned>(0, bound - 1)(random_));
    }
    base::Ipv4 any_lma() { return below(4) == 0 ? lma2 : lma1; }

    Profile profile() {
        auto out = choosy(numbered(below(clients)));
        auto lmas = *out.lmas;
        if (below(3) == 0) std::swap(lmas.front(), lmas.back());
        if (below(4) == 0) lmas.pop_back();
        out.lmas = lmas;
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
        number_addresses(ack, update.mac.octets[5]);
        if (!ack.options.empty() && below(4) == 0)
            ack.options.erase(ack.options.begin() + below(static_cast<unsigned>(ack.options.size())));
        if (below(6) == 0) ack.options.emplace_back(Redirect{any_lma()});
        if (below(9) == 0) ack.options.emplace_back(NatDetection{true, 5});
        if (below(9) == 0)
            if (auto* hi = option_of<HandoffIndicator>(ack.options)) hi->indicator = Handoff::between_mags;
        hear(ack, below(9) == 0 ? any_lma() : std::get<base::Ipv4>(update.to));
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
        hear(message, any_lma());
    }

    void notify() {
        hear(UpdateNotification{.sequence = below(200),
                                .reason = NotificationReason{below(7)},
                                .flags = UpdateNotification::acknowledge,
                                .options = {identity(numbered(below(clients)))}},
             any_lma());
    }

    void beat() {
        Heartbeat message{.flags = Heartbeat::response, .options = {RestartCounter{below(2)}}};
        message.sequence = bench_.mag.peers().at("LMA1").beat.sequence;
        if (below(4) == 0) message.flags |= Heartbeat::unsolicited;
        hear(message, any_lma());
    }

    void answer_of_kernel() {
        for (const auto& [mac, generation] : std::exchange(asked_, {}))
            if (below(8) == 0)
                happen(ProgramFailed{mac, generation, "full"});
            else
                happen(Programmed{mac, generation});
    }

    void pass_time() {
        if (below(3) == 0) return bench_.advance(Milliseconds{below(255) * 10});
        CHECK(settles(bench_.mag, bench_.now, [&] { happen(Tick{}); }));
    }

    void hear(Message message, base::Ipv4 from) {
        happen(MessageIn{.from = from, .message = std::move(message)});
    }
    void happen(const Event& event) {
        (void)bench_.on(event);
        CHECK(watcher_.after(event, bench_.actions, bench_.mag, settings_) == "");
        for (const auto& action : bench_.actions) {
            if (const auto* pbu = std::get_if<SendPbu>(&action)) sent_.push_back(*pbu);
            if (const auto* want = std::get_if<Want>(&action))
                asked_[want->binding->profile.mac] = want->binding->generation;
            if (const auto* unwant = std::get_if<Unwant>(&action)) asked_.erase(unwant->mac);
        }
    }

    std::mt19937 random_;
    MagSettings settings_ = busy_settings();
    Watcher watcher_;
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
