#include <fmt/format.h>

#include <algorithm>

#include "tests/sim/clients.hpp"
#include "tests/sim/watch.hpp"

/// How updates may go.
namespace sim {

using namespace pmip;

namespace {

constexpr Seconds pace_window{5};
/// Within that time one client sends no more updates than these, but for what triggers bring.
constexpr std::size_t pace_limit = 16;
/// A copy may wait for its turn among all updates to the LMA.
constexpr Seconds turn_wait{3};
constexpr std::size_t copies_kept = 16;

bool ahead(std::uint16_t sequence, std::uint16_t of) {
    return sequence != of && static_cast<std::uint16_t>(sequence - of) <= 32768;
}

} // namespace

void Watch::see(const SendPbu& action, bool by_time, const Now& now) {
    const auto client = number_of(action.mac);
    auto& book = books_[client];
    demands(action, book, client);
    if (parts(action)) {
        if (book.lma == action.to) book.held = false;
        return pace(book, client, now);
    }
    rise(action, book, client);
    if (action.first)
        first(action, book, client);
    else
        copy(action, by_time, book, client, now);
    book.held = action.kind != Exchange::Kind::deregistration;
    book.open = true;
    book.waiting = false;
    book.kind = action.kind;
    book.lma = action.to;
    if (book.copies.size() == copies_kept) book.copies.erase(book.copies.begin());
    book.copies.push_back({action.update.sequence, now.steady, book.timestamp});
    pace(book, client, now);
}

/// What ends a session that is left behind is no exchange: it goes once, in the order of its own LMA.
bool Watch::parts(const SendPbu& action) const {
    const auto* binding = mag_.find(action.mac);
    return action.kind == Exchange::Kind::deregistration && action.first && binding != nullptr &&
           (!binding->exchange || binding->exchange->kind != Exchange::Kind::deregistration);
}

void Watch::first(const SendPbu& action, Book& book, std::size_t client) {
    book.copies.clear();
    book.timeout = Seconds{1};
    if (action.kind == Exchange::Kind::deregistration) book.registered = false;
    if (action.kind == Exchange::Kind::initial) keys(action, client);
}

void Watch::copy(const SendPbu& action, bool by_time, Book& book, std::size_t client, const Now& now) {
    check(must::sequence_rises, book.open && !book.copies.empty() && action.kind == book.kind, client,
          "a copy of nothing");
    if (book.copies.empty()) return;
    check(must::sequence_rises, ahead(action.update.sequence, book.copies.back().sequence), client,
          [&] { return fmt::format("{} after {}", action.update.sequence, book.copies.back().sequence); });
    const auto since = std::chrono::duration_cast<Milliseconds>(now.steady - book.copies.back().sent);
    if (!by_time) {
        book.timeout = Seconds{1};
    } else if (!book.waiting) {
        check(must::backoff, since >= book.timeout && since <= book.timeout + turn_wait, client,
              [&] { return fmt::format("{} ms instead of {}", since.count(), book.timeout.count()); });
        book.timeout = std::min<Milliseconds>(2 * book.timeout, Seconds{32});
    } else { // one that waited for its turn: asked for by an answer, or due by time
        check(must::backoff, since <= book.timeout + turn_wait, client,
              [&] { return fmt::format("{} ms instead of {}", since.count(), book.timeout.count()); });
        const auto* binding = mag_.find(action.mac);
        if (binding != nullptr && binding->exchange) book.timeout = binding->exchange->timeout;
    }
}

/// Strictly within an exchange; over all of them with one LMA as long as the binding lives and its
/// clock goes on; of a clock that went back it takes note once.
void Watch::rise(const SendPbu& action, Book& book, std::size_t client) {
    const auto* timestamp = find<Timestamp>(action.update.options);
    if (timestamp == nullptr) return;
    const bool lower = action.first && (book.turned_back || book.lma != action.to);
    if (book.lma != action.to) book.accepted = 0;
    check(must::timestamp_rises, lower || timestamp->value > book.timestamp, client);
    if (timestamp->value <= book.timestamp) book.turned_back = false;
    book.timestamp = timestamp->value;
}

/// Nothing loops at machine speed: few updates in a short time, and some more for each trigger.
void Watch::pace(Book& book, std::size_t client, const Now& now) {
    if (book.since + pace_window < now.steady) {
        book.since = now.steady;
        book.updates = 0;
        book.triggers = std::min<std::size_t>(book.triggers, 1);
    }
    ++book.updates;
    check(must::pace, book.updates <= pace_limit + 3 * book.triggers, client,
          [&] { return fmt::format("{} updates", book.updates); });
}

void Watch::keys(const SendPbu& action, std::size_t client) {
    const auto* gre = find<GreKey>(action.update.options);
    if (gre == nullptr || !gre->key) return;
    for (const auto& [mac, binding] : mag_.bindings()) {
        if (mac == action.mac || binding.lma != action.lma) continue;
        check(must::own_key, binding.downlink_key != *gre->key, client,
              [&] { return fmt::format("{} has {} too", base::to_string(mac), *gre->key); });
    }
}

/// Where a first update goes, and what it asks for.
void Watch::demands(const SendPbu& action, Book& book, std::size_t client) {
    const bool leaves = action.kind == Exchange::Kind::deregistration;
    if (leaves && book.owed == action.to) book.owed.reset();
    if (leaves || action.kind != Exchange::Kind::initial || !action.first) return;
    if (book.owed == action.to) book.owed.reset(); // it is asked again
    if (book.held && book.lma != action.to) book.owed = book.lma;
    const auto* binding = mag_.find(action.mac);
    const bool asks = find<Ipv4HomeAddressRequest>(action.update.options) != nullptr;
    const bool elsewhere = book.waived_by && *book.waived_by != action.to;
    if (binding != nullptr && binding->profile.ipv4 && elsewhere) check(must::waiver, asks, client);
}

} // namespace sim
