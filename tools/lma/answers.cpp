#include "tools/lma/answers.hpp"

#include <utility>

namespace lma {
namespace {

/// Another address and other prefixes than are held: the MAG must notice.
void falsify(Send& answer) {
    for (auto& option : std::get<pmip::ProxyBindingAck>(answer.message).options) {
        if (auto* address = std::get_if<pmip::Ipv4HomeAddressReply>(&option))
            ++address->home_address.address.value;
        if (auto* prefix = std::get_if<pmip::HomeNetworkPrefix>(&option)) ++prefix->prefix.address.octets[7];
    }
}

void restate(Send& answer, pmip::Status status) {
    auto& ack = std::get<pmip::ProxyBindingAck>(answer.message);
    if (pmip::accepted(ack.status)) ack.status = status;
}

} // namespace

std::vector<Send> Answers::pass(Send answer, const Misbehaviour& how, pmip::TimePoint now) {
    if (how.lose) return {};
    if (how.change_address) falsify(answer);
    if (how.accept) restate(answer, *how.accept);
    auto out = order(std::move(answer), how.reorder);
    if (how.duplicate)
        for (std::size_t i = out.size(); i != 0; --i) out.push_back(out[i - 1]);
    if (how.delay == pmip::Milliseconds{0}) return out;
    for (auto& send : out) delayed_.emplace(now + how.delay, std::move(send));
    return {};
}

/// One that was held when all became well again goes too: late, as networks do it.
std::vector<Send> Answers::order(Send answer, bool reorder) {
    if (reorder && !held_) {
        held_ = std::move(answer);
        return {};
    }
    std::vector<Send> out{std::move(answer)};
    if (auto held = std::exchange(held_, std::nullopt)) out.push_back(std::move(*held));
    return out;
}

std::vector<Send> Answers::due(pmip::TimePoint now) {
    std::vector<Send> out;
    while (!delayed_.empty() && delayed_.begin()->first <= now)
        out.push_back(std::move(delayed_.extract(delayed_.begin()).mapped()));
    return out;
}

std::optional<pmip::TimePoint> Answers::deadline() const {
    if (delayed_.empty()) return std::nullopt;
    return delayed_.begin()->first;
}

void Answers::clear() {
    delayed_.clear();
    held_.reset();
}

} // namespace lma
