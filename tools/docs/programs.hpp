#pragma once

#include <algorithm>
#include <array>
#include <string_view>

#include "magd/methods.hpp"

/// What the programs take on their command line and how they end, for their manual pages.
namespace docs {

struct Item {
    std::string_view tag; ///< "--config FILE"
    std::string_view text;
};

/// Does not compile for a method that is not in the table.
consteval std::string_view help(std::string_view method) {
    return std::ranges::find(magd::methods, method, &magd::Method::name)->help;
}

inline constexpr Item help_option{"-h, --help", "Tell how to use the program."};
inline constexpr Item version_option{"--version", "Tell the version."};

inline constexpr std::array daemon_options{
    Item{"--config FILE", "Configuration to use instead of /etc/magd/magd.toml."},
    Item{"--check",
         "Only judge the configuration: tell every fault as FILE:LINE:COLUMN: KEY: what is wrong."},
    Item{"--flush",
         "Only remove from the kernel what a stopped daemon left there. LMAs are not told: of a daemon that "
         "runs, magctl flush does more."},
    help_option,
    version_option,
};
inline constexpr std::array daemon_statuses{
    Item{"0", "Stopped as it was told; with --check: the configuration is valid."},
    Item{"1", "The configuration is not valid, or the daemon could not start: a message says why."},
};

inline constexpr std::array client_commands{
    Item{"attach MAC [--interface IF] [--handoff HOW]", help("attach")},
    Item{"detach MAC", help("detach")},
    Item{"show binding [MAC]", help("binding.show")},
    Item{"show lma", help("lma.show")},
    Item{"show traffic [MAC]", help("traffic.show")},
    Item{"show counters [--all]", help("counters.show")},
    Item{"trace MAC", help("trace.show")},
    Item{"lma drain NAME", help("lma.drain")},
    Item{"lma undrain NAME", help("lma.undrain")},
    Item{"check", help("kernel.check")},
    Item{"audit", help("kernel.audit")},
    Item{"plan --config FILE", help("kernel.plan")},
    Item{"reload", help("reload")},
    Item{"flush", help("flush")},
};
inline constexpr std::array client_options{
    Item{"--socket PATH", "Control socket to use instead of /run/magd/magd.sock."},
    Item{"--json", "Print the answer as JSON, for programs: its keys stay the same."},
    Item{"--interface IF", "With attach: the access interface that the client is behind."},
    Item{"--handoff HOW", "With attach: how the client came: new, interface, mag or unknown."},
    Item{"--all", "With show counters: also those that are zero."},
    Item{"--config FILE", "With plan: the other configuration."},
    help_option,
    version_option,
};
inline constexpr std::array client_statuses{
    Item{"0", "Done."},
    Item{"1", "The daemon refused; a message says why."},
    Item{"2", "The command line is wrong."},
    Item{"3", "No daemon answers at the socket."},
};

inline constexpr std::array lab_options{
    Item{"--config FILE", "Configuration to use."},
    Item{"--control PATH", "Unix socket to take commands on, for tests: a line each, answered by a line."},
    Item{"--verbose", "Log every step."},
    help_option,
    version_option,
};

} // namespace docs
