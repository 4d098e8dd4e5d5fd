#include "magd/text_rule.hpp"

#include <sys/un.h>

#include <algorithm>
#include <array>
#include <cassert>

namespace magd {
namespace {

bool alphanumeric(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool made_of(std::string_view text, std::string_view punctuation, std::size_t maximum) {
    return !text.empty() && text.size() <= maximum && std::ranges::all_of(text, [&](char c) {
        return alphanumeric(c) || punctuation.find(c) != std::string_view::npos;
    });
}

/// The tunnel device mag-NAME must fit the 15 characters of an interface name.
bool lma_name(std::string_view text) { return made_of(text, "_-", 11); }

/// A NAI in the Mobile Node Identifier option has at most 254 octets (RFC 4283), 18 of them
/// for the client and the @.
bool realm_name(std::string_view text) { return made_of(text, "-.", 236); }

/// As the kernel wants it.
bool interface_name(std::string_view text) {
    const auto graphic = [](char c) { return c > ' ' && c <= '~' && c != '/' && c != ':'; };
    return !text.empty() && text.size() <= 15 && text != "." && text != ".." &&
           std::ranges::all_of(text, graphic);
}

bool group_name(std::string_view text) { return text.empty() || made_of(text, "_-.", 32); }

bool socket_path(std::string_view text) {
    return text.starts_with('/') && text.size() < sizeof(sockaddr_un::sun_path) &&
           text.find('\0') == std::string_view::npos;
}

/// Any language; nothing that would steer a terminal.
bool plain(std::string_view text, std::size_t maximum) {
    return !text.empty() && text.size() <= maximum &&
           std::ranges::none_of(text, [](char c) { return (c >= 0 && c < ' ') || c == '\x7f'; });
}

bool ssid(std::string_view text) { return plain(text, 32); }

bool dhcp_option(std::string_view text) { return plain(text, 1024); }

bool text_of_128(std::string_view text) { return plain(text, 128); }

/// A user and a realm, RFC 7542, as far as the Mobile Node Identifier option has room.
bool nai(std::string_view text) {
    const auto at = text.find('@');
    const auto graphic = [](char c) { return c > ' ' && c != '\x7f' && c != '@'; };
    return text.size() <= 254 && at != std::string_view::npos && at != 0 &&
           std::ranges::all_of(text.substr(0, at), graphic) && made_of(text.substr(at + 1), "-.", 254);
}

/// At most 64 octets, the block of the hash; more add nothing.
bool secret(std::string_view text) {
    constexpr std::string_view prefix = "0x";
    if (!text.starts_with(prefix)) return plain(text, 64);
    const auto digits = text.substr(prefix.size());
    return !digits.empty() && digits.size() <= 128 && digits.size() % 2 == 0 &&
           digits.find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
}

constexpr std::array<TextRule, 10> text_rules{{
    {ConfigKind::lma_name, "1 to 11 characters of A-Z a-z 0-9 _ -", lma_name},
    {ConfigKind::realm_name, "1 to 236 characters of A-Z a-z 0-9 - .", realm_name},
    {ConfigKind::interface_name, "the name of an interface: 1 to 15 characters", interface_name},
    {ConfigKind::group_name, "the name of a group: at most 32 characters of A-Z a-z 0-9 _ - .", group_name},
    {ConfigKind::path, "an absolute path of at most 107 octets", socket_path},
    {ConfigKind::ssid, "1 to 32 octets without control characters", ssid},
    {ConfigKind::nai, "user@realm of at most 254 octets", nai},
    {ConfigKind::secret, "text of at most 64 octets, or \"0x\" and an even number of hex digits", secret},
    {ConfigKind::text, "1 to 128 octets without control characters", text_of_128},
    {ConfigKind::dhcp_option,
     "OPTION = VALUE, such as \"ntp-servers = 192.0.2.10, 192.0.2.11\" or \"43 = 01:04:c0\"", dhcp_option},
}};

} // namespace

const TextRule& text_rule(ConfigKind kind) {
    const auto* const rule = std::ranges::find(text_rules, kind, &TextRule::kind);
    assert(rule != text_rules.end());
    return *rule;
}

std::string printable(std::string_view text) {
    constexpr std::size_t longest = 64;
    const bool cut = text.size() > longest;
    std::string out(text.substr(0, longest));
    std::ranges::replace_if(out, [](char c) { return c < ' ' || c > '~'; }, '?');
    return cut ? out + "..." : out;
}

} // namespace magd
