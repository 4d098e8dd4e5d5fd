#include <doctest/doctest.h>

#include "magd/identity.hpp"

namespace identity_test {

using namespace magd;

namespace {

const base::MacAddress mac{{0x00, 0x23, 0xc2, 0xdb, 0x29, 0x2d}};
const base::MacAddress neighbour{{0x00, 0x23, 0xc2, 0xdb, 0x29, 0x2e}};
const base::MacAddress stranger{{0x02, 0, 0, 0, 0, 1}};

/// Two realms; staff behind wlan0 (SSID "staff"), guests behind eth1 (VLAN 5).
Config config() {
    Config config;
    config.lmas = {{.name = "LMA1", .address = base::Ipv4{0x0a6a2528}},
                   {.name = "LMA2", .address = base::Ipv4{0x0a6a2529}}};
    config.realms = {{.name = "example.com", .lmas = {"LMA1", "LMA2"}},
                     {.name = "example.org", .lmas = {"LMA2"}, .services = Services::dual}};
    config.accesses = {{.interface = "wlan0", .realm = "example.com", .ssid = "staff"},
                       {.interface = "eth1",
                        .realm = "example.org",
                        .technology = pmip::AccessTechnology::ieee8023,
                        .vlan = 5}};
    return config;
}

Config with_clients(std::vector<ClientConfig> clients) {
    auto c = config();
    c.clients = std::move(clients);
    return c;
}

std::expected<pmip::Profile, std::string> wifi(const Config& c, const base::MacAddress& client = mac) {
    return profile_for(c, c.accesses[0], base::IfIndex{3}, client);
}
std::expected<pmip::Profile, std::string> wired(const Config& c, const base::MacAddress& client = mac) {
    return profile_for(c, c.accesses[1], base::IfIndex{4}, client);
}

std::string nai(const std::expected<pmip::Profile, std::string>& profile) {
    return profile ? profile->mn_id.identifier : profile.error();
}

MacPrefix prefix(const char* text) { return parse_mac_prefix(text).value(); }

} // namespace

TEST_CASE("the access interface decides realm, LMAs, services and access technology") {
    const auto c = config();
    const auto first = wifi(c).value();
    CHECK(first.realm == "example.com");
    CHECK(first.lmas == std::vector<std::string>{"LMA1", "LMA2"});
    CHECK(first.access_technology == pmip::AccessTechnology::ieee80211);
    CHECK(first.access == base::IfIndex{3});
    CHECK(first.access_name == "wlan0");
    CHECK((first.ipv4 && !first.ipv6));
    CHECK(first.service.empty());
    CHECK(!first.downlink_key);

    const auto second = wired(c).value();
    CHECK(second.lmas == std::vector<std::string>{"LMA2"});
    CHECK(second.access_technology == pmip::AccessTechnology::ieee8023);
    CHECK(second.mn_id.identifier == "0023.c2db.292d@example.org");
    CHECK((second.ipv4 && second.ipv6));
}

TEST_CASE("the NAI has the client's MAC in the form of its realm, or of the configuration") {
    auto c = config();
    c.realms[1].nai = NaiFormat::dotted;
    CHECK(nai(wifi(c)) == "0023.c2db.292d@example.com");
    c.nai = NaiFormat::colon;
    CHECK(nai(wifi(c)) == "00:23:c2:db:29:2d@example.com");
    c.nai = NaiFormat::plain;
    CHECK(nai(wifi(c)) == "0023c2db292d@example.com");
    CHECK(nai(wired(c)) == "0023.c2db.292d@example.org");
}

TEST_CASE("the Link-layer Identifier is the dotted text, or the six octets") {
    auto c = config();
    const auto text = wifi(c)->link_layer_id;
    CHECK(std::string(text.begin(), text.end()) == "0023.c2db.292d");
    c.link_layer_id = LinkLayerIdFormat::binary;
    CHECK(wifi(c)->link_layer_id == base::Bytes{0x00, 0x23, 0xc2, 0xdb, 0x29, 0x2d});
}

TEST_CASE("the Access Network Identifier says what the file says of the interface") {
    auto c = config();
    CHECK_FALSE(wired(c)->access_network);
    using Items = std::vector<pmip::AccessNetworkIdentifier::Item>;
    CHECK(wifi(c)->access_network->items ==
          Items{pmip::NetworkIdentifier{.utf8 = true, .network = "staff", .access_point = {}}});

    auto& access = c.accesses[0];
    access.ap_name = "lobby";
    access.operator_realm = "wifi.example";
    access.latitude = -33.5;
    access.longitude = 180;
    const auto option = *wifi(c)->access_network;
    CHECK(option.items ==
          Items{pmip::NetworkIdentifier{.utf8 = true, .network = "staff", .access_point = "lobby"},
                pmip::GeoLocation{.latitude = -1097728, .longitude = 5898240},
                pmip::OperatorIdentifier{.form = 2, .identifier = "wifi.example"}});
    CHECK(option.valid());
}

TEST_CASE("an operator by enterprise number: as many octets as it needs") {
    auto c = config();
    c.accesses[0].ssid.clear();
    const auto octets = [&](std::uint32_t number) {
        c.accesses[0].operator_number = number;
        const auto named = std::get<pmip::OperatorIdentifier>(wifi(c)->access_network->items.front());
        CHECK(named.form == pmip::OperatorIdentifier::enterprise_number);
        return base::Bytes(named.identifier.begin(), named.identifier.end());
    };
    CHECK(octets(9) == base::Bytes{9});
    CHECK(octets(35000) == base::Bytes{0x88, 0xb8});
    CHECK(octets(0xffffffff) == base::Bytes{0xff, 0xff, 0xff, 0xff});
}

TEST_CASE("a client's entry overrides what holds for others") {
    const auto c = with_clients({{.mac = prefix("00:23:c2:db:29:2d"),
                                  .realm = "example.org",
                                  .nai = "alice@elsewhere.example",
                                  .services = Services::ipv6,
                                  .downlink_key = 4711,
                                  .service_selection = "internet"}});
    const auto own = wifi(c).value();
    CHECK(own.realm == "example.org");
    CHECK(own.lmas == std::vector<std::string>{"LMA2"});
    CHECK(own.mn_id.identifier == "alice@elsewhere.example");
    CHECK((!own.ipv4 && own.ipv6));
    CHECK(own.downlink_key == 4711U);
    CHECK(own.service == "internet");
    CHECK(wifi(c, neighbour) == wifi(config(), neighbour));
}

TEST_CASE("an entry that says nothing changes nothing") { CHECK(wifi(with_clients({{}})) == wifi(config())); }

TEST_CASE("a client that is denied is refused with the reason") {
    CHECK(nai(wifi(with_clients({{.deny = true, .reason = "reported stolen"}}))) ==
          "denied: reported stolen");
    CHECK(nai(wifi(with_clients({{.deny = true}}))) == "denied");
}

TEST_CASE("the longest MAC prefix counts, wherever it stands in the file") {
    const auto c = with_clients({{.deny = true, .reason = "unknown"},
                                 {.mac = prefix("00:23:c2:00:00:00/24"), .realm = "example.org"},
                                 {.mac = prefix("00:23:c2:db:29:2d"), .nai = "alice@example.com"},
                                 {.mac = prefix("00:23:c0:00:00:00/22"), .deny = true}});
    CHECK(nai(wifi(c)) == "alice@example.com");
    CHECK(nai(wifi(c, neighbour)) == "0023.c2db.292e@example.org");
    CHECK(nai(wifi(c, stranger)) == "denied: unknown");
}

TEST_CASE("of entries with prefixes of one length the first that matches counts") {
    const auto whole = prefix("00:23:c2:db:29:2d");
    const auto c = with_clients({{.mac = whole, .interface = "eth1", .nai = "wire@x"},
                                 {.mac = whole, .ssid = "staff", .nai = "air@x"},
                                 {.mac = whole, .nai = "any@x"}});
    CHECK(nai(wired(c)) == "wire@x");
    CHECK(nai(wifi(c)) == "air@x");
    CHECK(nai(wifi(c, neighbour)) == "0023.c2db.292e@example.com");
}

TEST_CASE("all conditions of an entry must hold; a longer prefix that fails them does not count") {
    const auto c =
        with_clients({{.mac = prefix("00:23:c2:db:29:2d"), .ssid = "staff", .vlan = 5, .deny = true},
                      {.vlan = 5, .deny = true, .reason = "VLAN 5 is closed"}});
    CHECK(wifi(c).has_value());
    CHECK(nai(wired(c)) == "denied: VLAN 5 is closed");
}

TEST_CASE("LMAs that only a restart brings are left out; a realm with no other has no service yet") {
    auto c = config();
    c.realms[0].lmas = {"NEW", "LMA2"};
    CHECK(wifi(c)->lmas == std::vector<std::string>{"LMA2"});
    c.realms[0].lmas = {"NEW"};
    CHECK(nai(wifi(c)) == "no LMA of realm example.com is there before a restart");
}

TEST_CASE("MAC prefixes") {
    CHECK(prefix("00:23:c2:00:00:00/24") == MacPrefix{{{0x00, 0x23, 0xc2}}, 24});
    CHECK(prefix("0023.c2db.292d") == MacPrefix{mac, 48});
    CHECK(prefix("00:00:00:00:00:00/0").contains(stranger));
    CHECK(prefix("00:23:c0:00:00:00/22").contains(mac));
    CHECK_FALSE(prefix("00:23:c0:00:00:00/23").contains(mac));
    CHECK_FALSE(prefix("00:23:c2:db:29:2d").contains(neighbour));
    CHECK(prefix("00:23:c2:db:29:2c/47").contains(mac));
    CHECK(to_string(cut({mac, 30})) == "00:23:c2:d8:00:00/30");
    for (const auto* text : {"", "/", "00:23:c2/24", "00:23:c2:db:29:2d/49", "00:23:c2:db:29:2d/-1",
                             "00:23:c2:db:29:2d/ 1", "00:23:c2:db:29:2d/1x", "00:23:c2:db:29:2d/256"})
        CHECK_FALSE(parse_mac_prefix(text));
}

} // namespace identity_test
