#include <fmt/format.h>

#include "dhcp/option_line.hpp"
#include "magd/config_parts.hpp"
#include "magd/suggest.hpp"
#include "magd/text_rule.hpp"

namespace magd {
namespace {

/// In the order of choices::dhcp_mode.
constexpr std::array dhcp_modes{DhcpMode::lma, DhcpMode::server, DhcpMode::relay};

/// ", did you mean "ntp-servers"?" where the line begins with what is almost a name.
std::string meant(std::string_view line) {
    std::vector<std::string_view> names;
    for (const auto& known : dhcp::option_texts()) names.push_back(known.name);
    const auto word = line.substr(0, line.find_first_of(" ="));
    const auto near = suggest(word, names);
    return near && *near != word ? fmt::format(", did you mean \"{}\"?", *near) : std::string{};
}

constexpr std::array dhcp6_modes{Dhcp6Mode::off, Dhcp6Mode::stateless, Dhcp6Mode::stateful,
                                 Dhcp6Mode::automatic};

/// RFC 8415 section 11.1: a type and an identifier of 1 to 128 octets.
void read_duid(SectionReader& section, base::Bytes& duid) {
    std::string text;
    if (!section.read("server_duid", text)) return;
    auto octets = dhcp::parse_octets(text);
    if (octets && octets->size() >= 3 && octets->size() <= 130)
        duid = *std::move(octets);
    else
        section.fault("server_duid",
                      fmt::format("\"{}\" is not 3 to 130 octets such as 00:03:00:01", printable(text)));
}

void read_options(SectionReader& section, std::vector<dhcp::Option>& options) {
    std::vector<std::string> lines;
    if (!section.read("options", lines)) return;
    for (const auto& line : lines) {
        auto option = dhcp::parse_option(line);
        if (!option)
            section.fault("options",
                          fmt::format("\"{}\": {}{}", printable(line), option.error(), meant(line)));
        else if (contains(options, &dhcp::Option::code, option->code))
            section.fault("options", fmt::format("names {} twice", dhcp::name(option->code)));
        else
            options.push_back(*std::move(option));
    }
}

} // namespace

void read_dhcp(SectionReader section, DhcpConfig& dhcp) {
    section.read("server_identifier", dhcp.server_identifier);
    section.read("lease_time", dhcp.lease_time);
    section.read("dns", dhcp.dns);
    section.read("dns6", dhcp.dns6);
    read_options(section, dhcp.options);
    section.read("mode", dhcp.mode, dhcp_modes);
    section.read("relay_to", dhcp.relay_to);
    section.read("trust_option_82", dhcp.trust_option_82);
    section.read("v6", dhcp.v6, dhcp6_modes);
    read_duid(section, dhcp.server_duid);
    if (dhcp.mode == DhcpMode::relay && dhcp.relay_to.empty())
        section.fault("mode",
                      "\"relay\" needs relay_to = [\"198.51.100.67\"], or as your servers are called");
}

} // namespace magd
