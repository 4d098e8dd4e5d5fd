#include "magd/mac_prefix.hpp"

#include <charconv>

namespace magd {

bool MacPrefix::contains(const base::MacAddress& mac) const { return cut({mac, length}).address == address; }

std::string to_string(const MacPrefix& prefix) {
    return base::to_string(prefix.address) + '/' + std::to_string(prefix.length);
}

std::optional<MacPrefix> parse_mac_prefix(std::string_view text) {
    const auto slash = text.find('/');
    const auto mac = base::parse_mac(text.substr(0, slash));
    if (!mac) return std::nullopt;
    if (slash == std::string_view::npos) return MacPrefix{*mac, MacPrefix::whole};
    const std::string digits(text.substr(slash + 1));
    std::uint8_t length = 0;
    const auto* const end = digits.data() + digits.size();
    const auto [stopped, error] = std::from_chars(digits.data(), end, length);
    if (error != std::errc{} || stopped != end || length > MacPrefix::whole) return std::nullopt;
    return MacPrefix{*mac, length};
}

MacPrefix cut(MacPrefix prefix) {
    unsigned left = prefix.length;
    for (auto& octet : prefix.address.octets) {
        const unsigned kept = left < 8 ? left : 8;
        octet &= static_cast<std::uint8_t>(0xff00U >> kept);
        left -= kept;
    }
    return prefix;
}

} // namespace magd
