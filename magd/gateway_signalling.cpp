#include <chrono>
#include <optional>
#include <utility>
#include <variant>

#include "magd/gateway.hpp"
#include "magd/log.hpp"
#include "magd/wakeup.hpp"

/// What comes from LMAs, and goes to them.
namespace magd {
namespace {

using io::SignallingCounter;

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

} // namespace

std::vector<ClientNews> Gateway::receive() {
    Turn turn;
    take_some([&] { return receive_one(turn); });
    finish(turn);
    return std::move(turn.news);
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
    if (!refusals_.allow(datagram.source, std::chrono::steady_clock::now())) {
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
    if (answers(action.message) && !answers_.allow(action.to, std::chrono::steady_clock::now())) {
        ++counters_[SignallingCounter::answer_withheld];
        return;
    }
    if (log::enabled(log::Level::debug))
        log::debug("to {}: {}", base::to_string(action.to), pmip::describe(action.message));
    if (const auto sent = send(action.to, action.message); !sent) complain(action.to, sent.error().what);
}

/// Every failure is counted; the log tells of some.
void Gateway::complain(const base::Address& to, std::string_view what) {
    if (complaints_.allow(to, std::chrono::steady_clock::now())) log::warning("{}", what);
}

base::Result<void> Gateway::send(const base::Address& to, const pmip::Message& message) {
    auto sent = signalling_.send(to, site_.port, associations_.encode(to, message));
    if (!sent) ++counters_[SignallingCounter::send_failed];
    return sent;
}

} // namespace magd
