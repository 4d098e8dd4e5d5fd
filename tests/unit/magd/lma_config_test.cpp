#include <doctest/doctest.h>

#include "tools/lma/config.hpp"

namespace {

using Lines = std::vector<std::string>;

const std::string smallest = R"([lma]
address = "10.106.37.40"
[[pool]]
realm = "ciscotacbangalore.com"
prefix = "192.168.5.0/24"
router = "192.168.5.1"
first = "192.168.5.44"
[[mag]]
address = "10.106.35.111"
)";

Lines faults(const std::string& text) {
    Lines lines;
    if (const auto config = lma::parse_config(text); !config)
        for (const auto& fault : config.error()) lines.push_back(magd::to_string(fault, "f"));
    return lines;
}

} // namespace

TEST_CASE("lab LMA: the smallest configuration") {
    const auto config = lma::parse_config(smallest);
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
        smallest + "[keys]\nfirst_uplink = 4294967295\n[test]\nrefuse_status = 153\nsilent = true\n");
    REQUIRE(config);
    CHECK(config->settings.tunnels.first_uplink_key == 4294967295);
    CHECK(config->settings.misbehaviour.refuse == pmip::Status{153});
    CHECK(config->settings.misbehaviour.silent);
}

TEST_CASE("lab LMA: all faults at once") {
    CHECK(faults("") == Lines{"f:1:1: lma: section [lma] is missing",
                              "f:1:1: pool: section [[pool]] is missing",
                              "f:1:1: mag: section [[mag]] is missing"});
    CHECK(faults(R"([lma]
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
    CHECK(faults(smallest + "[keys]\nfirst_uplink = 0\n") ==
          Lines{"f:11:16: keys.first_uplink: 0 is out of range, expected an integer from 1 to 4294967295"});
}

TEST_CASE("lab LMA: prefixes that cannot be") {
    const auto with_prefix = [](const std::string& prefix) {
        return faults(
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
