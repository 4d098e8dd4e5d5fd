/// The MAG from each of its states, driven by whatever may happen: two octets choose where it
/// begins, each of the others is an event or says more of one. See mag_states.hpp.
#include <cstdint>
#include <cstdlib>

#include "tests/fuzz/mag_states.hpp"

namespace fuzz {
namespace {

/// The fuzzer's octets in their order; zeros once they are used up.
struct Input {
    base::ByteView left;
    std::uint8_t octet() { return left.empty() ? 0 : take(1)[0]; }
    base::ByteView take(std::size_t count) {
        const auto out = left.first(std::min(count, left.size()));
        left = left.subspan(out.size());
        return out;
    }
    /// A string with its length before it.
    base::ByteView string() { return take(octet() % 64U); }
};

/// One event: what happens, and to whom or how.
struct Code {
    std::uint8_t octet;
    [[nodiscard]] unsigned what() const { return octet % 16U; }
    [[nodiscard]] std::uint8_t who() const { return octet / 16U % 4U + 1; }
    [[nodiscard]] unsigned low() const { return octet / 16U % 4U; }
    [[nodiscard]] bool one() const { return (octet & 0x40) != 0; }
    [[nodiscard]] bool other() const { return (octet & 0x80) != 0; }
};

base::Address lma(const World& world, bool second) {
    return world.setup->settings.lmas.at(second ? "LMA2" : "LMA1").address;
}

/// Options, as octets, behind those of a message.
void append(base::Bytes& header, base::ByteView options) {
    header.insert(header.end(), options.begin(), options.end());
    header.resize((header.size() + 7) / 8 * 8);
    header[1] = static_cast<std::uint8_t>(header.size() / 8 - 1);
}

/// Says it with the input's options as well.
void say(World& world, Input& in, const Message& message, const base::Address& from) {
    auto header = encode(message, Padding::minimal);
    append(header, in.string());
    if (auto decoded = decode(header)) world.hear(decoded->message, from);
}

void link_up(World& world, Input& in, Code code, bool administrative) {
    auto profile = world.profile(code.who());
    const auto how = code.one() ? in.octet() : std::uint8_t{0};
    if ((how & 1) != 0) profile = test::behind(profile, "wlan1");
    auto lmas = *profile.lmas;
    if ((how & 2) != 0) std::swap(lmas.front(), lmas.back());
    if ((how & 4) != 0) lmas.resize(1);
    profile.lmas = lmas;
    if ((how & 8) != 0) profile.downlink_key = 1 + how / 64U;
    if ((how & 16) != 0) profile.mn_id.identifier = "other@example.org";
    if ((how & 32) != 0) profile.access_network = AccessNetworkIdentifier{{GeoLocation{.latitude = how}}};
    if (code.other()) profile.ipv6 = !profile.ipv4 || !profile.ipv6;
    LinkUp event{.profile = std::move(profile), .administrative = administrative};
    if ((how & 128) != 0) event.handoff = Handoff{static_cast<std::uint8_t>(how % 6U)};
    world.on(event);
}

/// One of the sessions may be spoilt, or be there twice.
void restart(World& world, Input& in, Code code) {
    auto sessions = world.sessions();
    if (code.one() && !sessions.empty()) {
        auto& session = sessions[code.low() % sessions.size()];
        const auto how = in.octet();
        spoil(session, how, in.octet());
        if ((how & 128) != 0) sessions.push_back(session);
    }
    world.restart(std::move(sessions));
}

/// The answer to a late update, and how it is spoilt.
void answer(World& world, Input& in, Code code, bool refused) {
    if (world.sent.empty()) return;
    const auto sent = world.sent[world.sent.size() - 1 - code.low() % world.sent.size()];
    const auto how = code.one() ? in.octet() : std::uint8_t{0};
    auto ack = refused ? test::refusal(sent.update, Status{in.octet()}) : World::acceptance(sent);
    auto& options = ack.options;
    if ((how & 1) != 0) ack.status = Status{in.octet()};
    if ((how & 2) != 0) ack.lifetime = in.octet();
    if ((how & 4) != 0) test::number_addresses(ack, in.octet() % 4U);
    if ((how & 8) != 0 && !options.empty()) options.erase(options.begin() + in.octet() % std::ssize(options));
    if ((how & 16) != 0) ack.sequence = static_cast<std::uint16_t>(ack.sequence + in.octet() * 257U);
    if ((how & 32) != 0) ack.flags ^= in.octet();
    const auto from = code.other() ? lma(world, sent.to == lma(world, false)) : sent.to;
    (how & 64) != 0 ? say(world, in, ack, from) : world.hear(ack, from);
    if ((how & 128) != 0) world.programmed(sent.number);
}

void kernel(World& world, Code code) {
    const auto* binding = world.mag.find(test::numbered(code.who()));
    const auto generation = binding == nullptr ? 0 : binding->generation - (code.one() ? 1 : 0);
    const auto mac = test::numbered(code.who());
    if (code.other()) return world.on(ProgramFailed{mac, generation, "full"});
    world.on(Programmed{mac, generation});
}

/// From 16 ms to a day; a Tick follows or is late.
void pass(World& world, Input& in, Code code) {
    world.pass(Milliseconds{(16 + in.octet() % 16) << (in.octet() % 24)});
    if (!code.other()) world.settle();
}

void jump(World& world, Input& in, Code code) {
    const Milliseconds by{std::int64_t{in.octet()} << (in.octet() % 32)};
    world.now.wall += code.other() ? -by : by;
}

/// The client speaks from its router's address.
void speak(World& world, Code code) {
    const auto* binding = world.mag.find(test::numbered(code.who()));
    if (binding != nullptr && binding->ipv6)
        world.on(LinkLocalHeard{.mac = binding->profile.mac, .address = binding->ipv6->link_local});
}

void beat(World& world, Input& in, Code code) {
    Heartbeat message;
    message.sequence = world.mag.peers().at(code.other() ? "LMA2" : "LMA1").beat.sequence;
    if (code.one())
        message.flags = in.octet() % 4U;
    else
        message.flags = Heartbeat::response;
    if (code.low() != 0) message.options.emplace_back(RestartCounter{code.low()});
    world.hear(message, lma(world, code.other()));
}

void revoke(World& world, Input& in, Code code) {
    BindingRevocation message{.code = in.octet(), .sequence = in.octet(), .options = {}};
    const auto how = in.octet();
    if (how % 4U != 0) message.options.emplace_back(MobileNodeIdentifier{world.profile(code.who()).mn_id});
    if ((how & 4) != 0) message.flags |= BindingRevocation::ipv4_only;
    if ((how & 8) != 0) message.flags |= BindingRevocation::global;
    const auto* binding = world.mag.find(test::numbered(code.who()));
    if ((how & 16) != 0 && binding != nullptr && binding->ipv4)
        message.options.emplace_back(Ipv4HomeAddressRequest{binding->ipv4->home_address});
    if ((how & 32) != 0 && binding != nullptr && binding->ipv6)
        message.options.emplace_back(HomeNetworkPrefix{binding->ipv6->home_prefixes.front()});
    if (code.one()) return say(world, in, message, lma(world, code.other()));
    world.hear(message, lma(world, code.other()));
}

void notify(World& world, Input& in, Code code) {
    const auto how = in.octet();
    const UpdateNotification message{.sequence = how,
                                     .reason = NotificationReason{static_cast<std::uint16_t>(how % 8U)},
                                     .flags = UpdateNotification::acknowledge,
                                     .options = {MobileNodeIdentifier{world.profile(code.who()).mn_id}}};
    if (code.one()) return say(world, in, message, lma(world, code.other()));
    world.hear(message, lma(world, code.other()));
}

void happen(World& world, Input& in, Code code) {
    switch (code.what()) {
    case 0: return link_up(world, in, code, false);
    case 1: return link_up(world, in, code, true);
    case 2: return code.other() ? restart(world, in, code) : world.down(code.who());
    case 3:
    case 4: return answer(world, in, code, false);
    case 5: return answer(world, in, code, true);
    case 6: return world.programmed(code.who());
    case 7: return kernel(world, code);
    case 8: return code.other() ? speak(world, code) : world.settle();
    case 9: return notify(world, in, code);
    case 10: return pass(world, in, code);
    case 11: return jump(world, in, code);
    case 12: return world.on(LmaDrain{code.other() ? "LMA2" : "LMA1", code.one()});
    case 13: return beat(world, in, code);
    case 14: return revoke(world, in, code);
    default:
        return world.hear(in.string(),
                          code.low() == 3 ? base::Address{test::stranger} : lma(world, code.other()));
    }
}

/// Where an input begins is deep already, and short ones vary the quickest: the timed runs set a lower
/// bound. Whatever one of them finds is found with this one too.
int most_events() {
    constexpr int by_default = 12;
    const char* said = std::getenv("MAGD_FUZZ_EVENTS");
    return said == nullptr ? by_default : std::atoi(said);
}

} // namespace
} // namespace fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const int most = fuzz::most_events();
    fuzz::Input in{{data, size}};
    const auto first = in.octet();
    auto world = fuzz::beginning(first, in.octet());
    for (int i = 0; i < most && !in.left.empty(); ++i) fuzz::happen(world, in, {in.octet()});
    return 0;
}
