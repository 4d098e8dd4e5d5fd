#include "nlink/view.hpp"

#include <linux/netlink.h>

#include <algorithm>

namespace nlink {
namespace {

/// Takes the record at the front of `left`: a header whose member `length` counts header and
/// content, filled up to 4 octets. Gives its content, or ends the reading.
template <class Header>
std::optional<base::ByteView> take_record(base::ByteView& left, Header& header, auto Header::* length) {
    if (sizeof header > left.size()) {
        left = {};
        return std::nullopt;
    }
    std::memcpy(&header, left.data(), sizeof header);
    const std::size_t size = header.*length;
    if (size < sizeof header || size > left.size()) {
        left = {};
        return std::nullopt;
    }
    const auto content = left.subspan(sizeof header, size - sizeof header);
    left = left.subspan(std::min(left.size(), (size + 3) & ~std::size_t{3}));
    return content;
}

} // namespace

std::optional<Message> next_message(base::ByteView& left) {
    nlmsghdr header{};
    const auto payload = take_record(left, header, &nlmsghdr::nlmsg_len);
    if (!payload) return std::nullopt;
    return Message{.type = header.nlmsg_type,
                   .flags = header.nlmsg_flags,
                   .sequence = header.nlmsg_seq,
                   .port = header.nlmsg_pid,
                   .payload = *payload};
}

std::optional<RawAttribute> next_attribute(base::ByteView& left) {
    nlattr header{};
    const auto content = take_record(left, header, &nlattr::nla_len);
    if (!content) return std::nullopt;
    return RawAttribute{.number = static_cast<std::uint16_t>(header.nla_type & NLA_TYPE_MASK),
                        .content = *content};
}

} // namespace nlink
