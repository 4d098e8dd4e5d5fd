#pragma once

#include <array>

#include "magd/config_key.hpp"

/// Every key of the lab LMA's configuration file.
namespace lma {

inline constexpr std::array<magd::ConfigSection, 5> config_sections{{
    {"lma", magd::ConfigSection::Occurs::once, "This Local Mobility Anchor."},
    {"pool", magd::ConfigSection::Occurs::once_or_more, "Home addresses for the clients of one realm."},
    {"keys", magd::ConfigSection::Occurs::at_most_once, "GRE keys."},
    {"mag", magd::ConfigSection::Occurs::once_or_more, "A gateway that may register clients."},
    {"test", magd::ConfigSection::Occurs::at_most_once, "Misbehaviour, for tests."},
}};

inline constexpr std::array<magd::ConfigKey, 11> config_keys{{
    {"lma", "address", magd::ConfigKind::ipv4, "", "", "local address of signalling and tunnels"},
    {"lma", "port", magd::ConfigKind::integer, "5436", "", "UDP port of signalling and GRE-in-UDP data", 1,
     65535},
    {"lma", "timestamp_window", magd::ConfigKind::integer, "300", "ms",
     "how far a Timestamp may be from this clock (RFC 5213 section 9.1)", 1, 3600000},

    {"pool", "realm", magd::ConfigKind::realm_name, "", "", "the part of the NAI after the @"},
    {"pool", "prefix", magd::ConfigKind::prefix, "", "", "prefix of the home addresses"},
    {"pool", "router", magd::ConfigKind::ipv4, "", "", "default router of the clients"},
    {"pool", "first", magd::ConfigKind::ipv4, "", "", "first address given out"},

    {"keys", "first_uplink", magd::ConfigKind::integer, "100", "",
     "uplink GRE key of the first session; further ones count up", 1, 4294967295},

    {"mag", "address", magd::ConfigKind::ipv4, "", "", "address of the gateway"},

    {"test", "refuse_status", magd::ConfigKind::integer, "0", "",
     "status that every registration is refused with, from 128 on; 0: none", 0, 255},
    {"test", "silent", magd::ConfigKind::boolean, "false", "", "whether nothing is answered"},
}};

inline constexpr magd::ConfigSchema config_schema{config_sections, config_keys};

} // namespace lma
