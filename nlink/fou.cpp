#include "nlink/fou.hpp"

#include <fmt/format.h>
#include <linux/fou.h>
#include <sys/socket.h>

namespace nlink {
namespace {

namespace fou {
struct Body {
    using Header = genlmsghdr;
};
using Port = Attribute<Body, FOU_ATTR_PORT, Be<std::uint16_t>>;
using Family = Attribute<Body, FOU_ATTR_AF, std::uint8_t>;
using Protocol = Attribute<Body, FOU_ATTR_IPPROTO, std::uint8_t>;
using Encapsulation = Attribute<Body, FOU_ATTR_TYPE, std::uint8_t>;
} // namespace fou

std::string words(const char* verb, FouPort port) {
    return fmt::format("{} FOU port {} for IP protocol {}", verb, port.port, port.protocol);
}

} // namespace

base::Result<GenericFamily> find_fou(Socket& socket) {
    auto found = find_generic_family(socket, FOU_GENL_NAME);
    if (!found && found.error().code == ENOENT)
        return base::fail("the kernel has no FOU: its module `fou` is missing or not loaded (modprobe fou)",
                          ENOENT);
    return found;
}

Request add_fou_port(GenericFamily family, FouPort port) {
    return make_request<fou::Body>(family.number, 0, words("add", port),
                                   detail::generic_command(FOU_CMD_ADD, FOU_GENL_VERSION),
                                   [&](Attributes<fou::Body>& body) {
                                       body.put<fou::Port>(port.port);
                                       body.put<fou::Family>(AF_INET);
                                       body.put<fou::Protocol>(port.protocol);
                                       body.put<fou::Encapsulation>(FOU_ENCAP_DIRECT);
                                   });
}

Request remove_fou_port(GenericFamily family, FouPort port) {
    return make_request<fou::Body>(family.number, 0, words("remove", port),
                                   detail::generic_command(FOU_CMD_DEL, FOU_GENL_VERSION),
                                   [&](Attributes<fou::Body>& body) {
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

base::Result<std::vector<FouPort>> dump_fou_ports(Socket& socket, GenericFamily family) {
    const auto request = make_request<fou::Body>(family.number, 0, "list FOU ports",
                                                 detail::generic_command(FOU_CMD_GET, FOU_GENL_VERSION));
    return socket.dump(request, parse_fou_port);
}

} // namespace nlink
