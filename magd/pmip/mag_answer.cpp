#include <fmt/format.h>

#include <algorithm>
#include <concepts>
#include <iterator>
#include <utility>

#include "magd/pmip/mag_turn.hpp"
#include "magd/pmip/mag_update.hpp"

/// PBAs, checked in the order of RFC 5213 section 6.9.1.2.
namespace pmip {
namespace {

std::string describe(const Granted& given) {
    std::string out;
    if (given.ipv4)
        out = fmt::format("home address {}, default router {}", to_string(given.ipv4->home_address),
                          to_string(given.ipv4->default_router));
    if (!given.ipv6) return out;
    for (const auto& prefix : given.ipv6->home_prefixes)
        out += fmt::format("{}home network prefix {}", out.empty() ? "" : ", ", to_string(prefix));
    if (given.ipv6->home_address)
        out += fmt::format(", home address {}", base::to_string(*given.ipv6->home_address));
    if (const auto& router = given.ipv6->link_local; router != fixed_link_local)
        out += fmt::format(", default router {}", base::to_string(router));
    return out;
}

std::string tunnel(const Granted& given, std::uint32_t downlink_key) {
    if (!given.uplink_key) return fmt::format("encapsulation {}", name(given.encapsulation));
    return fmt::format("GRE key upstream {}, downstream {}", *given.uplink_key, downlink_key);
}

/// Whether the option tells of the session something beside its identity, addresses and keys.
bool is_told(const Option& option) {
    return std::visit(
        []<class O>(const O&) {
            return !(std::same_as<O, MobileNodeIdentifier> || std::same_as<O, HomeNetworkPrefix> ||
                     std::same_as<O, HandoffIndicator> || std::same_as<O, AccessTechnologyType> ||
                     std::same_as<O, LinkLayerIdentifier> || std::same_as<O, Timestamp> ||
                     std::same_as<O, GreKey> || std::same_as<O, Ipv4HomeAddressReply> ||
                     std::same_as<O, Ipv4DefaultRouter> || std::same_as<O, Authentication>);
        },
        option);
}

/// Whether a service that is still asked for has lost its address.
bool bereft(const Binding& session, const Granted& given) {
    return session.wanted && ((asks_ipv4(session) && session.ipv4 && !given.ipv4) ||
                              (asks_ipv6(session) && session.ipv6 && !given.ipv6));
}

} // namespace

void Turn::answer(const std::string& from, const ProxyBindingAck& ack) {
    if (from != lma()) return drop(Counter::drop_pba_unknown_peer, "it comes from another LMA");
    const auto* copy = match(ack);
    if (!credible(copy, ack)) return;
    if (lacks_echo(binding_.profile, copy != nullptr && copy->timestamp != 0, ack))
        ++mag_.counters[Counter::pba_echo_missing];
    if (!accepted(ack.status)) return refuse(copy, ack);
    accept(*copy, ack);
}

void Turn::unauthentic(std::optional<std::uint32_t> spi) {
    if (!binding_.exchange || ends(binding_.exchange->kind) || binding_.exchange->muted) return;
    binding_.exchange->unauthentic = fmt::format("answers of {} fail authentication ({})", lma(),
                                                 spi ? fmt::format("SPI {}", *spi) : "they have none");
    binding_.reason = binding_.exchange->unauthentic;
}

const Exchange::Copy* Turn::match(const ProxyBindingAck& ack) const {
    if (!binding_.exchange) return nullptr;
    const auto& copies = binding_.exchange->copies;
    const auto at = std::ranges::find(copies, ack.sequence, &Exchange::Copy::sequence);
    return at == copies.end() ? nullptr : &*at;
}

/// Whether this answers an update that is outstanding. Status 135 carries the LMA's sequence
/// number instead of ours, so it counts for the newest copy.
bool Turn::credible(const Exchange::Copy* copy, const ProxyBindingAck& ack) {
    const bool foreign_sequence = ack.status == Status::sequence_number_out_of_window && binding_.exchange &&
                                  !binding_.exchange->copies.empty();
    if (copy == nullptr && !foreign_sequence) {
        drop(Counter::drop_pba_unmatched_sequence,
             fmt::format("sequence {} is of no outstanding update", ack.sequence));
        return false;
    }
    if (const auto wrong = contradiction(binding_.profile, binding_.exchange->handoff, ack)) {
        mute(*wrong);
        return false;
    }
    if ((ack.flags & pba_flag::bulk_binding) != 0 && find<MobileNodeGroup>(ack.options) == nullptr) {
        drop(Counter::drop_pba_bulk_without_group, "it agrees to bulk refresh and names no group");
        return false;
    }
    const auto* timestamp = find<Timestamp>(ack.options);
    const auto sent = copy != nullptr ? copy->timestamp : binding_.exchange->copies.back().timestamp;
    const bool echoed = accepted(ack.status) || copy == nullptr; // other refusals may tell the LMA's time
    if (echoed && timestamp != nullptr && sent != 0 && timestamp->value != sent) {
        drop(Counter::drop_pba_timestamp, "its Timestamp is not the one sent");
        return false;
    }
    return true;
}

void Turn::drop(Counter counter, std::string why) {
    ++mag_.counters[counter];
    note(Note::Level::debug, "PBA ignored: " + std::move(why)); // whoever replays must not fill the log
}

void Turn::mute(const std::string& contradiction) {
    ++mag_.counters[Counter::drop_pba_contradicts_pbu];
    binding_.exchange->waiting = false;
    if (std::exchange(binding_.exchange->muted, true)) return;
    const auto reason = fmt::format(
        "{} answered with {}; no further update until an operator attaches the client", lma(), contradiction);
    note(Note::Level::error, "PBA ignored: " + reason);
    if (!ends(binding_.exchange->kind)) binding_.reason = reason;
}

void Turn::accept(const Exchange::Copy& copy, const ProxyBindingAck& ack) {
    ++mag_.counters[Counter::pba_accepted];
    binding_.timestamps.accept(copy.timestamp);
    if (!ends(binding_.exchange->kind)) return install(copy, ack);
    note(Note::Level::info, [&] { return fmt::format("PBA received from {}: de-registered", lma()); });
    ended("de-registered");
}

/// What the acceptance of this copy gives, if `server` is to carry it.
std::expected<Granted, std::string> Turn::judge(const Exchange::Copy& copy, const ProxyBindingAck& ack,
                                                const std::string& server) {
    const Asked asked{.ipv4 = asks_ipv4(binding_),
                      .ipv6 = asks_ipv6(binding_),
                      .link_local = asked_link_local(settings(), binding_),
                      .offload = lma_settings().offload,
                      .encapsulation = copy.asked,
                      .force_udp = forces_udp(settings(), binding_),
                      .lifetime = settings().lifetime};
    auto given = granted(ack, asked, settings().lmas.at(server).encapsulations);
    if (!given) return given;
    const bool others = mag_.index.taken(server, binding_.profile.mac, addresses_of(*given));
    if (others) return std::unexpected("the address of another client");
    return given;
}

/// RFC 5845 section 4.2: whom the GRE Key option is not sent any more.
void Turn::remember_gre(const Exchange::Copy& copy, const ProxyBindingAck& ack, const Granted& given) {
    if (given.encapsulation != Encapsulation::ip || copy.asked == Encapsulation::ip) return;
    if (ack.status == Status::gre_key_option_not_required)
        binding_.waived.gre = true;
    else
        peer().without_gre = true;
}

void Turn::install(const Exchange::Copy& copy, const ProxyBindingAck& ack) {
    const auto server = server_of(ack);
    const auto given = server ? judge(copy, ack, *server) : std::unexpected(server.error());
    if (!given) {
        ++mag_.counters[Counter::pba_unusable];
        return fail(fmt::format("{} accepted with {}", lma(), given.error()));
    }
    note(Note::Level::info, [&] {
        return fmt::format("PBA received from {}, accepted: {}, lifetime {} s, {}", lma(), describe(*given),
                           given->lifetime.count(), tunnel(*given, binding_.downlink_key));
    });
    if (const auto fault = access_network_fault(binding_.profile, ack); !fault.empty()) {
        ++mag_.counters[Counter::pba_access_network];
        if (binding_.exchange->kind == Exchange::Kind::initial)
            note(Note::Level::warning, fmt::format("{} {}", lma(), fault));
    }
    const auto sent = copy.sent;
    remember_gre(copy, ack, *given);
    follow_redirect(*server);
    binding_.exchange.reset();
    binding_.tried = {};
    binding_.told.clear();
    told(ack.options);
    join(ack);
    set_timers(sent, given->lifetime);
    carry(*given);
}

/// RFC 6602 section 4.2
void Turn::join(const ProxyBindingAck& ack) {
    const auto* group = find<MobileNodeGroup>(ack.options);
    const bool agreed = (ack.flags & pba_flag::bulk_binding) != 0 && group != nullptr;
    binding_.group = agreed ? group->id : 0;
    if (const auto at = peer().bulk.find(binding_.group); at != peer().bulk.end() && at->second.failed)
        peer().bulk.erase(at);
}

/// The lifetime counts from when the update was sent (RFC 6275 section 11.7.3). A NAT on the way
/// forgets a flow that is silent for long (RFC 5555 section 4.3), and the LMA may wish for more
/// frequent updates (RFC 6275 section 6.2.4).
void Turn::set_timers(TimePoint sent, Seconds lifetime) {
    constexpr Seconds nat_default{110};
    constexpr std::uint32_t no_keepalive = 0xffffffff;
    auto wait = lifetime - std::min(peer().timers.refresh_before, lifetime / 4);
    const auto* nat = find<NatDetection>(binding_.told);
    if (nat != nullptr && nat->force_udp && nat->refresh_time != no_keepalive)
        wait = std::min(wait, nat->refresh_time == 0 ? nat_default : Seconds{nat->refresh_time});
    const auto* advice = find<BindingRefreshAdvice>(binding_.told);
    if (advice != nullptr && advice->interval != 0) wait = std::min(wait, advice->interval * lifetime_unit);
    binding_.lifetime = lifetime;
    binding_.expires = sent + lifetime;
    binding_.refresh_at = sent + wait;
    if (binding_.programmed) actions_.emplace_back(Record{binding_.profile.mac});
}

/// Makes the kernel carry what was given, if it does not do so already.
void Turn::carry(const Granted& given) {
    const bool other_address =
        binding_.wanted && (binding_.ipv4 != given.ipv4 || binding_.ipv6 != given.ipv6);
    const bool lost_address = binding_.wanted && ((binding_.ipv4 && binding_.ipv4 != given.ipv4) ||
                                                  (binding_.ipv6 && binding_.ipv6 != given.ipv6));
    if (bereft(binding_, given)) refresh_in_pace(); // the address alone may have been refused
    const bool other_path = binding_.wanted && (binding_.uplink_key != given.uplink_key ||
                                                binding_.encapsulation != given.encapsulation);
    const bool other_policy = binding_.wanted && binding_.offload != given.offload;
    binding_.ipv4 = given.ipv4;
    binding_.ipv6 = given.ipv6;
    binding_.uplink_key = given.uplink_key;
    binding_.encapsulation = given.encapsulation;
    binding_.offload = given.offload;
    binding_.shortfall = given.missing.empty() ? "" : fmt::format("{} gave {}", lma(), given.missing);
    if (lost_address)
        actions_.emplace_back(Detached{binding_.profile.mac}); // it must ask for its address anew
    if (!binding_.wanted)
        program({});
    else if (other_address)
        program(lma() + " assigned another address");
    else if (other_path)
        program(lma() + " assigned another tunnel or GRE key");
    else if (other_policy)
        program(lma() + " has another offload policy");
    else
        enter(binding_.programmed ? Phase::active : Phase::init, binding_.shortfall);
    if (binding_.programmed) binding_.retry_backoff = {};
}

/// Keeps what is shown, and obeys what is an order. Addresses and echoes are looked at elsewhere.
void Turn::told(const std::vector<Option>& options) {
    const auto kind = [](const Option& option) { return kind_of(option).type; };
    std::erase_if(binding_.told, [&](const Option& old) {
        return std::ranges::find(options, kind(old), kind) != options.end();
    });
    std::ranges::copy_if(options, std::back_inserter(binding_.told), is_told);
    if (const auto* parameters = find<LmaControlledParameters>(options)) peer().obey(*parameters);
    if (const auto* load = find<LoadInformation>(options)) peer().load = *load;
}

/// RFC 6463 section 5.3: data and further updates go to the LMA that the option names, which has
/// the session already; so it must be one that the operator has configured.
std::expected<std::string, std::string> Turn::server_of(const ProxyBindingAck& ack) const {
    const auto* redirect = find<Redirect>(ack.options);
    if (redirect == nullptr || !redirectable(settings(), binding_)) return lma();
    for (const auto& [name, candidate] : settings().lmas)
        if (candidate.address == redirect->lma) return name;
    return std::unexpected(fmt::format("a redirection to {}, which is no LMA of the configuration",
                                       base::to_string(redirect->lma)));
}

void Turn::follow_redirect(const std::string& server) {
    if (server == lma()) return;
    ++mag_.counters[Counter::redirected];
    note(Note::Level::info, fmt::format("{} redirects to {}", lma(), server));
    binding_.lma = server;
    binding_.redirected = true;
}

} // namespace pmip
