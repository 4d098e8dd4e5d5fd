#pragma once

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "magd/pmip/mag.hpp"
#include "tests/unit/pmip/mag_samples.hpp"

/// A Mag with a clock of its own, whose actions are told in short lines, so that a test reads
/// as a transcript. The kernel answers when the test says so.
namespace pmip::test {

using Lines = std::vector<std::string>;

/// How the kernel is asked to carry the reference client.
const std::string carried = "Want 192.168.5.44/24 router 192.168.5.1 keys 100/1 on wlan0";

class Bench {
  public:
    explicit Bench(MagSettings settings = reference_settings()) : mag(std::move(settings)) {}

    Lines on(const Event& event) {
        actions = mag.on(event, now);
        Lines out;
        for (const auto& action : actions) std::visit([&](const auto& a) { tell(out, a); }, action);
        return out;
    }
    Lines up(Profile profile = client(), bool administrative = false) {
        return on(LinkUp{.profile = std::move(profile), .administrative = administrative});
    }
    Lines down(const base::MacAddress& mac = mac_a) { return on(LinkDown{.mac = mac, .reason = "left"}); }
    Lines heard(const Message& message, base::Ipv4 from = lma1) {
        return on(MessageIn{.from = from, .message = message});
    }
    Lines pba(const ProxyBindingAck& ack, base::Ipv4 from = lma1) { return heard(ack, from); }
    /// The kernel has done what was last wanted.
    Lines programmed(const base::MacAddress& mac = mac_a) {
        return on(Programmed{.mac = mac, .generation = mag.find(mac)->generation});
    }
    Lines program_failed(const std::string& reason) {
        return on(ProgramFailed{.mac = mac_a, .generation = mag.find(mac_a)->generation, .reason = reason});
    }
    Lines accepted() { return pba(acceptance(pbu)); }
    Lines refused(Status status) { return pba(refusal(pbu, status)); }

    /// To the next deadline, and what happens then; its time since the start stands first.
    Lines next() {
        const auto at = mag.deadline();
        if (!at) return {"no deadline"};
        advance(std::chrono::duration_cast<Milliseconds>(*at - now.steady));
        auto out = on(Tick{});
        out.insert(out.begin(), fmt::format("{} ms", elapsed().count()));
        return out;
    }
    void advance(Milliseconds time) {
        now.steady += time;
        now.wall += time;
    }
    [[nodiscard]] Milliseconds elapsed() const {
        return std::chrono::duration_cast<Milliseconds>(now.steady - begin);
    }

    /// Attached, with the client told; the transcript is dropped.
    void attach(const Profile& profile = client()) {
        (void)up(profile);
        auto ack = acceptance(pbu);
        number_addresses(ack, static_cast<std::uint8_t>(profile.mac.octets[5] - mac_a.octets[5]));
        (void)pba(ack, profile.lmas.front() == "LMA1" ? lma1 : lma2);
        (void)programmed(profile.mac);
    }
    [[nodiscard]] const Binding& binding(const base::MacAddress& mac = mac_a) const { return *mag.find(mac); }
    [[nodiscard]] std::string state(const base::MacAddress& mac = mac_a) const {
        return mag.find(mac) == nullptr ? "none" : std::string(name(binding(mac).phase));
    }
    [[nodiscard]] std::uint64_t count(Counter counter) const { return mag.counters()[counter]; }

    Mag mag;
    Now now{.steady = TimePoint{1h}, .wall = WallTime{1700000000s + 500ms}};
    TimePoint begin = now.steady;
    std::vector<Action> actions; ///< of the last event, in full
    ProxyBindingUpdate pbu;      ///< the last one sent
    Lines notes;                 ///< all of them
    std::vector<base::MacAddress> records;

  private:
    void tell(Lines& out, const SendPbu& action) {
        pbu = action.update;
        auto line =
            fmt::format("{} to {}: seq {} HI {} lifetime {}", action.first ? "PBU" : "PBU again", action.lma,
                        pbu.sequence, std::to_underlying(find<HandoffIndicator>(pbu.options)->indicator),
                        (pbu.lifetime * lifetime_unit).count());
        for (const auto& option : pbu.options) {
            if (const auto* request = std::get_if<Ipv4HomeAddressRequest>(&option))
                line += " hoa " + to_string(request->home_address);
            if (const auto* hnp = std::get_if<HomeNetworkPrefix>(&option))
                line += " hnp " + to_string(hnp->prefix);
            if (const auto* gre = std::get_if<GreKey>(&option))
                line += gre->key ? fmt::format(" key {}", *gre->key) : " unkeyed";
        }
        out.push_back(std::move(line));
    }
    void tell(Lines& out, const Send& action) {
        out.push_back(fmt::format("to {}: {}", base::to_string(action.to), describe(action.message)));
    }
    void tell(Lines& out, const Want& action) {
        const auto& binding = *action.binding;
        std::string line = "Want";
        if (binding.ipv4)
            line += fmt::format(" {} router {}", to_string(binding.ipv4->home_address),
                                to_string(binding.ipv4->default_router));
        if (binding.ipv6)
            for (const auto& prefix : binding.ipv6->home_prefixes) line += ' ' + to_string(prefix);
        if (binding.uplink_key) line += fmt::format(" keys {}/{}", *binding.uplink_key, binding.downlink_key);
        if (binding.encapsulation != Encapsulation::gre_udp)
            line += fmt::format(" {}", name(binding.encapsulation));
        out.push_back(line + " on " + *binding.profile.access_name);
    }
    void tell(Lines& out, const Unwant&) { out.emplace_back("Unwant"); }
    void tell(Lines&, const Record& action) { records.push_back(action.mac); }
    void tell(Lines& out, const Attached&) { out.emplace_back("Attached"); }
    void tell(Lines& out, const Detached&) { out.emplace_back("Detached"); }
    void tell(Lines&, const Note& action) { notes.push_back(action.text); }
    void tell(Lines&, const LmaNote& action) { notes.push_back(action.lma + ": " + action.text); }
};

} // namespace pmip::test

/// A failing comparison shows both transcripts.
template <>
struct doctest::StringMaker<pmip::test::Lines> {
    static String convert(const pmip::test::Lines& lines) { return fmt::format("{}", lines).c_str(); }
};
