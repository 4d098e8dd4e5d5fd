#include "tools/lma/lma.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "tools/lma/lma_turn.hpp"

namespace lma {
namespace {

bool is_send(const LmaAction& action) { return std::holds_alternative<Send>(action); }

} // namespace

Lma::Lma(LmaSettings settings)
    : settings_(std::move(settings)),
      pending_(settings_.peers.first_sequence),
      peers_(settings_.peers),
      next_key_(settings_.tunnels.first_uplink_key),
      restart_counter_(settings_.peers.restart_counter) {}

std::vector<LmaAction> Lma::on(const LmaEvent& event, const pmip::Now& now) {
    Turn turn{.now = now, .least_note = settings_.least_note};
    std::visit([&](const auto& e) { handle(e, turn); }, event);
    if (settings_.misbehaviour.silent) std::erase_if(turn.actions, is_send);
    return std::move(turn.actions);
}

std::optional<pmip::TimePoint> Lma::deadline() const {
    const auto serves = [this](const base::Address& mag) { return cache_.any_of(mag); };
    std::optional<pmip::TimePoint> first;
    for (const auto& at :
         std::array{cache_.deadline(), pending_.deadline(), peers_.deadline(serves), answers_.deadline()})
        if (at && (!first || *at < *first)) first = at;
    for (const auto& waiting : waiting_)
        if (!first || waiting.until < *first) first = waiting.until;
    return first;
}

void Lma::handle(const MessageIn& event, Turn& turn) {
    if (settings_.misbehaviour.silent) return;
    std::visit([&](const auto& message) { take(event, message, turn); }, event.message);
}

void Lma::handle(const Command& event, Turn& turn) {
    std::visit([&](const auto& command) { obey(command, turn); }, event);
}

void Lma::handle(const pmip::Tick&, Turn& turn) {
    const auto now = turn.now.steady;
    for (auto& send : answers_.due(now)) turn.send(std::move(send));
    while (auto send = pending_.copy(now)) turn.send(std::move(*send));
    while (const auto given_up = pending_.give_up(now)) {
        turn.note(pmip::Note::Level::warning,
                  fmt::format("{} is not acknowledged by {}", pmip::describe(given_up->send.message),
                              base::to_string(given_up->send.to)));
        revoked(*given_up, turn);
    }
    while (!waiting_.empty() && waiting_.front().until <= now) resume(waiting_.front().session, false, turn);
    while (const auto* entry = cache_.due(now)) {
        turn.note(pmip::Note::Level::info, [&] {
            return fmt::format("{}: {}", entry->mn_id.identifier,
                               entry->deregistered ? "deleted" : "lifetime ended");
        });
        remove(*entry, turn);
    }
    const auto serves = [this](const base::Address& mag) { return cache_.any_of(mag); };
    for (auto& beat : peers_.due(now, serves)) {
        if (beat.dead)
            turn.note(pmip::Note::Level::error,
                      fmt::format("{} does not answer heartbeats", base::to_string(beat.send.to)));
        turn.send(std::move(beat.send));
    }
}

} // namespace lma
