#include <doctest/doctest.h>

#include "magd/policy.hpp"

using namespace magd;

namespace {

const base::MacAddress mac{{0x00, 0x23, 0xc2, 0xdb, 0x29, 0x2d}};

Config config() {
    Config config;
    config.address = {0x0a6a236f};
    config.lmas = {{.name = "LMA1", .address = base::Ipv4{0x0a6a2528}},
                   {.name = "LMA2", .address = base::Ipv4{0x0a6a2529}}};
    config.realms = {{.name = "example.com", .lmas = {"LMA1"}}, {.name = "example.org", .lmas = {"LMA2"}}};
    config.accesses = {{.interface = "wlan0", .realm = "example.com"},
                       {.interface = "eth1",
                        .realm = "example.org",
                        .technology = pmip::AccessTechnology::ieee8023,
                        .attach_on_dhcp = false}};
    return config;
}

std::string nai_in(NaiFormat format) {
    auto c = config();
    c.nai = format;
    return profile_for(c, c.accesses[0], base::IfIndex{3}, mac).mn_id.identifier;
}

} // namespace

TEST_CASE("the access interface decides realm, LMA and access technology") {
    const auto c = config();
    const auto wifi = profile_for(c, c.accesses[0], base::IfIndex{3}, mac);
    CHECK(wifi.realm == "example.com");
    CHECK(wifi.lmas == std::vector<std::string>{"LMA1"});
    CHECK(wifi.access_technology == pmip::AccessTechnology::ieee80211);
    CHECK(wifi.access == base::IfIndex{3});
    CHECK(wifi.access_name == "wlan0");

    const auto wired = profile_for(c, c.accesses[1], base::IfIndex{4}, mac);
    CHECK(wired.lmas == std::vector<std::string>{"LMA2"});
    CHECK(wired.access_technology == pmip::AccessTechnology::ieee8023);
    CHECK(wired.mn_id.identifier == "0023.c2db.292d@example.org");
}

TEST_CASE("the NAI has the client's MAC in the form that is configured") {
    CHECK(nai_in(NaiFormat::dotted) == "0023.c2db.292d@example.com");
    CHECK(nai_in(NaiFormat::colon) == "00:23:c2:db:29:2d@example.com");
    CHECK(nai_in(NaiFormat::plain) == "0023c2db292d@example.com");
}

TEST_CASE("the Link-layer Identifier is the dotted text, or the six octets") {
    auto c = config();
    const auto text = profile_for(c, c.accesses[0], base::IfIndex{3}, mac).link_layer_id;
    CHECK(std::string(text.begin(), text.end()) == "0023.c2db.292d");
    c.link_layer_id = LinkLayerIdFormat::binary;
    CHECK(profile_for(c, c.accesses[0], base::IfIndex{3}, mac).link_layer_id ==
          base::Bytes{0x00, 0x23, 0xc2, 0xdb, 0x29, 0x2d});
}

TEST_CASE("protocol settings are the configuration's, and no client gets the tunnels' own keys") {
    auto c = config();
    c.binding.lifetime = pmip::Seconds{600};
    c.binding.maximum = 7;
    const auto settings = mag_settings(c);
    CHECK(settings.lmas.at("LMA2").address == base::Address(base::Ipv4{0x0a6a2529}));
    CHECK(settings.lifetime == pmip::Seconds{600});
    CHECK(settings.binding_maximum == 7);
    CHECK(settings.reserved_downlink_keys == std::set{kernel::placeholder_key, kernel::plain_placeholder_key});
}

TEST_CASE("the kernel's site has LMAs and access interfaces in the order of the file") {
    const auto site = kernel_site(config());
    REQUIRE(site.paths.size() == 2);
    CHECK(site.paths[1].lma == "LMA2");
    CHECK(site.paths[1].device == "mag-LMA2");
    CHECK(site.accesses == std::vector<std::string>{"wlan0", "eth1"});
    CHECK(site.port == 5436);
}

TEST_CASE("an access interface is found by its name") {
    const auto c = config();
    REQUIRE(find_access(c, "eth1") != nullptr);
    CHECK_FALSE(find_access(c, "eth1")->attach_on_dhcp);
    CHECK(find_access(c, "eth") == nullptr);
}
