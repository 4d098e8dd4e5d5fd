#include "nlink/generic_family.hpp"

#include <cerrno>

#include "nlink/request.hpp"
#include "nlink/view.hpp"

namespace nlink {
namespace {

/// The family of generic netlink that knows the others.
namespace controller {
struct Body {
    using Header = genlmsghdr;
};
using Number = Attribute<Body, CTRL_ATTR_FAMILY_ID, std::uint16_t>;
using Name = Attribute<Body, CTRL_ATTR_FAMILY_NAME, std::string>;
} // namespace controller

std::optional<GenericFamily> parse_generic_family(const Message& message) {
    if (message.type != GENL_ID_CTRL) return std::nullopt;
    const auto parsed = parse<controller::Body>(message);
    const auto number = parsed ? parsed->attributes.find<controller::Number>() : std::nullopt;
    return number.transform([](std::uint16_t n) { return GenericFamily{n}; });
}

} // namespace

base::Result<GenericFamily> find_generic_family(Socket& socket, const std::string& name) {
    const auto request = make_request<controller::Body>(
        GENL_ID_CTRL, 0, "find the generic netlink family " + name,
        detail::generic_command(CTRL_CMD_GETFAMILY, 1),
        [&](Attributes<controller::Body>& body) { body.put<controller::Name>(name); });
    const auto found = socket.get(request, parse_generic_family);
    if (!found) return std::unexpected(found.error());
    if (found->empty()) return base::fail("no generic netlink family " + name, ENOENT);
    return found->front();
}

} // namespace nlink
