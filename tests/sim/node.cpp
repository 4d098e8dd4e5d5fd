#include "tests/sim/node.hpp"

#include "tests/sim/clients.hpp"

namespace sim {

using namespace pmip;

static std::string lma_name(std::size_t number) {
    return name_of(End{.lma = true, .number = static_cast<std::uint8_t>(number)});
}

/// What a node notes costs a fifth of the time of a run in which nobody reads it.
static Note::Level least_note(const Scenario& scenario) {
    return scenario.told ? Note::Level::debug : Note::Level::error;
}

MagSettings mag_settings(const Scenario& scenario, Random& random) {
    MagSettings settings;
    for (std::size_t i = 0; i < scenario.lmas; ++i)
        settings.lmas[lma_name(i)] = {.address =
                                          address_of({.lma = true, .number = static_cast<std::uint8_t>(i)})};
    settings.timestamps = scenario.timestamps;
    settings.return_to_preferred = scenario.return_to_preferred;
    settings.link_local_from_lma = scenario.link_local_from_lma;
    settings.first_sequence = static_cast<std::uint16_t>(random.next());
    settings.restart_counter = 1;
    settings.least_note = least_note(scenario);
    return settings;
}

lma::LmaSettings lma_settings(const Scenario& scenario, std::size_t number) {
    const auto low = static_cast<std::uint32_t>(number);
    const base::Ipv4 network{0x0a100000 + (low << 16)};
    base::Prefix6 prefix{.address = {{0x20, 0x01, 0x0d, 0xb8, 0, static_cast<std::uint8_t>(number)}},
                         .length = 48};
    lma::LmaSettings settings;
    settings.pools = {{.realm = "example.com",
                       .prefix = {network, 16},
                       .router = {network.value + 1},
                       .first = {network.value + 2},
                       .prefix6 = prefix}};
    for (std::size_t i = 0; i < scenario.mags; ++i)
        settings.mags.emplace_back(address_of({.number = static_cast<std::uint8_t>(i)}));
    settings.peers.revoke_old_mag = scenario.revoke_old_mag;
    settings.least_note = least_note(scenario);
    return settings;
}

/// A third each has IPv4, IPv6 and both; every fourth one's realm has one LMA only.
Profile profile_of(const Scenario& scenario, std::size_t client) {
    const auto mac = mac_of(client);
    std::vector<std::string> lmas;
    for (std::size_t i = 0; i < scenario.lmas; ++i) lmas.push_back(lma_name((client + i) % scenario.lmas));
    if (client % 4 == 3) lmas.resize(1);
    return {.mac = mac,
            .mn_id = {.subtype = 1, .identifier = name_of(client)},
            .realm = "example.com",
            .lmas = std::move(lmas),
            .ipv4 = client % 3 != 1,
            .ipv6 = client % 3 != 0,
            .access_technology = AccessTechnology::ieee80211,
            .link_layer_id = {mac.octets.begin(), mac.octets.end()},
            .access = base::IfIndex{1},
            .access_name = "wlan0"};
}

} // namespace sim
