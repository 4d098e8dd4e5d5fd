/// Programs the kernel for many clients at once, as the daemon does, and leaves the objects there: for
/// benchmarks of programming and of forwarding.
#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <chrono>
#include <map>
#include <string>
#include <vector>

#include "magd/kernel/footprint.hpp"
#include "magd/kernel/netlink_kernel.hpp"
#include "magd/kernel/reconciler.hpp"

namespace {

using namespace magd::kernel;
using pmip::Encapsulation;

struct Asked {
    std::uint32_t clients = 1;
    std::string access = "wlan0", local = "10.0.0.1", remote = "10.0.0.2", device;
    Encapsulation encapsulation = Encapsulation::gre_udp;
    bool routed = false, clear = false;
};

/// Clients count from these on.
constexpr base::Ipv4 first_home{0x0a40000a}; // 10.64.0.10
constexpr base::Ipv4 router{0x0a400001};
constexpr std::uint32_t first_key = 1;

Site site_of(const Asked& asked) {
    Path path{.lma = "LMA1",
              .encapsulation = asked.encapsulation,
              .local = *base::parse_ipv4(asked.local),
              .remote = *base::parse_ipv4(asked.remote),
              .device = tunnel_name("LMA1")};
    if (asked.encapsulation == Encapsulation::device) path.device = asked.device;
    return {.port = 5436,
            .paths = {path},
            .accesses = {asked.access},
            .fast_path = !asked.routed,
            .mark_mask = 0xff,
            .table_base = 5213,
            .rule_priority = 5213,
            .clients = asked.clients};
}

/// 02:00 and the number.
Carried client(const Asked& asked, std::uint32_t number) {
    Carried out{
        .access = InterfaceName(asked.access),
        .mac = {{2, 0, static_cast<std::uint8_t>(number >> 24), static_cast<std::uint8_t>(number >> 16),
                 static_cast<std::uint8_t>(number >> 8), static_cast<std::uint8_t>(number)}},
        .path = 1};
    if (keyed(asked.encapsulation)) out.downlink_key = out.uplink_key = first_key + number;
    out.ipv4 = pmip::Ipv4Session{.home_address = {{first_home.value + number}, 10}, .default_router = router};
    return out;
}

base::Result<void> carry(const Asked& asked) {
    const auto site = site_of(asked);
    auto kernel = NetlinkKernel::open(site);
    if (!kernel) return std::unexpected(kernel.error());
    Reconciler reconciler(site, *kernel);
    if (asked.clear) return reconciler.clear();
    for (std::uint32_t number = 0; number < asked.clients; ++number) reconciler.adopt(client(asked, number));
    const auto began = std::chrono::steady_clock::now();
    const auto done = reconciler.mend();
    if (!done) return std::unexpected(done.error());
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
    fmt::print("{} clients in {:.3f} s\n", asked.clients, took.count());
    return {};
}

const std::map<std::string, Encapsulation> encapsulations{{"gre-udp", Encapsulation::gre_udp},
                                                          {"gre", Encapsulation::gre},
                                                          {"gre-unkeyed", Encapsulation::gre_unkeyed},
                                                          {"none", Encapsulation::ip},
                                                          {"device", Encapsulation::device}};

bool is_ipv4(const std::string& text) { return base::parse_ipv4(text).has_value(); }

} // namespace

int main(int argc, char** argv) {
    Asked asked;
    CLI::App app("Programs the kernel of this network namespace for many clients, and leaves it so.",
                 "bench-carry");
    app.add_option("--clients", asked.clients, "How many");
    app.add_option("--access", asked.access, "Access interface");
    app.add_option("--local", asked.local, "This end of the tunnel");
    app.add_option("--remote", asked.remote, "The LMA's end");
    app.add_option("--device", asked.device, "The operator's own tunnel, for the encapsulation device");
    app.add_option("--encapsulation", asked.encapsulation, "gre-udp, gre, gre-unkeyed, none or device")
        ->transform(CLI::CheckedTransformer(encapsulations));
    app.add_flag("--routed", asked.routed, "Without the fast path");
    app.add_flag("--clear", asked.clear, "Remove what an earlier call left");
    CLI11_PARSE(app, argc, argv);
    if (!is_ipv4(asked.local) || !is_ipv4(asked.remote)) {
        fmt::print(stderr, "bench-carry: --local and --remote are IPv4 addresses\n");
        return 2;
    }
    if (const auto done = carry(asked); !done) {
        fmt::print(stderr, "bench-carry: {}\n", done.error().what);
        return 1;
    }
}
