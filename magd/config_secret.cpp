#include <fmt/format.h>
#include <sys/stat.h>

#include <charconv>

#include "magd/config_parts.hpp"
#include "magd/config_reader.hpp"
#include "magd/text_rule.hpp"

namespace magd {
namespace {

base::Bytes octets_of(std::string_view secret) {
    constexpr std::string_view prefix = "0x";
    if (!secret.starts_with(prefix)) return {secret.begin(), secret.end()};
    base::Bytes octets;
    for (auto i = prefix.size(); i < secret.size(); i += 2) {
        const std::string digits(secret.substr(i, 2));
        const auto* const end = digits.data() + digits.size();
        std::from_chars(digits.data(), end, octets.emplace_back(), 16);
    }
    return octets;
}

/// Without its line end.
std::string_view first_line(std::string_view text) {
    return text.substr(0, text.find_last_not_of("\r\n") + 1);
}

base::Bytes secret_from(SectionReader& section, std::string_view key, const std::string& path,
                        const KeyFileReader& key_file) {
    if (path.empty() || !key_file) return {};
    const auto text = key_file(path);
    const auto& rule = text_rule(ConfigKind::secret);
    if (!text)
        section.fault(key, fmt::format("{} {}", path, text.error()));
    else if (!rule.valid(first_line(*text)))
        section.fault(key, fmt::format("{} holds no key, expected {}", path, rule.expected));
    else
        return octets_of(first_line(*text));
    return {};
}

} // namespace

base::Bytes read_secret(SectionReader& section, std::string_view key, std::string_view file,
                        const KeyFileReader& key_file) {
    if (section.has(key) && section.has(file))
        section.fault(file, fmt::format("stands beside {}: leave one of them out", key));
    std::string secret;
    std::string path;
    base::Bytes octets;
    if (section.read(key, secret)) octets = octets_of(secret);
    if (section.read(file, path)) octets = secret_from(section, file, path, key_file);
    return octets;
}

std::expected<std::string, std::string> read_key_file(const std::string& path) {
    struct stat status{};
    if (::stat(path.c_str(), &status) == 0 && (status.st_mode & S_IROTH) != 0)
        return std::unexpected("may be read by everybody: chmod o-r it");
    auto text = read_config_file(path);
    if (!text) return std::unexpected(text.error().front().what);
    return std::move(*text);
}

} // namespace magd
