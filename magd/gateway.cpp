#include "magd/gateway.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "magd/log.hpp"
#include "magd/wakeup.hpp"

namespace magd {
namespace {

using io::SignallingCounter;

/// Clients whose changes go to the kernel together, at most.
constexpr std::size_t batch_limit = 1024;

/// Whether the message answers one of its receiver, which may ask without end.
bool answers(const pmip::Message& message) {
    if (const auto* heartbeat = std::get_if<pmip::Heartbeat>(&message))
        return (heartbeat->flags & pmip::Heartbeat::response) != 0;
    return std::holds_alternative<pmip::BindingRevocation>(message) ||
           std::holds_alternative<pmip::UpdateNotificationAck>(message) ||
           std::holds_alternative<pmip::LocalizedRoutingAck>(message);
}

/// The octet of a Mobility Header over IPv6 that the sender is told of, RFC 6275 section 9.2.
std::optional<std::uint32_t> faulty_octet(const io::Datagram& datagram, pmip::DropReason reason) {
    if (!std::holds_alternative<base::Ipv6>(datagram.source)) return std::nullopt;
    if (reason == pmip::DropReason::payload_proto) return 0;
    if (reason == pmip::DropReason::header_length) return 1;
    return std::nullopt;
}

pmip::Now now() {
    return {.steady = std::chrono::steady_clock::now(), .wall = std::chrono::system_clock::now()};
}

} // namespace

Gateway::Gateway(pmip::MagSettings settings, kernel::Site site, Associations associations,
                 kernel::Kernel& kernel, io::Signalling& signalling, journal::Keeper& keeper)
    : mag_(std::move(settings)),
      site_(std::move(site)),
      associations_(std::move(associations)),
      kernel_(kernel),
      reconciler_(site_, kernel),
      signalling_(signalling),
      keeper_(keeper) {}

base::Result<std::vector<ClientNews>> Gateway::start(std::vector<pmip::Binding> adopted,
                                                     kernel::KernelState found) {
    std::erase_if(adopted, [this](const pmip::Binding& binding) {
        if (const auto why = kernel::obstacle(site_, binding); !why.empty()) {
            log::client(log::Level::warning, binding.profile.mac, "session is lost: {}", why);
            keeper_.touch(binding.profile.mac);
            return true;
        }
        reconciler_.adopt(kernel::carried(site_, binding));
        return false;
    });
    if (const auto begun = reconciler_.mend(std::move(found)); !begun) return std::unexpected(begun.error());
    for (const auto& [error, of_client] : reconciler_.refused())
        if (!of_client) return std::unexpected(error);
    Turn turn;
    for (auto& binding : adopted) {
        turn.events.emplace_back(pmip::Adopted{std::move(binding)});
        run(turn);
    }
    finish(turn);
    for (auto& client : turn.news) client.goes_on = client.online;
    return std::move(turn.news);
}

base::Result<std::vector<kernel::Difference>> Gateway::restore(const kernel::KernelState& gone) {
    auto restored = reconciler_.restore(gone);
    if (!restored) return std::unexpected(restored.error());
    return repaired(std::move(*restored));
}

kernel::Wanted Gateway::wanted(const kernel::Site& next, const std::set<base::MacAddress>& leaving) const {
    kernel::Wanted then(next);
    for (const auto& [mac, binding] : mag_.bindings())
        if (binding.wanted && !leaving.contains(mac) && kernel::obstacle(next, binding).empty())
            then.add(kernel::carried(next, binding));
    return then;
}

std::vector<kernel::Difference> Gateway::repaired(kernel::Plan done) {
    auto mended = kernel::differences(std::move(done));
    for (const auto& one : mended)
        ++repairs_[one.kind == kernel::Difference::Kind::unexpected ? kernel::Repair::kernel_removed
                                                                    : kernel::Repair::kernel_restored];
    return mended;
}

base::Result<void> Gateway::stop() { return reconciler_.clear(); }

std::vector<ClientNews> Gateway::handle(std::vector<pmip::Event> events) {
    Turn turn{.events = std::move(events), .changes = {}, .generations = {}, .news = {}};
    finish(turn);
    return std::move(turn.news);
}

std::vector<ClientNews> Gateway::receive() {
    Turn turn;
    take_some([&] { return receive_one(turn); });
    finish(turn);
    return std::move(turn.news);
}

void Gateway::run(Turn& turn) {
    // An action may yield the next event, so this is a queue.
    for (std::size_t i = 0; i < turn.events.size(); ++i) {
        for (const auto& action : mag_.on(std::move(turn.events[i]), now()))
            std::visit([&](const auto& a) { execute(turn, a); }, action);
    }
    turn.events.clear();
}

/// What the kernel answers may change it again.
void Gateway::finish(Turn& turn) {
    run(turn);
    if (holds_) return put_off(turn);
    while (!turn.changes.empty()) {
        program(turn);
        run(turn);
    }
}

/// A client's changes go to the kernel in their order.
void Gateway::change(Turn& turn, kernel::Change change, std::uint64_t generation) {
    const bool again =
        std::ranges::find(turn.changes, change.mac, &kernel::Change::mac) != turn.changes.end();
    if (holds_)
        put_off(turn);
    else if (again || turn.changes.size() == batch_limit)
        program(turn);
    turn.changes.push_back(std::move(change));
    turn.generations.push_back(generation);
}

/// Of several changes of a client the last counts: it is from what the kernel carries now.
void Gateway::put_off(Turn& turn) {
    for (std::size_t i = 0; i < turn.changes.size(); ++i) {
        auto& waiting = waiting_.changes;
        const auto before = std::ranges::find(waiting, turn.changes[i].mac, &kernel::Change::mac);
        if (before != waiting.end()) {
            waiting_.generations.erase(waiting_.generations.begin() + (before - waiting.begin()));
            waiting.erase(before);
        }
        waiting.push_back(std::move(turn.changes[i]));
        waiting_.generations.push_back(turn.generations[i]);
    }
    turn.changes.clear();
    turn.generations.clear();
}

std::vector<ClientNews> Gateway::release() {
    holds_ = false;
    auto turn = std::exchange(waiting_, {});
    finish(turn);
    return std::move(turn.news);
}

void Gateway::program(Turn& turn) {
    const auto changes = std::exchange(turn.changes, {});
    const auto generations = std::exchange(turn.generations, {});
    const auto began = now().steady;
    const auto outcomes = reconciler_.change(changes);
    const std::chrono::duration<double, std::milli> took = now().steady - began;
    for (std::size_t i = 0; i < changes.size(); ++i) {
        const auto& [mac, after] = changes[i];
        const auto& outcome = outcomes[i];
        if (!after && !outcome) log::client(log::Level::error, mac, "kernel: {}", outcome.error().what);
        if (outcome)
            log::client(log::Level::info, mac, "kernel {} in {:.1f} ms{}", after ? "programmed" : "cleared",
                        took.count(),
                        changes.size() == 1 ? "" : fmt::format(", with {} others", changes.size() - 1));
        if (!after) continue;
        keeper_.touch(mac); // not before: what is kept is what the kernel carries
        if (outcome)
            turn.events.emplace_back(pmip::Programmed{.mac = mac, .generation = generations[i]});
        else
            turn.events.emplace_back(pmip::ProgramFailed{
                .mac = mac, .generation = generations[i], .reason = outcome.error().what});
    }
}

/// False if nothing waits.
bool Gateway::receive_one(Turn& turn) {
    io::Datagram datagram;
    const auto received = signalling_.receive(datagram);
    if (received == io::Received::nothing) return false;
    ++counters_[SignallingCounter::received];
    if (received == io::Received::bad_length) ++counters_[SignallingCounter::bad_length];
    if (received == io::Received::bad_checksum) ++counters_[SignallingCounter::bad_checksum];
    if (received == io::Received::bad_source) ++counters_[SignallingCounter::bad_source];
    if (received != io::Received::message) return true;
    if (auto event = decode(datagram)) {
        turn.events.push_back(std::move(*event));
        run(turn);
    }
    return true;
}

std::optional<pmip::Event> Gateway::decode(const io::Datagram& datagram) {
    auto decoded = pmip::decode(datagram.payload);
    if (!decoded) {
        refuse(datagram, decoded.error());
        return std::nullopt;
    }
    if (!authentic(datagram, *decoded)) return unauthentic(datagram, *decoded);
    if (decoded->trailing != 0) ++counters_[SignallingCounter::trailing_octets];
    if (log::enabled(log::Level::debug))
        log::debug("{} sent {}", base::to_string(datagram.source), pmip::describe(decoded->message));
    return pmip::MessageIn{.from = datagram.source, .message = std::move(decoded->message)};
}

bool Gateway::authentic(const io::Datagram& datagram, const pmip::Decoded& decoded) {
    const auto found = associations_.judge(datagram.source, datagram.payload, decoded);
    if (found == pmip::Authenticity::genuine) return true;
    const bool forged = found == pmip::Authenticity::forged;
    ++counters_[forged ? SignallingCounter::forged : SignallingCounter::unauthenticated];
    log::debug("dropped a PBA from {}: {}", base::to_string(datagram.source),
               forged ? "its authentication is wrong" : "it is not authenticated with our key");
    return false;
}

/// The operator reads it where he looks for the client.
std::optional<pmip::Event> Gateway::unauthentic(const io::Datagram& datagram, const pmip::Decoded& decoded) {
    const auto* ack = std::get_if<pmip::ProxyBindingAck>(&decoded.message);
    if (ack == nullptr) return std::nullopt;
    const auto* held = pmip::find<pmip::Authentication>(ack->options);
    return pmip::UnauthenticAnswer{.from = datagram.source,
                                   .spi = held == nullptr ? std::nullopt : std::optional(held->spi),
                                   .ack = *ack};
}

/// Counts what could not be decoded. An unknown type is answered, and over IPv6 a header that is
/// wrong in itself, RFC 6275 section 9.2.
void Gateway::refuse(const io::Datagram& datagram, const pmip::Fault& fault) {
    ++drops_[fault.reason];
    log::debug("dropped a message from {}: {}", base::to_string(datagram.source), fault.detail);
    const bool unknown =
        fault.reason == pmip::DropReason::unknown_type || fault.reason == pmip::DropReason::unsupported_type;
    const auto octet = faulty_octet(datagram, fault.reason);
    if (!unknown && !octet) return;
    if (!refusals_.allow(datagram.source, now().steady)) {
        ++counters_[SignallingCounter::answer_withheld];
        return;
    }
    const auto sent = octet ? signalling_.report_problem(datagram, *octet)
                            : signalling_.send(datagram.source, datagram.source_port,
                                               pmip::encode(pmip::BindingError{}, pmip::Padding::never_pad1));
    if (!sent) ++counters_[SignallingCounter::send_failed];
    if (sent && octet) ++counters_[SignallingCounter::parameter_problem_sent];
}

void Gateway::execute(Turn&, const pmip::SendPbu& action) {
    if (log::enabled(log::Level::debug))
        log::client(log::Level::debug, action.mac, "sends {}", pmip::describe(action.update));
    if (const auto sent = send(action.to, action.update); !sent)
        complain(action.to, base::to_string(action.mac) + ' ' + sent.error().what);
}

void Gateway::execute(Turn&, const pmip::Send& action) {
    if (answers(action.message) && !answers_.allow(action.to, now().steady)) {
        ++counters_[SignallingCounter::answer_withheld];
        return;
    }
    if (log::enabled(log::Level::debug))
        log::debug("to {}: {}", base::to_string(action.to), pmip::describe(action.message));
    if (const auto sent = send(action.to, action.message); !sent) complain(action.to, sent.error().what);
}

/// Every failure is counted; the log tells of some.
void Gateway::complain(const base::Address& to, std::string_view what) {
    if (complaints_.allow(to, now().steady)) log::warning("{}", what);
}

base::Result<void> Gateway::send(const base::Address& to, const pmip::Message& message) {
    auto sent = signalling_.send(to, site_.port, associations_.encode(to, message));
    if (!sent) ++counters_[SignallingCounter::send_failed];
    return sent;
}

void Gateway::execute(Turn& turn, const pmip::Want& action) {
    change(turn, {.mac = action.binding->profile.mac, .after = kernel::carried(site_, *action.binding)},
           action.binding->generation);
}

void Gateway::execute(Turn&, const pmip::Record& action) { keeper_.touch(action.mac); }

void Gateway::execute(Turn& turn, const pmip::Unwant& action) {
    keeper_.touch(action.mac);
    change(turn, {.mac = action.mac, .after = {}}, 0);
}

void Gateway::execute(Turn& turn, const pmip::Attached& action) {
    keeper_.promise(action.mac);
    turn.news.push_back({.mac = action.mac, .online = true});
}

void Gateway::execute(Turn& turn, const pmip::Detached& action) { turn.news.push_back({.mac = action.mac}); }

void Gateway::execute(Turn&, const pmip::Note& action) {
    log::client(static_cast<log::Level>(action.level), action.mac, "{}", action.text);
}

void Gateway::execute(Turn&, const pmip::LmaNote& action) {
    log::line(static_cast<log::Level>(action.level), "{}: {}", action.lma, action.text);
}

} // namespace magd
