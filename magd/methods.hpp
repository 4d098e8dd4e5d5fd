#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "magd/pmip/types.hpp"

/// Every method of the control socket: server, client and documentation read this.
namespace magd {

struct MethodParameter {
    enum class Kind : std::uint8_t { mac, interface, lma, handoff, text };
    std::string_view name;
    Kind kind = Kind::mac;
    bool required = false;
};

struct Method {
    std::string_view name;
    std::array<MethodParameter, 3> parameters; ///< those without a name are none
    bool changes;                              ///< needs root, the daemon's user or the configured group
    std::string_view help;
};

inline constexpr MethodParameter mac_parameter{"mac", MethodParameter::Kind::mac, true};
inline constexpr MethodParameter optional_mac_parameter{"mac", MethodParameter::Kind::mac, false};
inline constexpr MethodParameter interface_parameter{"interface", MethodParameter::Kind::interface, false};

inline constexpr MethodParameter lma_parameter{"lma", MethodParameter::Kind::lma, true};

inline constexpr MethodParameter config_parameter{"config", MethodParameter::Kind::text, true};

/// What an operator, or a trigger of his, surely knows of how a client came (RFC 5213 section 8.4).
struct HandoffWord {
    std::string_view word;
    pmip::Handoff handoff;
};
inline constexpr std::array handoff_words{
    HandoffWord{"new", pmip::Handoff::new_interface},
    HandoffWord{"interface", pmip::Handoff::between_interfaces},
    HandoffWord{"mag", pmip::Handoff::between_mags},
    HandoffWord{"unknown", pmip::Handoff::unknown},
};
inline constexpr MethodParameter handoff_parameter{"handoff", MethodParameter::Kind::handoff, false};

inline constexpr std::array<Method, 15> methods{{
    {"attach",
     {{mac_parameter, interface_parameter, handoff_parameter}},
     true,
     "Attach a client; without an interface, behind the only access interface. The handoff tells the LMA how "
     "it came: new, interface (from another of its own), mag (from another gateway) or unknown."},
    {"detach", {{mac_parameter}}, true, "Detach a client."},
    {"binding.show", {{optional_mac_parameter}}, false, "Show the bindings of all clients or of one."},
    {"lma.show", {}, false, "Show the LMAs."},
    {"traffic.show",
     {{optional_mac_parameter}},
     false,
     "Show what passed for all clients or for one, up to its LMA and down from it, since its session began "
     "or "
     "moved. Packets that the kernel handles as one count as one."},
    {"trace.show",
     {{mac_parameter}},
     false,
     "Show what happened to a client of late, step by step, whatever log.level is. The last 4096 steps of "
     "all "
     "clients are known."},
    {"counters.show", {}, false, "Show what was sent, received and dropped."},
    {"lma.drain",
     {{lma_parameter}},
     true,
     "Take an LMA out of service: it gets no new clients, and those it has move to another one of their "
     "realm."},
    {"lma.undrain", {{lma_parameter}}, true, "Take an LMA into service again."},
    {"kernel.check",
     {},
     false,
     "Tell what the kernel does not hold as it should: missing, different, or left over and unexpected."},
    {"kernel.audit", {}, true, "Mend what the kernel does not hold as it should, and tell what it was."},
    {"kernel.plan",
     {{config_parameter}},
     true,
     "Tell what a restart with another configuration would do in the kernel: create, change or remove. "
     "Nothing is "
     "done."},
    {"reload",
     {},
     true,
     "Read the configuration again: what may change at run time does at once, what needs a restart is "
     "named."},
    {"flush",
     {},
     true,
     "De-register every client, remove everything from the kernel and end the daemon. A daemon that is only "
     "stopped leaves its clients in the kernel, and goes on with them when it is started again."},
    {"version", {}, false, "Tell the version of the daemon."},
}};

/// A client whose line is longer is told so and cut off. Octets, without the line end.
constexpr std::size_t maximum_request_line = 65536;

/// What has gone wrong with a call. The negative ones are those of JSON-RPC 2.0.
namespace rpc_code {
constexpr int parse_error = -32700;
constexpr int invalid_request = -32600;
constexpr int method_not_found = -32601;
constexpr int invalid_params = -32602;
constexpr int internal_error = -32603;
constexpr int not_permitted = 1;
constexpr int not_found = 2;
constexpr int refused = 3; ///< the message names the reason
} // namespace rpc_code

} // namespace magd
