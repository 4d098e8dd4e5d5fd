#include <fmt/format.h>

#include "magd/config_parts.hpp"

namespace magd {
namespace {

using pmip::Encapsulation;

/// In the order of choices::encapsulation.
constexpr std::array encapsulations{Encapsulation::gre_udp, Encapsulation::gre, Encapsulation::gre_unkeyed,
                                    Encapsulation::ip, Encapsulation::device};

constexpr pmip::Seconds least_heartbeat_interval{30};
constexpr std::size_t longest_interface_name = 15;

bool is_ipv4(const base::Address& address) { return std::holds_alternative<base::Ipv4>(address); }

void check_address(SectionReader& section, const LmaConfig& lma, const Config& config) {
    const auto text = base::to_string(lma.address);
    if (contains(config.lmas, &LmaConfig::address, lma.address))
        section.fault("address", text + " is the address of another LMA already: one tunnel leads there");
    if (lma.address == base::Address{}) return;
    if (lma.address == base::Address(config.address) ||
        (config.address6 && lma.address == base::Address(*config.address6)))
        section.fault("address", text + " is this gateway's own address");
    if (!is_ipv4(lma.address) && !config.address6)
        section.fault("address", text + " needs an IPv6 address of this gateway: set mag.address6");
}

/// What an LMA's encapsulations and its other keys ask of each other.
void check_encapsulations(SectionReader& section, const LmaConfig& lma) {
    const auto& list = lma.encapsulations;
    const auto fault = [&](std::string_view key, std::string what) { section.fault(key, std::move(what)); };
    if (list.empty()) fault("encapsulation", "names none: leave it out for [\"gre-udp\"]");
    for (std::size_t i = 0; i < list.size(); ++i)
        if (has(std::span(list).first(i), list[i])) return fault("encapsulation", "names one twice");

    const bool own = has(list, Encapsulation::device);
    if (own && list.size() > 1)
        fault("encapsulation", "\"device\" stands alone: an LMA's answer cannot choose a tunnel of yours");
    if (own && !section.has("device"))
        fault("encapsulation", "\"device\" needs device = \"wg0\", or as your tunnel is called");
    if (!own && section.has("device"))
        fault("device", "is used by no encapsulation: leave it out, or set encapsulation = [\"device\"]");

    const bool udp = has(list, Encapsulation::gre_udp);
    if (udp && !is_ipv4(lma.address))
        fault("encapsulation",
              "\"gre-udp\" needs an LMA with an IPv4 address: set encapsulation = [\"gre\"] or another");
    if (lma.force_udp && !udp)
        fault("force_udp", "is for \"gre-udp\" only: leave it out, or add that to encapsulation");
}

/// Tunnels that would have the same name, or one that is too long.
void check_devices(SectionReader& section, const LmaConfig& lma, const Config& config) {
    for (std::size_t i = 0; i < lma.encapsulations.size(); ++i) {
        const auto device = tunnel_device(lma, i);
        if (device.size() > longest_interface_name)
            return section.fault("encapsulation", fmt::format("tunnel device {} has more than 15 characters: "
                                                              "give the LMA a shorter name",
                                                              device));
        for (const auto& other : config.lmas)
            for (std::size_t j = 0; j < other.encapsulations.size(); ++j)
                if (!device.empty() && other.name != lma.name && tunnel_device(other, j) == device)
                    return section.fault(
                        lma.device.empty() ? "name" : "device",
                        fmt::format("tunnel device {} is that of LMA {} already", device, other.name));
    }
}

void read_authentication(SectionReader& section, LmaConfig& lma, const KeyFileReader& key_file) {
    const bool spi = section.has("spi");
    const bool key = section.has("key");
    const bool file = section.has("key_file");
    if (spi && !key && !file) section.fault("spi", "needs key or key_file");
    if (!spi && (key || file)) section.fault(key ? "key" : "key_file", "needs spi");
    pmip::SecurityAssociation association{.key = read_secret(section, "key", "key_file", key_file)};
    section.read("spi", association.spi);
    if (spi) lma.authentication = std::move(association);
}

void read_heartbeat(SectionReader& section, LmaConfig& lma) {
    section.read("heartbeat_interval", lma.heartbeat_interval);
    section.read("heartbeat_delay", lma.heartbeat_delay);
    section.read("heartbeat_retries", lma.heartbeat_retries);
    if (lma.heartbeat_interval.count() != 0 && lma.heartbeat_interval < least_heartbeat_interval)
        section.fault("heartbeat_interval",
                      fmt::format("{} s is too short: expected 0, or 30 or more (RFC 5847)",
                                  lma.heartbeat_interval.count()));
}

} // namespace

std::string tunnel_device(const LmaConfig& lma, std::size_t index) {
    if (lma.encapsulations.at(index) == Encapsulation::device) return lma.device;
    const auto first = std::string(tunnel_prefix) + lma.name;
    return index == 0 ? first : fmt::format("{}-{}", first, index + 1);
}

void read_lma(SectionReader section, Config& config, const KeyFileReader& key_file) {
    LmaConfig lma;
    section.read("name", lma.name);
    const bool addressed = section.read("address", lma.address);
    const bool listed = section.read("encapsulation", lma.encapsulations, encapsulations);
    section.read("device", lma.device);
    section.read("path_mtu", lma.path_mtu);
    section.read("force_udp", lma.force_udp);
    section.read("redirect", lma.redirect);
    section.read("bulk", lma.bulk);
    section.read("update_rate", lma.update_rate);
    read_heartbeat(section, lma);
    read_authentication(section, lma, key_file);
    if (contains(config.lmas, &LmaConfig::name, lma.name))
        section.fault("name", fmt::format("\"{}\" is the name of another LMA already", lma.name));
    if (lma.device.starts_with(tunnel_prefix))
        section.fault("device", fmt::format("\"{}\" is the name of a tunnel of magd", lma.device));
    if (!lma.device.empty() && lma.device == config.breakout)
        section.fault("device",
                      fmt::format("\"{}\" is mag.breakout: the LMA's clients leave by a tunnel", lma.device));
    check_address(section, lma, config);
    if (addressed && (listed || !section.has("encapsulation"))) check_encapsulations(section, lma);
    if (!lma.name.empty()) check_devices(section, lma, config);
    config.lmas.push_back(std::move(lma));
}

} // namespace magd
