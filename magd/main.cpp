#include <CLI/CLI.hpp>
#include <malloc.h>

#include <cstdio>
#include <string>

#include "magd/app.hpp"
#include "magd/config.hpp"
#include "magd/log.hpp"

namespace {

struct Options {
    std::string config = "/etc/magd/magd.toml";
    bool check = false;
    bool flush = false;
};

/// Octets that are free at the end of a heap go back to the system, those of a thread's heap as well. Of
/// itself malloc keeps as many as it has ever given back at once, and a dump of the kernel takes much.
constexpr int trim_threshold = 1 << 20;

int start(const Options& options) {
    const auto config = magd::load_config(options.config);
    if (!config) {
        std::fputs(magd::to_string(config.error(), options.config).c_str(), stderr);
        return 1;
    }
    if (options.check) {
        std::printf("%s: configuration is valid\n", options.config.c_str());
        return 0;
    }
    (void)::mallopt(M_TRIM_THRESHOLD, trim_threshold);
    magd::log::set_level(config->log_level);
    const auto ran = options.flush ? magd::flush(*config) : magd::run(*config, options.config);
    if (!ran) {
        magd::log::error("{}", ran.error().what);
        return 1;
    }
    return 0;
}

} // namespace

int main(int argc, char** argv) {
    Options options;
    CLI::App program("Mobile Access Gateway of Proxy Mobile IPv6", "magd");
    program.add_option("--config", options.config, "configuration file")->capture_default_str();
    program.add_flag("--check", options.check,
                     "check the configuration, say all that is wrong with it, and end");
    program.add_flag("--flush", options.flush,
                     "remove from the kernel what a stopped daemon left there, and end");
    program.set_version_flag("--version", "magd " MAGD_VERSION);
    try {
        program.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return program.exit(error) == 0 ? 0 : 2;
    }
    return start(options);
}
