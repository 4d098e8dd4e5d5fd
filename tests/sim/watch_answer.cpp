#include <fmt/format.h>

#include <algorithm>

#include "tests/sim/clients.hpp"
#include "tests/sim/watch.hpp"

/// What answers and revocations may bring about.
namespace sim {

using namespace pmip;

static bool only_notes(const std::vector<Action>& actions) {
    return std::ranges::all_of(actions, [](const Action& a) { return std::holds_alternative<Note>(a); });
}

/// Stale is an answer to no copy of the open exchange, or of another LMA than the one asked; 135 has
/// a number of the LMA's own.
void Watch::before(const MessageIn& in, const ProxyBindingAck& ack) {
    const auto* id = find<MobileNodeIdentifier>(ack.options);
    named_ = id == nullptr ? std::nullopt : number_of(id->id.identifier);
    if (!named_) return;
    const auto& book = books_[*named_];
    const bool sent =
        std::ranges::find(book.copies, ack.sequence, &Book::Copy::sequence) != book.copies.end();
    const bool foreign = ack.status == Status::sequence_number_out_of_window;
    stale_ = !book.open || in.from != book.lma || (!sent && !foreign);
    if (!stale_) return refused(ack.status, books_[*named_]);
    if (const auto* binding = mag_.find(mac_of(*named_))) was_ = *binding;
}

/// An LMA that refuses knows that it serves no more, until it is sent another copy. A timestamp that
/// is off its clock counts for nothing there.
void Watch::refused(Status status, Book& book) {
    if (pmip::accepted(status)) return;
    book.held = false;
    if (status == Status::timestamp_mismatch) book.timestamp = book.accepted;
}

void Watch::answered(const ProxyBindingAck& ack, const std::vector<Action>& actions) {
    if (!named_) return check(must::ignore_nobody, only_notes(actions), 0);
    if (!stale_) return;
    const auto* binding = mag_.find(mac_of(*named_));
    const auto what = [&] {
        return fmt::format("an answer with sequence {} and status {}", ack.sequence,
                           std::to_underlying(ack.status));
    };
    check(must::ignore_stale, only_notes(actions), *named_, what);
    check(must::ignore_stale, binding == nullptr ? !was_ : was_ && *binding == *was_, *named_, what);
}

/// An answer to an open exchange, whose actions are in the books already.
void Watch::accepted(const ProxyBindingAck& ack, std::size_t client) {
    auto& book = books_[client];
    const auto* binding = mag_.find(mac_of(client));
    if (!pmip::accepted(ack.status)) {
        // A refused refresh is tried again after a pause.
        constexpr Seconds longest_pause{600};
        if (book.refresh) *book.refresh += longest_pause;
        return;
    }
    const bool over =
        binding == nullptr || !binding->exchange || binding->exchange->sent <= 1 || binding->exchange->muted;
    const bool dropped = binding != nullptr && binding->exchange && binding->exchange->muted;
    check(must::end_exchange, over || dropped, client);
    if (binding == nullptr || binding->exchange || !binding->wanted) return;
    const auto copy = std::ranges::find(book.copies, ack.sequence, &Book::Copy::sequence);
    if (copy == book.copies.end()) return;
    constexpr Seconds asked{3600};
    constexpr Seconds refresh_before{300};
    const auto lifetime = std::min<Seconds>(ack.lifetime * lifetime_unit, asked);
    book.accepted = copy->timestamp;
    book.registered = true;
    book.ends = copy->sent + lifetime;
    book.refresh = copy->sent + lifetime - std::min(refresh_before, lifetime / 4);
}

/// The MAG agreed that a session is over, or all with this LMA.
void Watch::revoked(const MessageIn& in, const BindingRevocation& ack) {
    const auto* indication = std::get_if<BindingRevocation>(&in.message);
    const auto* id = find<MobileNodeIdentifier>(ack.options);
    const auto client = id == nullptr ? std::nullopt : number_of(id->id.identifier);
    if (indication == nullptr || ack.code >= 128) return;
    if (!client) {
        for (auto& book : books_) book.held = book.held && book.lma != in.from;
        return;
    }
    auto& book = books_[*client];
    const auto* binding = mag_.find(mac_of(*client));
    const bool part = (ack.flags & BindingRevocation::ipv4_only) != 0;
    if (part) book.waived_by = in.from;
    if (!part || binding == nullptr || !binding->wanted) book.held = false;
}

} // namespace sim
