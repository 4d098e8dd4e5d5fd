#include "nlink/request.hpp"

#include <libmnl/libmnl.h>

#include <cassert>
#include <limits>

namespace nlink::detail {
namespace {

nlmsghdr* header_of(base::Bytes& message) { return reinterpret_cast<nlmsghdr*>(message.data()); }

nlattr* attribute_at(base::Bytes& message, std::size_t offset) {
    return reinterpret_cast<nlattr*>(message.data() + offset);
}

/// libmnl writes behind the end that the header states: makes room there for `size` octets more.
nlmsghdr* grow(base::Bytes& message, std::size_t size) {
    message.resize(message.size() + MNL_ALIGN(size));
    return header_of(message);
}

} // namespace

base::Bytes start_message(std::uint16_t type, std::uint16_t flags, base::ByteView header) {
    base::Bytes message(MNL_NLMSG_HDRLEN);
    mnl_nlmsg_put_header(message.data());
    auto* const netlink = grow(message, header.size());
    netlink->nlmsg_type = type;
    netlink->nlmsg_flags = flags;
    std::memcpy(mnl_nlmsg_put_extra_header(netlink, header.size()), header.data(), header.size());
    return message;
}

void put_attribute(base::Bytes& message, std::uint16_t number, base::ByteView content) {
    assert(content.size() <= std::numeric_limits<std::uint16_t>::max() - MNL_ATTR_HDRLEN);
    mnl_attr_put(grow(message, MNL_ATTR_HDRLEN + content.size()), number, content.size(), content.data());
}

std::size_t open_nest(base::Bytes& message, std::uint16_t number) {
    const auto offset = message.size();
    mnl_attr_nest_start(grow(message, MNL_ATTR_HDRLEN), number);
    return offset;
}

void close_nest(base::Bytes& message, std::size_t offset) {
    assert(message.size() - offset <= std::numeric_limits<std::uint16_t>::max());
    mnl_attr_nest_end(header_of(message), attribute_at(message, offset));
}

} // namespace nlink::detail
