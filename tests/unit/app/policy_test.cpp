#include <doctest/doctest.h>

#include "magd/policy.hpp"

namespace policy_test {

using namespace magd;

namespace {

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
                        .triggers = {}}};
    return config;
}

} // namespace

TEST_CASE("protocol settings are the configuration's, and no client gets the tunnels' own key or another's "
          "fixed one") {
    auto c = config();
    c.binding.lifetime = pmip::Seconds{600};
    c.binding.maximum = 7;
    c.binding.return_to_preferred = true;
    c.binding.home_registration = true;
    c.binding.send_default_router = false;
    c.binding.link_local_from_lma = true;
    c.binding.min_attempt_interval = pmip::Seconds{5};
    c.binding.replay_window = pmip::Seconds{9};
    c.lmas[1].bulk = true;
    c.lmas[1].heartbeat_interval = pmip::Seconds{0};
    c.clients = {{.mac = {}, .downlink_key = 4711}};
    const auto settings = mag_settings(c);
    CHECK(settings.lmas.at("LMA2") == pmip::LmaSettings{.address = base::Ipv4{0x0a6a2529},
                                                        .bulk = true,
                                                        .heartbeat_interval = pmip::Seconds{0}});
    CHECK(settings.lifetime == pmip::Seconds{600});
    CHECK(settings.binding_maximum == 7);
    CHECK(settings.return_to_preferred);
    CHECK(settings.home_registration);
    CHECK_FALSE(settings.send_default_router);
    CHECK(settings.link_local_from_lma);
    CHECK(settings.min_attempt_interval == pmip::Seconds{5});
    CHECK(settings.replay_window == pmip::Seconds{9});
    CHECK(settings.reserved_downlink_keys ==
          std::set<std::uint32_t>{kernel::placeholder_key, kernel::plain_placeholder_key, 4711});
}

TEST_CASE("a configuration without optional keys means the settings' own defaults") {
    auto expected = pmip::MagSettings{};
    expected.lmas = mag_settings(config()).lmas;
    expected.reserved_downlink_keys = {kernel::placeholder_key, kernel::plain_placeholder_key};
    expected.least_note = pmip::Note::Level::info; // as the log's level is
    CHECK(mag_settings(config()) == expected);
}

TEST_CASE("the kernel's site has LMAs and access interfaces in the order of the file") {
    const auto site = kernel_site(config());
    REQUIRE(site.paths.size() == 2);
    CHECK(site.paths[1].lma == "LMA2");
    CHECK(site.paths[1].device == "mag-LMA2");
    CHECK(site.accesses == std::vector<std::string>{"wlan0", "eth1"});
    CHECK(site.port == 5436);
    CHECK(site.fast_path);
    auto routed = config();
    routed.kernel.fast_path = false;
    CHECK_FALSE(kernel_site(routed).fast_path);
}

TEST_CASE("an access interface is found by its name") {
    const auto c = config();
    REQUIRE(find_access(c, "eth1") != nullptr);
    CHECK(find_access(c, "eth1")->triggers.empty());
    CHECK(find_access(c, "eth") == nullptr);
}

} // namespace policy_test
