#include <CLI/CLI.hpp>

#include <cstdio>
#include <string>

#include "magd/log.hpp"
#include "tools/lma/config.hpp"
#include "tools/lma/shell.hpp"

namespace {

int start(const std::string& file, const std::string& control, bool verbose) {
    const auto config = lma::load_config(file);
    if (!config) {
        std::fputs(magd::to_string(config.error(), file).c_str(), stderr);
        return 1;
    }
    if (verbose) magd::log::set_level(magd::log::Level::debug);
    if (const auto ran = lma::run(*config, control); !ran) {
        magd::log::error("{}", ran.error().what);
        return 1;
    }
    return 0;
}

} // namespace

int main(int argc, char** argv) {
    std::string file;
    std::string control;
    bool verbose = false;
    CLI::App program("Lab Local Mobility Anchor of Proxy Mobile IPv6", "magd-lma");
    program.add_option("--config", file, "configuration file")->required();
    program.add_option("--control", control, "path of a socket to take commands on, one a line");
    program.add_flag("--verbose", verbose, "log every message");
    program.set_version_flag("--version", "magd-lma " MAGD_VERSION);
    try {
        program.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return program.exit(error) == 0 ? 0 : 2;
    }
    return start(file, control, verbose);
}
