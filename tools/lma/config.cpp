#include "tools/lma/config.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "magd/config_reader.hpp"
#include "tools/lma/config_keys.hpp"
#include "tools/lma/config_offers.hpp"

namespace lma {
namespace {

using magd::SectionReader;

/// Statuses below this accept, RFC 6275 section 6.1.8.
constexpr std::uint8_t first_refusal = 128;

bool overlap(const base::Prefix4& a, const base::Prefix4& b) {
    return a.contains(b.network()) || b.contains(a.network());
}

bool overlap(const base::Prefix6& a, const base::Prefix6& b) {
    const auto network = [length = std::min(a.length, b.length)](const base::Prefix6& prefix) {
        return upper_half(prefix.address) >> (home_prefix_length - length);
    };
    return network(a) == network(b);
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
    section.read("prefix6", pool.prefix6);
    section.read("address6", pool.address6);
    section.read("prefixes", pool.prefixes_each);
    section.read("lifetime", pool.max_lifetime);
    bool ipv4 = true;
    section.read("ipv4", ipv4);
    for (const auto& other : pools) {
        if (!pool.realm.empty() && pool.realm == other.realm)
            section.fault("realm", fmt::format("\"{}\" has another [[pool]] already", pool.realm));
        if (pool.prefix != base::Prefix4{} && overlap(pool.prefix, other.prefix))
            section.fault("prefix", fmt::format("{} overlaps with {}", base::to_string(pool.prefix),
                                                base::to_string(other.prefix)));
        if (pool.prefix6 && other.prefix6 && overlap(*pool.prefix6, *other.prefix6))
            section.fault("prefix6", fmt::format("{} overlaps with {}", base::to_string(*pool.prefix6),
                                                 base::to_string(*other.prefix6)));
    }
    if (pool.prefix != base::Prefix4{}) check_pool(section, pool);
    if (!ipv4) pool.first = {};
    pools.push_back(std::move(pool));
}

void read_mag(SectionReader section, Config& config) {
    auto& mags = config.settings.mags;
    base::Address address;
    std::string device;
    section.read("address", address);
    if (section.read("device", device)) config.devices[address] = std::move(device);
    if (std::ranges::find(mags, address) != mags.end())
        section.fault("address", fmt::format("{} is listed already", base::to_string(address)));
    if (address != base::Address{}) mags.push_back(address);
}

void read_lma(SectionReader lma, Config& config) {
    constexpr std::array encapsulations{pmip::Encapsulation::gre_udp, pmip::Encapsulation::gre,
                                        pmip::Encapsulation::gre_unkeyed, pmip::Encapsulation::ip,
                                        pmip::Encapsulation::device};
    auto& settings = config.settings;
    lma.read("address", config.address);
    std::optional<base::Address> address6;
    lma.read("address6", address6);
    if (address6 && std::holds_alternative<base::Ipv6>(*address6))
        config.address6 = std::get<base::Ipv6>(*address6);
    else if (address6)
        lma.fault("address6", base::to_string(*address6) + " is not an IPv6 address");
    lma.read("port", config.port);
    lma.read("encapsulation", settings.tunnels.encapsulations, encapsulations);
    lma.read("device", config.device);
    lma.read("accept_force_udp", settings.tunnels.accept_force_udp);
    lma.read("timestamp_window", settings.timestamp_window);
    lma.read("min_delay_before_delete", settings.min_delay_before_delete);
    lma.read("max_delay_before_new", settings.max_delay_before_new);
    lma.read("barred", settings.barred);
    lma.read("refused_services", settings.refused_services);
}

void read_security(SectionReader section, std::optional<pmip::SecurityAssociation>& security) {
    pmip::SecurityAssociation association{.key = {}};
    std::string key;
    const bool spi = section.read("spi", association.spi);
    const bool secret = section.read("key", key);
    if (section.has("spi") != section.has("key"))
        section.fault(section.has("spi") ? "spi" : "key", "spi and key go together");
    if (key.starts_with("0x")) section.fault("key", "hex digits are not taken here");
    association.key.assign(key.begin(), key.end());
    if (spi && secret) security = std::move(association);
}

void read_peer(SectionReader section, PeerSettings& peers) {
    section.read("revoke_old_mag", peers.revoke_old_mag);
    section.read("heartbeat_interval", peers.heartbeat_interval);
    section.read("missing_heartbeats", peers.missing_heartbeats);
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
    read_lma(reader->one("lma"), config);
    for (auto& section : reader->each("pool")) read_pool(section, config.settings.pools);
    reader->one("keys").read("first_uplink", config.settings.tunnels.first_uplink_key);
    for (auto& section : reader->each("mag")) read_mag(section, config);
    read_offers(reader->one("offer"), config.settings.offers);
    read_security(reader->one("authentication"), config.security);
    read_peer(reader->one("peer"), config.settings.peers);
    read_test(reader->one("test"), config.settings.misbehaviour);
    return reader->finish(std::move(config));
}

std::expected<Config, magd::ConfigFaults> load_config(const std::filesystem::path& path) {
    const auto text = magd::read_config_file(path);
    if (!text) return std::unexpected(text.error());
    return parse_config(*text);
}

} // namespace lma
