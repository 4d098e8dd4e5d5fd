#include <doctest/doctest.h>

#include "tools/lma/config.hpp"

namespace {

using Lines = std::vector<std::string>;

const std::string smallest_lma = R"([lma]
address = "10.106.37.40"
[[pool]]
realm = "ciscotacbangalore.com"
prefix = "192.168.5.0/24"
router = "192.168.5.1"
first = "192.168.5.44"
[[mag]]
address = "10.106.35.111"
)";

Lines lma_faults(const std::string& text) {
    Lines lines;
    if (const auto config = lma::parse_config(text); !config)
        for (const auto& fault : config.error()) lines.push_back(magd::to_string(fault, "f"));
    return lines;
}

} // namespace

TEST_CASE("lab LMA: the smallest_lma configuration") {
    const auto config = lma::parse_config(smallest_lma);
    REQUIRE(config);
    CHECK(config->address == base::Ipv4{0x0a6a2528});
    CHECK(config->port == 5436);
    CHECK(config->settings.pools == std::vector<lma::Pool>{{.realm = "ciscotacbangalore.com",
                                                            .prefix = {{0xc0a80500}, 24},
                                                            .router = {0xc0a80501},
                                                            .first = {0xc0a8052c}}});
    CHECK(config->settings.mags == std::vector<base::Address>{base::Ipv4{0x0a6a236f}});
    CHECK(config->settings.tunnels.first_uplink_key == 100);
    CHECK(config->settings.misbehaviour == lma::Misbehaviour{});
}

TEST_CASE("lab LMA: keys and misbehaviour") {
    const auto config = lma::parse_config(
        smallest_lma + "[keys]\nfirst_uplink = 4294967295\n[test]\nrefuse_status = 153\nsilent = true\n");
    REQUIRE(config);
    CHECK(config->settings.tunnels.first_uplink_key == 4294967295);
    CHECK(config->settings.misbehaviour.refuse == pmip::Status{153});
    CHECK(config->settings.misbehaviour.silent);
}

TEST_CASE("lab LMA: every theme") {
    const auto config = lma::parse_config(R"([lma]
address = "10.106.37.40"
address6 = "2001:db8::40"
encapsulation = ["gre", "gre-unkeyed", "none", "device"]
device = "wg7"
accept_force_udp = true
min_delay_before_delete = 500
max_delay_before_new = 1500
barred = ["bad@six.org"]
refused_services = ["ims", "mms"]
[[pool]]
realm = "six.org"
prefix = "192.168.5.0/24"
router = "192.168.5.1"
first = "192.168.5.44"
ipv4 = false
prefix6 = "2001:db8:1::/48"
prefixes = 2
lifetime = 600
[[mag]]
address = "2001:db8::111"
device = "wg8"
[offer]
dhcp_mode = "relay"
access_network = false
bulk = true
qos = false
refresh_advice = 300
redirect = "10.106.37.41"
maximum_sessions = 9
reregistration_start = 40
retransmission_initial = 2
retransmission_maximum = 16
heartbeat_interval = 30
offload = "203.0.113.0/24"
vendor = 9
vendor_subtype = 7
[authentication]
spi = 300
key = "0123456789abcdef"
[peer]
revoke_old_mag = true
heartbeat_interval = 0
missing_heartbeats = 5
)");
    REQUIRE(config);
    CHECK(base::to_string(*config->address6) == "2001:db8::40");
    CHECK(config->device == "wg7");
    CHECK(config->devices == std::map{std::pair{config->settings.mags.front(), std::string("wg8")}});
    REQUIRE(config->security);
    CHECK(config->security->spi == 300);
    CHECK(config->security->key ==
          base::Bytes{'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'});
    const auto& settings = config->settings;
    using pmip::Encapsulation;
    CHECK(settings.tunnels ==
          lma::TunnelSettings{.encapsulations = {Encapsulation::gre, Encapsulation::gre_unkeyed,
                                                 Encapsulation::ip, Encapsulation::device},
                              .accept_force_udp = true});
    CHECK(settings.min_delay_before_delete == pmip::Milliseconds{500});
    CHECK(settings.max_delay_before_new == pmip::Milliseconds{1500});
    CHECK(settings.barred == Lines{"bad@six.org"});
    CHECK(settings.refused_services == Lines{"ims", "mms"});
    const auto& pool = settings.pools.front();
    CHECK_FALSE(pool.ipv4());
    CHECK(base::to_string(*pool.prefix6) == "2001:db8:1::/48");
    CHECK(pool.prefixes_each == 2);
    CHECK(pool.max_lifetime == pmip::Seconds{600});
    CHECK(base::to_string(settings.mags.front()) == "2001:db8::111");
    CHECK(settings.peers == lma::PeerSettings{.revoke_old_mag = true,
                                              .heartbeat_interval = pmip::Seconds{0},
                                              .missing_heartbeats = 5});
    const pmip::ReregistrationControl control{
        .start = 10, .initial_retransmission = 2, .maximum_retransmission = 16};
    pmip::Ipv4TrafficSelector selector;
    selector.destination = pmip::Range{base::Ipv4{0xcb007100}, std::optional{base::Ipv4{0xcb0071ff}}};
    CHECK(settings.offers ==
          lma::Offers{.dhcp_server = false,
                      .access_network = false,
                      .bulk = true,
                      .qos = false,
                      .refresh_advice = pmip::Seconds{300},
                      .redirect = base::Address{base::Ipv4{0x0a6a2529}},
                      .load = pmip::LoadInformation{.maximum_sessions = 9},
                      .parameters =
                          pmip::LmaControlledParameters{{control, pmip::HeartbeatControl{.interval = 30}}},
                      .offload = pmip::TrafficOffloadSelector{.items = {pmip::TrafficSelector{selector}}},
                      .vendor = pmip::VendorSpecific{.vendor = 9, .subtype = 7, .data = {}}});
}

TEST_CASE("lab LMA: what cannot be") {
    CHECK(lma_faults(R"([lma]
address = "10.106.37.40"
address6 = "10.106.37.40"
encapsulation = ["gre", "gre-over-carrier-pigeon", 7]
[[pool]]
realm = "a"
prefix = "192.168.5.0/24"
router = "192.168.5.1"
first = "192.168.5.44"
prefix6 = "2001:db8::1/48"
[[pool]]
realm = "b"
prefix = "192.168.6.0/24"
router = "192.168.6.1"
first = "192.168.6.44"
prefix6 = "2001:db8::/72"
[[pool]]
realm = "c"
prefix = "192.168.7.0/24"
router = "192.168.7.1"
first = "192.168.7.44"
prefix6 = "2001:db8::/32"
[[pool]]
realm = "d"
prefix = "192.168.8.0/24"
router = "192.168.8.1"
first = "192.168.8.44"
prefix6 = "2001:db8:7::/48"
[[mag]]
address = "ff02::1"
[[mag]]
address = "x"
[authentication]
spi = 300
)") == Lines{
           "f:3:12: lma.address6: 10.106.37.40 is not an IPv6 address",
           "f:4:25: lma.encapsulation: \"gre-over-carrier-pigeon\" is unknown, expected one of \"gre-udp\", "
           "\"gre\", \"gre-unkeyed\", \"none\", \"device\"",
           "f:4:52: lma.encapsulation: is an integer, expected one of \"gre-udp\", \"gre\", "
           "\"gre-unkeyed\", \"none\", \"device\"",
           "f:10:11: pool.prefix6: \"2001:db8::1/48\" has host bits: the prefix is \"2001:db8::/48\"",
           "f:16:11: pool.prefix6: \"2001:db8::/72\" is not an IPv6 prefix of 16 to 64 bits, "
           "such as \"2001:db8::/48\"",
           "f:28:11: pool.prefix6: 2001:db8:7::/48 overlaps with 2001:db8::/32",
           "f:30:11: mag.address: \"ff02::1\" is not the address of one host",
           "f:32:11: mag.address: \"x\" is not an IPv4 or IPv6 address",
           "f:34:7: authentication.spi: spi and key go together",
       });
}

TEST_CASE("lab LMA: all faults at once") {
    CHECK(lma_faults("") == Lines{"f:1:1: lma: section [lma] is missing",
                                  "f:1:1: pool: section [[pool]] is missing",
                                  "f:1:1: mag: section [[mag]] is missing"});
    CHECK(lma_faults(R"([lma]
adress = "10.106.37.40"
[[pool]]
realm = "a.b"
prefix = "192.168.5.1/24"
router = "192.168.5.1"
[[pool]]
realm = "a.b"
prefix = "10.0.0.0/16"
router = "10.1.0.1"
first = "9.0.0.1"
[[pool]]
realm = "c"
prefix = "10.0.1.0/24"
router = "10.0.1.1"
first = "10.0.1.2"
[[mag]]
address = "10.106.35.111"
[[mag]]
address = "10.106.35.111"
[test]
refuse_status = 1
)") == Lines{
           "f:1:1: lma.address: is missing: local address of signalling and tunnels",
           "f:2:10: lma.adress: unknown key, did you mean \"address\"?",
           "f:3:1: pool.first: is missing: first address given out",
           "f:5:10: pool.prefix: \"192.168.5.1/24\" has host bits: the prefix is \"192.168.5.0/24\"",
           "f:8:9: pool.realm: \"a.b\" has another [[pool]] already",
           "f:10:10: pool.router: 10.1.0.1 is not in the prefix 10.0.0.0/16",
           "f:11:9: pool.first: 9.0.0.1 is not in the prefix 10.0.0.0/16",
           "f:14:10: pool.prefix: 10.0.1.0/24 overlaps with 10.0.0.0/16",
           "f:20:11: mag.address: 10.106.35.111 is listed already",
           "f:22:17: test.refuse_status: 1 accepts: expected 0, or 128 to 255",
       });
    CHECK(lma_faults(smallest_lma + "[keys]\nfirst_uplink = 0\n") ==
          Lines{"f:11:16: keys.first_uplink: 0 is out of range, expected an integer from 1 to 4294967295"});
}

TEST_CASE("lab LMA: prefixes that cannot be") {
    const auto with_prefix = [](const std::string& prefix) {
        return lma_faults(
            "[lma]\naddress = \"10.106.37.40\"\n[[pool]]\nprefix = \"" + prefix +
            "\"\nrealm = \"a\"\nrouter = \"192.168.5.1\"\nfirst = \"192.168.5.2\"\n[[mag]]\naddress = "
            "\"10.106.35.111\"\n");
    };
    CHECK(with_prefix("192.168.5.0/24") == Lines{});
    for (const std::string prefix : {"192.168.5.0", "192.168.5.0/33", "/24", "0.0.0.0/0", "224.0.0.0/4", "x"})
        CHECK(with_prefix(prefix) == Lines{"f:4:10: pool.prefix: \"" + prefix +
                                           "\" is not an IPv4 prefix such as \"192.168.5.0/24\""});
}

TEST_CASE("lab LMA: a file that is not there") {
    CHECK(lma::load_config("/nonexistent").error() ==
          magd::ConfigFaults{{0, 0, "", "cannot be read: No such file or directory"}});
}
