#include "tests/sim/watch.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "tests/sim/clients.hpp"

namespace sim {

using namespace pmip;

namespace {

template <class T>
bool is(const Event& event) {
    return std::holds_alternative<T>(event);
}

template <class M>
const M* message_of(const Event& event) {
    const auto* in = std::get_if<MessageIn>(&event);
    return in == nullptr ? nullptr : std::get_if<M>(&in->message);
}

/// The client that the event is about, if it names one.
std::optional<std::size_t> client_of_event(const Event& event) {
    if (const auto* up = std::get_if<LinkUp>(&event)) return number_of(up->profile.mac);
    if (const auto* down = std::get_if<LinkDown>(&event)) return number_of(down->mac);
    if (const auto* adopted = std::get_if<Adopted>(&event)) return number_of(adopted->binding->profile.mac);
    if (const auto* kernel = std::get_if<Programmed>(&event)) return number_of(kernel->mac);
    if (const auto* revocation = message_of<BindingRevocation>(event))
        if (const auto* id = find<MobileNodeIdentifier>(revocation->options))
            return number_of(std::string_view(id->id.identifier));
    if (const auto* kernel = std::get_if<ProgramFailed>(&event)) return number_of(kernel->mac);
    return std::nullopt;
}

} // namespace

/// Nothing for actions that are about no client.
static std::optional<base::MacAddress> mac_of_action(const Action& action) {
    return std::visit(
        []<class A>(const A& a) -> std::optional<base::MacAddress> {
            if constexpr (requires { a.mac; })
                return a.mac;
            else if constexpr (requires { a.binding; })
                return a.binding->profile.mac;
            else
                return std::nullopt;
        },
        action);
}

void Watch::violated(const Property& property, std::size_t client, std::string_view detail) {
    if (violation_) return;
    violation_ = {&property, base::to_string(sim::mac_of(client)), std::string(detail)};
}

void Watch::before(const Event& event) {
    named_.reset();
    was_.reset();
    stale_ = leaves_ = false;
    if (const auto* ack = message_of<ProxyBindingAck>(event)) before(std::get<MessageIn>(event), *ack);
    if (const auto* down = std::get_if<LinkDown>(&event)) {
        const auto& book = books_[number_of(down->mac)];
        leaves_ = book.registered || book.open;
    }
}

void Watch::after(const Event& event, const std::vector<Action>& actions, const Now& now) {
    const auto client = client_of_event(event);
    if (client && (is<LinkUp>(event) || is<LinkDown>(event))) ++books_[*client].triggers;
    if (const auto* adopted = std::get_if<Adopted>(&event)) this->adopted(*adopted->binding, *client);
    if (const auto* done = std::get_if<Programmed>(&event);
        done != nullptr && books_[*client].wanted == done->generation)
        books_[*client].programmed = true;
    if (const auto* failed = std::get_if<ProgramFailed>(&event);
        failed != nullptr && books_[*client].wanted == failed->generation) {
        books_[*client].wanted = 0;
        books_[*client].programmed = false;
    }
    if (const auto* ack = message_of<ProxyBindingAck>(event)) answered(*ack, actions);
    const bool by_time = is<Tick>(event);
    for (const auto& action : actions)
        if (const auto* send = std::get_if<Send>(&action); send != nullptr && is<MessageIn>(event))
            if (const auto* ack = std::get_if<BindingRevocation>(&send->message))
                revoked(std::get<MessageIn>(event), *ack);
    for (const auto& action : actions) see(action, by_time, now);
    if (leaves_) left(*client);
    if (const auto* ack = message_of<ProxyBindingAck>(event); ack != nullptr && named_ && !stale_)
        accepted(*ack, *named_);
    settle_touched(client, actions, now);
    if (by_time)
        check(must::tick, !mag_.deadline() || *mag_.deadline() > now.steady, 0, "the MAG would spin");
}

void Watch::see(const Action& action, bool by_time, const Now& now) {
    if (const auto* pbu = std::get_if<SendPbu>(&action)) see(*pbu, by_time, now);
    if (const auto* want = std::get_if<Want>(&action)) see(*want);
    if (const auto* unwant = std::get_if<Unwant>(&action)) see(*unwant);
    if (const auto* attached = std::get_if<Attached>(&action)) see(*attached);
    if (const auto* detached = std::get_if<Detached>(&action))
        books_[number_of(detached->mac)].served = false;
}

void Watch::see(const Want& action) {
    const auto& binding = *action.binding;
    const auto client = number_of(binding.profile.mac);
    auto& book = books_[client];
    check(must::generation_rises, binding.generation > book.wanted, client);
    check(must::wish_told, (binding.ipv4 || binding.ipv6) && binding.uplink_key, client, "half a session");
    book.wanted = binding.generation;
    book.programmed = false;
    book.at = binding.lma;
    book.ipv4 = binding.ipv4;
    book.ipv6 = binding.ipv6;
    addresses(book, client);
}

/// The session of an earlier MAG: all is as if this one had begun it.
void Watch::adopted(const Binding& session, std::size_t client) {
    const auto* binding = mag_.find(sim::mac_of(client));
    check(must::adopted, binding != nullptr && binding->wanted, client);
    if (binding == nullptr) return;
    see(Want{*binding});
    auto& book = books_[client];
    book.programmed = book.registered = book.held = true;
    book.ends = session.expires;
    book.timestamp = book.accepted = session.timestamps.accepted;
}

void Watch::addresses(const Book& book, std::size_t client) {
    for (std::size_t i = 0; i < books_.size(); ++i) {
        const auto& other = books_[i];
        if (i == client || other.wanted == 0 || other.at != book.at) continue;
        const bool shared = (book.ipv4 && book.ipv4 == other.ipv4) || (book.ipv6 && book.ipv6 == other.ipv6);
        check(must::own_address, !shared, client,
              [&] { return base::to_string(sim::mac_of(i)) + " has it too"; });
    }
}

void Watch::see(const Unwant& action) {
    auto& book = books_[number_of(action.mac)];
    book.wanted = 0;
    book.programmed = book.registered = false;
    book.ends.reset();
    book.refresh.reset();
}

void Watch::see(const Attached& action) {
    const auto client = number_of(action.mac);
    check(must::kernel_first, books_[client].programmed, client);
    books_[client].served = true;
}

/// A client left that some LMA may hold a session of.
void Watch::left(std::size_t client) {
    const auto* binding = mag_.find(sim::mac_of(client));
    check(must::leave_said,
          binding != nullptr && binding->exchange &&
              binding->exchange->kind == Exchange::Kind::deregistration,
          client);
}

/// The clients that the event or an action is about, and those whose exchange may have ended without one.
void Watch::settle_touched(std::optional<std::size_t> client, const std::vector<Action>& actions,
                           const Now& now) {
    auto settled = client;
    if (client) settle(*client, now);
    for (const auto& action : actions) {
        const auto mac = mac_of_action(action);
        if (mac && settled != number_of(*mac)) settle(*(settled = number_of(*mac)), now);
    }
    for (const auto other : std::vector(open_.begin(), open_.end())) settle(other, now);
}

/// After an event that touched the client.
void Watch::settle(std::size_t client, const Now& now) {
    auto& book = books_[client];
    const auto* binding = mag_.find(sim::mac_of(client));
    book.open = binding != nullptr && binding->exchange.has_value();
    if (book.open)
        open_.insert(client);
    else
        open_.erase(client);
    book.waiting = book.open && binding->exchange->waiting;
    if (binding == nullptr) {
        check(must::wish_told, book.wanted == 0, client, "the kernel carries a client that is forgotten");
        check(must::service_ends, !book.served, client);
        book.timestamp = book.accepted = 0;
        book.registered = book.held = false;
        return;
    }
    check(must::own_key, binding->downlink_key != 0, client, "the key 0");
    check(must::wish_told, binding->wanted == (book.wanted != 0), client);
    check(must::active_carried, binding->phase != Phase::active || book.programmed, client);
    check(must::active_carried, binding->programmed == book.programmed, client);
    check(must::service_ends, !book.served || book.wanted != 0, client);
    on_time(client, now);
}

/// What time alone must have brought about, with a little patience.
void Watch::on_time(std::size_t client, const Now& now) {
    constexpr Seconds patience{5};
    const auto& book = books_[client];
    if (book.ends && book.wanted != 0) check(must::lifetime, now.steady <= *book.ends + patience, client);
    if (book.refresh && book.wanted != 0 && book.programmed && !book.open)
        check(must::refresh, now.steady <= *book.refresh + patience, client);
}

void Watch::look(const Now& now) {
    for (std::size_t i = 0; i < books_.size(); ++i) on_time(i, now);
}

void Watch::rest() {
    for (std::size_t i = 0; i < books_.size(); ++i)
        check(must::farewell, !books_[i].owed, i,
              [&] { return base::to_string(*books_[i].owed) + " was not told"; });
}

void Watch::clock_went_back() {
    for (auto& book : books_) book.turned_back = true;
}

} // namespace sim
