#include "nlink/fou.hpp"

#include <fmt/format.h>
#include <linux/fou.h>
#include <linux/genetlink.h>
#include <sys/socket.h>

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

namespace fou {
struct Body {
    using Header = genlmsghdr;
};
using Port = Attribute<Body, FOU_ATTR_PORT, Be<std::uint16_t>>;
using Family = Attribute<Body, FOU_ATTR_AF, std::uint8_t>;
using Protocol = Attribute<Body, FOU_ATTR_IPPROTO, std::uint8_t>;
using Encapsulation = Attribute<Body, FOU_ATTR_TYPE, std::uint8_t>;
} // namespace fou

constexpr genlmsghdr command(std::uint8_t number, std::uint8_t version) {
    return {.cmd = number, .version = version, .reserved = 0};
}

std::optional<FouFamily> parse_family(const Message& message) {
    if (message.type != GENL_ID_CTRL) return std::nullopt;
    const auto parsed = parse<controller::Body>(message);
    const auto number = parsed ? parsed->attributes.find<controller::Number>() : std::nullopt;
    return number.transform([](std::uint16_t n) { return FouFamily{n}; });
}

std::string words(const char* verb, FouPort port) {
    return fmt::format("{} FOU port {} for IP protocol {}", verb, port.port, port.protocol);
}

} // namespace

base::Result<FouFamily> find_fou(Socket& socket) {
    const auto request = make_request<controller::Body>(
        GENL_ID_CTRL, 0, "find the generic netlink family fou", command(CTRL_CMD_GETFAMILY, 1),
        [](Attributes<controller::Body>& body) { body.put<controller::Name>(FOU_GENL_NAME); });
    const auto found = socket.get(request, parse_family);
    if ((found && found->empty()) || (!found && found.error().code == ENOENT))
        return base::fail("the kernel has no FOU: its module `fou` is missing or not loaded (modprobe fou)",
                          ENOENT);
    if (!found) return std::unexpected(found.error());
    return found->front();
}

Request add_fou_port(FouFamily family, FouPort port) {
    return make_request<fou::Body>(family.number, 0, words("add", port),
                                   command(FOU_CMD_ADD, FOU_GENL_VERSION), [&](Attributes<fou::Body>& body) {
                                       body.put<fou::Port>(port.port);
                                       body.put<fou::Family>(AF_INET);
                                       body.put<fou::Protocol>(port.protocol);
                                       body.put<fou::Encapsulation>(FOU_ENCAP_DIRECT);
                                   });
}

Request remove_fou_port(FouFamily family, FouPort port) {
    return make_request<fou::Body>(family.number, 0, words("remove", port),
                                   command(FOU_CMD_DEL, FOU_GENL_VERSION), [&](Attributes<fou::Body>& body) {
                                       body.put<fou::Port>(port.port);
                                       body.put<fou::Family>(AF_INET);
                                   });
}

std::optional<FouPort> parse_fou_port(const Message& message) {
    const auto parsed = parse<fou::Body>(message);
    if (!parsed || parsed->attributes.find<fou::Family>().value_or(AF_INET) != AF_INET) return std::nullopt;
    const auto port = parsed->attributes.find<fou::Port>();
    if (!port) return std::nullopt;
    return FouPort{.port = *port, .protocol = parsed->attributes.find<fou::Protocol>().value_or(0)};
}

base::Result<std::vector<FouPort>> dump_fou_ports(Socket& socket, FouFamily family) {
    const auto request =
        make_request<fou::Body>(family.number, 0, "list FOU ports", command(FOU_CMD_GET, FOU_GENL_VERSION));
    return socket.dump(request, parse_fou_port);
}

} // namespace nlink
