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

struct Groups {}; ///< each attribute is a group, whatever its number
struct Group {};
using AllGroups = Attribute<Body, CTRL_ATTR_MCAST_GROUPS, Nest<Groups>>;
using GroupName = Attribute<Group, CTRL_ATTR_MCAST_GRP_NAME, std::string>;
using GroupNumber = Attribute<Group, CTRL_ATTR_MCAST_GRP_ID, std::uint32_t>;
} // namespace controller

std::optional<GenericFamily> parse_generic_family(const Message& message) {
    if (message.type != GENL_ID_CTRL) return std::nullopt;
    const auto parsed = parse<controller::Body>(message);
    const auto number = parsed ? parsed->attributes.find<controller::Number>() : std::nullopt;
    return number.transform([](std::uint16_t n) { return GenericFamily{n}; });
}

std::optional<std::uint32_t> parse_group(const Message& message, const std::string& name) {
    const auto parsed = message.type == GENL_ID_CTRL ? parse<controller::Body>(message) : std::nullopt;
    if (!parsed) return std::nullopt;
    for (auto left = parsed->attributes.nest<controller::AllGroups>().raw();
         const auto entry = next_attribute(left);) {
        const View<controller::Group> group(entry->content);
        if (group.find<controller::GroupName>() == name) return group.find<controller::GroupNumber>();
    }
    return std::nullopt;
}

Request family_request(const std::string& name) {
    return make_request<controller::Body>(
        GENL_ID_CTRL, 0, "find the generic netlink family " + name,
        detail::generic_command(CTRL_CMD_GETFAMILY, 1),
        [&](Attributes<controller::Body>& body) { body.put<controller::Name>(name); });
}

} // namespace

base::Result<GenericFamily> find_generic_family(Socket& socket, const std::string& name) {
    const auto found = socket.get(family_request(name), parse_generic_family);
    if (!found) return std::unexpected(found.error());
    if (found->empty()) return base::fail("no generic netlink family " + name, ENOENT);
    return found->front();
}

base::Result<std::uint32_t> find_generic_group(Socket& socket, const std::string& family,
                                               const std::string& group) {
    const auto found = socket.get(family_request(family),
                                  [&](const Message& message) { return parse_group(message, group); });
    if (!found) return std::unexpected(found.error());
    if (found->empty())
        return base::fail("the generic netlink family " + family + " has no group " + group, ENOENT);
    return found->front();
}

} // namespace nlink
