#include "nlink/exchange.hpp"

#include <linux/netlink.h>

#include <algorithm>
#include <cassert>
#include <cstring>
#include <utility>

namespace nlink {
namespace {

/// Behind the verdict of an acknowledgement.
struct Extended {};
using Text = Attribute<Extended, NLMSGERR_ATTR_MSG, std::string>;

/// NLMSG_DONE holds the verdict alone. NLMSG_ERROR goes on with the header of the request, and
/// with all of the request unless the answer is capped.
std::size_t verdict_size(const Message& message) {
    if (message.type == NLMSG_DONE) return sizeof(int);
    nlmsgerr error{};
    if (sizeof error > message.payload.size()) return message.payload.size();
    if ((message.flags & NLM_F_CAPPED) != 0) return sizeof error;
    std::memcpy(&error, message.payload.data(), sizeof error);
    return sizeof error.error + NLMSG_ALIGN(std::size_t{error.msg.nlmsg_len});
}

View<Extended> extended(const Message& message) {
    const auto size = verdict_size(message);
    if ((message.flags & NLM_F_ACK_TLVS) == 0 || size > message.payload.size()) return {};
    return View<Extended>(message.payload.subspan(size));
}

} // namespace

std::optional<Acknowledgement> parse_acknowledgement(const Message& message) {
    if (message.type != NLMSG_ERROR && message.type != NLMSG_DONE) return std::nullopt;
    int verdict = 0;
    if (message.payload.size() >= sizeof verdict)
        std::memcpy(&verdict, message.payload.data(), sizeof verdict);
    else if (message.type == NLMSG_ERROR)
        return std::nullopt;
    // A dump's last verdict is its length in old kernels, and a positive code is no errno.
    const int code = verdict < 0 && verdict > -4096 ? -verdict : 0;
    return Acknowledgement{.code = code, .text = extended(message).find<Text>().value_or("")};
}

Outcome outcome_of(const Request& request, const Acknowledgement& acknowledgement) {
    if (acknowledgement.code == 0) return {};
    auto what = request.what + ": " + std::strerror(acknowledgement.code);
    if (!acknowledgement.text.empty()) what += " (" + acknowledgement.text + ")";
    return {.code = acknowledgement.code, .what = std::move(what)};
}

std::size_t chunk_size(std::span<const Request> batch, SendLimits limits) {
    std::size_t octets = 0;
    std::size_t count = 0;
    for (const auto& request : batch) {
        octets += request.bytes.size();
        if (count != 0 && (octets > limits.octets || count >= limits.requests)) break;
        ++count;
    }
    return count;
}

void append_requests(base::Bytes& datagram, std::span<const Request> batch, std::uint32_t sequence,
                     std::uint16_t flags) {
    for (const auto& request : batch) {
        nlmsghdr header{};
        assert(request.bytes.size() >= sizeof header);
        std::memcpy(&header, request.bytes.data(), sizeof header);
        header.nlmsg_flags = static_cast<std::uint16_t>(header.nlmsg_flags | flags);
        header.nlmsg_seq = sequence++;
        const auto at = datagram.size();
        datagram.insert(datagram.end(), request.bytes.begin(), request.bytes.end());
        std::memcpy(datagram.data() + at, &header, sizeof header);
    }
}

bool Matcher::take(const Message& message) {
    const std::uint32_t index = message.sequence - first_;
    if (index >= batch_.size() || outcomes_[index]) return false;
    const auto verdict = parse_acknowledgement(message);
    if (!verdict) return false;
    settle(index, *verdict);
    return true;
}

void Matcher::settle_open(const Acknowledgement& verdict) {
    for (std::size_t index = 0; index < batch_.size(); ++index)
        if (!outcomes_[index]) settle(index, verdict);
}

void Matcher::settle(std::size_t index, const Acknowledgement& verdict) {
    outcomes_[index] = outcome_of(batch_[index], verdict);
    --open_;
}

std::vector<Outcome> Matcher::finish() && {
    assert(complete());
    std::vector<Outcome> out;
    out.reserve(outcomes_.size());
    for (auto& outcome : outcomes_) out.push_back(std::move(*outcome));
    return out;
}

} // namespace nlink
