#include "tools/docs/pages.hpp"

#include <fmt/format.h>

#include <array>

#include "magd/config_keys.hpp"
#include "tools/docs/config_doc.hpp"
#include "tools/docs/programs.hpp"
#include "tools/docs/roff.hpp"
#include "tools/lma/command_text.hpp"
#include "tools/lma/config_keys.hpp"

namespace docs {
namespace {

using namespace std::string_view_literals;

constexpr std::array magd_examples{
    Example{"mag", "address", "\"192.0.2.11\""},
    Example{"mag", "address6", "\"2001:db8::11\""},
    Example{"mag", "breakout", "\"eth0\""},
    Example{"lma", "name", "\"LMA1\""},
    Example{"lma", "address", "\"198.51.100.40\""},
    Example{"lma", "device", "\"wg0\""},
    Example{"lma", "spi", "256"},
    Example{"lma", "key", "\"0x00112233445566778899aabbccddeeff\""},
    Example{"lma", "key_file", "\"/etc/magd/LMA1.key\""},
    Example{"realm", "name", "\"example.com\""},
    Example{"realm", "lmas", "[\"LMA1\"]"},
    Example{"realm", "nai", "\"plain\""},
    Example{"access", "interface", "\"wlan0\""},
    Example{"access", "realm", "\"example.com\""},
    Example{"access", "silence_after", "30"},
    Example{"access", "ssid", "\"guests\""},
    Example{"access", "vlan", "100"},
    Example{"access", "ap_name", "\"lobby\""},
    Example{"access", "operator", "\"example.com\""},
    Example{"access", "operator_number", "9"},
    Example{"access", "latitude", "52.52"},
    Example{"access", "longitude", "13.405"},
    Example{"radius", "address", "\"192.0.2.11\""},
    Example{"nas", "address", "\"192.0.2.7\""},
    Example{"nas", "secret", "\"secret of this controller\""},
    Example{"nas", "secret_file", "\"/etc/magd/nas.secret\""},
    Example{"nas", "interface", "\"wlan0\""},
    Example{"client", "interface", "\"wlan0\""},
    Example{"client", "ssid", "\"guests\""},
    Example{"client", "vlan", "100"},
    Example{"client", "realm", "\"example.com\""},
    Example{"client", "nai", "\"alice@example.com\""},
    Example{"client", "services", "\"dual\""},
    Example{"client", "downlink_key", "4711"},
    Example{"client", "service_selection", "\"internet\""},
    Example{"client", "reason", "\"reported stolen\""},
};
constexpr ConfigDoc magd_config{"magd.toml", magd::config_schema, magd_examples};
static_assert(magd_config.complete());

constexpr std::array lma_examples{
    Example{"lma", "address", "\"198.51.100.40\""},
    Example{"lma", "address6", "\"2001:db8::40\""},
    Example{"pool", "realm", "\"example.com\""},
    Example{"pool", "prefix", "\"203.0.113.0/24\""},
    Example{"pool", "router", "\"203.0.113.1\""},
    Example{"pool", "first", "\"203.0.113.10\""},
    Example{"pool", "prefix6", "\"2001:db8:5::/48\""},
    Example{"mag", "address", "\"192.0.2.11\""},
    Example{"mag", "device", "\"wg1\""},
    Example{"offer", "redirect", "\"198.51.100.41\""},
    Example{"offer", "offload", "\"203.0.113.0/24\""},
    Example{"authentication", "spi", "256"},
    Example{"authentication", "key", "\"secret of this LMA\""},
};
constexpr ConfigDoc lma_config{"the configuration of magd-lma", lma::config_schema, lma_examples};
static_assert(lma_config.complete());

std::string name(std::string_view name, std::string_view summary) {
    return roff::section("Name") + fmt::format("{} \\- {}\n", roff::escape(name), summary);
}

/// A section of tagged items.
std::string items(std::string_view heading, std::span<const Item> list) {
    std::string out = roff::section(heading);
    for (const auto& item : list) out += roff::item(item.tag, item.text);
    return out;
}

std::string synopsis(std::string_view line) { return roff::section("Synopsis", line); }

std::string magd_page(std::string_view date) {
    return roff::title({.name = "magd", .section = '8', .date = date}) +
           name("magd", "Mobile Access Gateway of Proxy Mobile IPv6") +
           synopsis("magd [--config FILE] [--check | --flush]") +
           roff::section(
               "Description",
               "magd registers the clients of its access interfaces with their Local Mobility Anchor "
               "(RFC 5213, 5844, 5845), serves them by DHCP the addresses that the anchor assigned, and "
               "programs the kernel to carry their packets to the anchor in GRE over UDP. It runs in the "
               "foreground and is told to stop by SIGTERM or SIGINT.") +
           roff::paragraph(
               "The kernel goes on forwarding whether the daemon stops, dies or is upgraded. A journal in "
               "the "
               "state directory tells the next daemon which clients there are: it goes on with their "
               "sessions, has the LMAs confirm them in the pace of lma.update_rate, and mends what differs "
               "in "
               "the kernel. Their DHCP leases count as renewed when it starts: one that is not renewed "
               "from then on ends its client's session after a whole lease. What it finds there and knows no "
               "client for it removes after "
               "kernel.grace_period. After a pause of more than kernel.adoption_limit it does not go on with "
               "them, as clients may have gone to other gateways meanwhile. magctl flush, or magd --flush "
               "after a stop, removes everything.") +
           roff::paragraph(
               "A client is told of its service when the journal has it. While the journal cannot be "
               "written, "
               "for a disk that is full, an error in the log says so, clients that are online stay so, and "
               "new ones wait. A daemon that could not open its journal at the start warns and serves "
               "without: "
               "no session outlives it. A journal that is damaged or of another program is set aside as "
               "journal.db.aside. Sessions do not outlive a restart of the machine.") +
           roff::paragraph(
               "It needs the capabilities CAP_NET_ADMIN, CAP_NET_RAW and CAP_NET_BIND_SERVICE and a "
               "kernel with FOU, GRE and nftables (modules fou, ip_gre, nf_tables, nft_fwd_netdev, "
               "nft_fib_netdev).") +
           items("Options", daemon_options) + items("Exit status", daemon_statuses) +
           roff::section(
               "The service",
               "magd.service is not enabled by the installation, since the configuration that comes with "
               "the package is an example. Write /etc/magd/magd.toml, then:") +
           roff::verbatim("magd --check\nsystemctl enable --now magd") +
           roff::paragraph(
               "The service runs as the user magd. After a change of the configuration, systemctl reload "
               "magd judges the file and, if nothing is wrong with it, makes the daemon read it again, as "
               "SIGHUP and magctl reload do. A file with a fault changes nothing.") +
           roff::paragraph(
               "A reload changes at once, and for clients that are there already: [[realm]], [[access]], "
               "[[client]], [identity], [dhcp] and [log]. A client whose profile changes is registered "
               "anew, one that is denied is detached. All other keys, access.interface, and services when no "
               "client had IPv6 before need a restart: "
               "those that changed are named in the answer and in the log, and stay as they were.") +
           roff::paragraph("If the configuration names another group than magd for the control socket, let "
                           "the service join "
                           "it: SupplementaryGroups= in systemctl edit magd.") +
           roff::paragraph(
               "systemd-networkd removes routes and rules that it does not know. The package tells it not "
               "to, in /usr/lib/systemd/networkd.conf.d/magd.conf; a networkd that already runs learns of "
               "it when it is restarted.") +
           roff::paragraph(
               "net.ipv4.conf.all.rp_filter must not be 1: the kernel would drop the clients' packets, "
               "whose routes are in tables of their own.") +
           items("Files", std::array{Item{"/etc/magd/magd.toml", "The configuration, see magd.toml(5)."},
                                     Item{"/run/magd/magd.sock", "The control socket, for magctl(1)."},
                                     Item{"/var/lib/magd/journal.db", "The journal, an SQLite database."}}) +
           roff::see_also(std::array{"magctl(1)"sv, "magd.toml(5)"sv, "magd-lma(8)"sv});
}

std::string config_page(std::string_view date) {
    return roff::title({.name = "magd.toml", .section = '5', .date = date}) +
           name("magd.toml", "configuration of magd") + synopsis("/etc/magd/magd.toml") +
           roff::section(
               "Description",
               "The file is TOML. Each section below is a table; [[NAME]] may stand more than once. A key "
               "or a table that is not in this list is a fault. magd --check tells all faults at once.") +
           roff::section("Keys") + reference(magd_config) +
           roff::section("Example", "The smallest configuration:") +
           roff::verbatim(
               "[mag]\naddress = \"192.0.2.11\"\n\n[[lma]]\nname = \"LMA1\"\naddress = \"198.51.100.40\"\n\n"
               "[[realm]]\nname = \"example.com\"\nlmas = [\"LMA1\"]\n\n[[access]]\ninterface = \"wlan0\"\n"
               "realm = \"example.com\"") +
           roff::see_also(std::array{"magd(8)"sv});
}

std::string client_page(std::string_view date) {
    return roff::title({.name = "magctl", .section = '1', .date = date}) +
           name("magctl", "tell and ask a running magd") +
           synopsis("magctl [--socket PATH] [--json] COMMAND") +
           roff::section(
               "Description",
               "magctl speaks to magd over its control socket. Commands that change something are for "
               "root, the daemon's own user and the group that the configuration names.") +
           items("Commands", client_commands) + items("Options", client_options) +
           items("Exit status", client_statuses) + roff::see_also(std::array{"magd(8)"sv, "magd.toml(5)"sv});
}

/// The commands of the lab LMA's control socket.
std::string lab_commands() {
    std::string out = roff::section("Commands");
    out += roff::item("show", "The sessions, as JSON.");
    for (const auto& item : lma::command_help()) out += roff::item(item.usage, item.help);
    return out;
}

std::string lab_page(std::string_view date) {
    return roff::title({.name = "magd-lma", .section = '8', .date = date}) +
           name("magd-lma", "Local Mobility Anchor for the lab") +
           synopsis("magd-lma --config FILE [--control PATH]") +
           roff::section(
               "Description",
               "magd-lma answers the Proxy Binding Updates of the gateways that its configuration names, "
               "assigns addresses from a pool for each realm, and programs the kernel with a tunnel for "
               "each binding. It is made for tests and trials, not to serve a network.") +
           items("Options", lab_options) + lab_commands() +
           roff::section("Configuration",
                         "The file is TOML. /usr/share/doc/magd/examples/lma.toml is an example.") +
           reference(lma_config) + roff::see_also(std::array{"magd(8)"sv});
}

std::string config_sample(std::string_view) { return sample_file(magd_config); }

std::string lab_sample(std::string_view) { return sample_file(lma_config); }

constexpr std::array list{
    Document{"magd.8", magd_page},    Document{"magd.toml.5", config_page}, Document{"magctl.1", client_page},
    Document{"magd-lma.8", lab_page}, Document{"magd.toml", config_sample}, Document{"lma.toml", lab_sample},
};

} // namespace

std::span<const Document> documents() { return list; }

} // namespace docs
