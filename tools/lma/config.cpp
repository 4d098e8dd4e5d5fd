#include "tools/lma/config.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "magd/config_reader.hpp"
#include "tools/lma/config_keys.hpp"

namespace lma {
namespace {

using magd::SectionReader;

/// Statuses below this accept, RFC 6275 section 6.1.8.
constexpr std::uint8_t first_refusal = 128;

bool overlap(const base::Prefix4& a, const base::Prefix4& b) {
    return a.contains(b.network()) || b.contains(a.network());
}

void check_pool(SectionReader& section, const Pool& pool) {
    if (!pool.router.unspecified() && !pool.prefix.contains(pool.router))
        section.fault("router", fmt::format("{} is not in the prefix {}", base::to_string(pool.router),
                                            base::to_string(pool.prefix)));
    if (!pool.first.unspecified() && !pool.prefix.contains(pool.first))
        section.fault("first", fmt::format("{} is not in the prefix {}", base::to_string(pool.first),
                                           base::to_string(pool.prefix)));
}

void read_pool(SectionReader section, std::vector<Pool>& pools) {
    Pool pool;
    section.read("realm", pool.realm);
    section.read("prefix", pool.prefix);
    section.read("router", pool.router);
    section.read("first", pool.first);
    for (const auto& other : pools) {
        if (!pool.realm.empty() && pool.realm == other.realm)
            section.fault("realm", fmt::format("\"{}\" has another [[pool]] already", pool.realm));
        if (pool.prefix != base::Prefix4{} && overlap(pool.prefix, other.prefix))
            section.fault("prefix", fmt::format("{} overlaps with {}", base::to_string(pool.prefix),
                                                base::to_string(other.prefix)));
    }
    if (pool.prefix != base::Prefix4{}) check_pool(section, pool);
    pools.push_back(std::move(pool));
}

void read_mag(SectionReader section, std::vector<base::Address>& mags) {
    base::Ipv4 address;
    section.read("address", address);
    if (std::ranges::find(mags, base::Address(address)) != mags.end())
        section.fault("address", fmt::format("{} is listed already", base::to_string(address)));
    if (!address.unspecified()) mags.emplace_back(address);
}

void read_test(SectionReader section, Misbehaviour& how) {
    std::uint8_t status = 0;
    section.read("refuse_status", status);
    section.read("silent", how.silent);
    if (status != 0 && status < first_refusal)
        section.fault("refuse_status", fmt::format("{} accepts: expected 0, or 128 to 255", status));
    if (status != 0) how.refuse = pmip::Status{status};
}

} // namespace

std::expected<Config, magd::ConfigFaults> parse_config(std::string_view text) {
    auto reader = magd::ConfigReader::open(config_schema, text);
    if (!reader) return std::unexpected(std::move(reader.error()));
    Config config;
    auto lma = reader->one("lma");
    lma.read("address", config.address);
    lma.read("port", config.port);
    lma.read("timestamp_window", config.settings.timestamp_window);
    for (auto& section : reader->each("pool")) read_pool(section, config.settings.pools);
    reader->one("keys").read("first_uplink", config.settings.tunnels.first_uplink_key);
    for (auto& section : reader->each("mag")) read_mag(section, config.settings.mags);
    read_test(reader->one("test"), config.settings.misbehaviour);
    return reader->finish(std::move(config));
}

std::expected<Config, magd::ConfigFaults> load_config(const std::filesystem::path& path) {
    const auto text = magd::read_config_file(path);
    if (!text) return std::unexpected(text.error());
    return parse_config(*text);
}

} // namespace lma
