#include "tools/magctl/arguments.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <vector>

#include "magd/config.hpp"
#include "magd/methods.hpp"
#include "magd/suggest.hpp"
#include "nlink/base/address.hpp"

namespace magctl {
namespace {

struct Given {
    Command command{.socket = magd::ControlConfig{}.socket, .method = {}, .params = {}};
    std::string mac;
    std::string interface;
    std::string lma;
    std::string handoff;
    std::string config; ///< a file
};

std::string check_mac(const std::string& text) {
    return base::parse_mac(text) ? "" : '"' + text + "\" is not a MAC address such as 00:23:c2:db:29:2d";
}

std::string check_handoff(const std::string& text) {
    const auto known = std::ranges::find(magd::handoff_words, text, &magd::HandoffWord::word);
    return known != magd::handoff_words.end() ? ""
                                              : '"' + text + "\" is none of new, interface, mag, unknown";
}

/// Adds `name`; when it is given, that method is to be called and its result shown so.
CLI::App* add(CLI::App& parent, Given& given, const char* name, const char* help, const char* method,
              View view) {
    auto* app = parent.add_subcommand(name, help);
    app->callback([&given, method, view] {
        given.command.method = method;
        given.command.view = view;
    });
    return app;
}

void declare_show(CLI::App& app, Given& given) {
    auto* show = app.add_subcommand("show", "Show bindings, LMAs, traffic or counters");
    auto* binding =
        add(*show, given, "binding", "Show the clients, or one of them", "binding.show", View::bindings);
    binding->add_option("MAC", given.mac, "MAC address of a client")->check(check_mac)->type_name("");
    add(*show, given, "lma", "Show the LMAs, their tunnels and clients", "lma.show", View::lmas);
    auto* traffic = add(*show, given, "traffic", "Show what passed for the clients, or for one of them",
                        "traffic.show", View::traffic);
    traffic->add_option("MAC", given.mac, "MAC address of a client")->check(check_mac)->type_name("");
    auto* counters = add(*show, given, "counters", "Show what was sent, received and dropped, by reason",
                         "counters.show", View::counters);
    counters->add_flag("--all", given.command.all, "Counters that are zero too");
}

void declare_lma(CLI::App& app, Given& given) {
    auto* lma = app.add_subcommand("lma", "Take an LMA out of service, or into it again");
    auto* drain = add(*lma, given, "drain", "No new clients; those it has move to another LMA of their realm",
                      "lma.drain", View::lma);
    auto* undrain = add(*lma, given, "undrain", "Into service again", "lma.undrain", View::lma);
    for (auto* command : {drain, undrain})
        command->add_option("NAME", given.lma, "Name of the LMA")->required()->type_name("");
}

void declare(CLI::App& app, Given& given) {
    app.set_version_flag("--version", "magctl " MAGD_VERSION);
    app.fallthrough(); // options of magctl may come after the command
    app.add_option("--socket", given.command.socket, "Control socket of magd")
        ->capture_default_str()
        ->type_name("PATH");
    app.add_flag("--json", given.command.json, "Print the result as JSON");
    app.footer("Exit status: 0 done, 1 refused (standard error says why), 2 wrong usage, 3 no magd answers.");

    auto* attach = add(app, given, "attach", "Attach a client", "attach", View::client);
    attach->add_option("MAC", given.mac, "MAC address of the client")
        ->required()
        ->check(check_mac)
        ->type_name("");
    attach->add_option("--interface", given.interface, "Access interface that the client is behind")
        ->type_name("IF");
    attach->add_option("--handoff", given.handoff, "How the client came: new, interface, mag or unknown")
        ->check(check_handoff)
        ->type_name("HOW");
    auto* detach = add(app, given, "detach", "Detach a client", "detach", View::client);
    detach->add_option("MAC", given.mac, "MAC address of the client")
        ->required()
        ->check(check_mac)
        ->type_name("");
    auto* trace = add(app, given, "trace", "Show what happened to a client of late, step by step",
                      "trace.show", View::trace);
    trace->add_option("MAC", given.mac, "MAC address of the client")
        ->required()
        ->check(check_mac)
        ->type_name("");
    declare_show(app, given);
    declare_lma(app, given);
    add(app, given, "check", "Show what the kernel does not hold as it should", "kernel.check",
        View::differences);
    add(app, given, "audit", "Mend what the kernel does not hold as it should", "kernel.audit",
        View::differences);
    auto* plan =
        add(app, given, "plan", "Show what a restart with another configuration would do in the kernel",
            "kernel.plan", View::plan);
    plan->add_option("--config", given.config, "The other configuration")
        ->required()
        ->check(CLI::ExistingFile)
        ->type_name("FILE");
    add(app, given, "reload", "Make magd read its configuration again", "reload", View::reload);
    add(app, given, "flush", "De-register every client, clear the kernel and end magd", "flush", View::flush);
}

std::vector<std::string> command_names(const CLI::App& app) {
    std::vector<std::string> names;
    for (const auto* command : app.get_subcommands(nullptr)) names.push_back(command->get_name());
    return names;
}

/// The innermost command that was given.
const CLI::App& innermost(const CLI::App& app) {
    const auto given = app.get_subcommands();
    return given.empty() ? app : innermost(*given.front());
}

/// The commands above `app`: "magctl show" for "magctl show binding".
std::string path_to(const CLI::App& app) {
    const auto* parent = app.get_parent();
    if (parent == nullptr) return "";
    const auto before = path_to(*parent);
    return before.empty() ? parent->get_name() : before + ' ' + parent->get_name();
}

Stop usage(const CLI::App& app, const std::string& what) {
    const auto before = path_to(app);
    return {status::usage, "magctl: " + what + "\nTry \"" + (before.empty() ? "" : before + ' ') +
                               app.get_name() + " --help\".\n"};
}

/// What was typed where a command of `app` should stand.
Stop unknown(const CLI::App& app, const std::string& word) {
    const auto names = command_names(app);
    if (names.empty() || word.starts_with('-')) return usage(app, "\"" + word + "\" was not expected");
    const auto near = magd::suggest(word, names);
    return usage(app, "unknown command \"" + word + '"' +
                          (near ? ", did you mean \"" + std::string(*near) + "\"?" : ""));
}

Stop missing(const CLI::App& app) {
    std::string what = "a command is missing:";
    for (const auto& name : command_names(app)) what += ' ' + name;
    return usage(app, what);
}

} // namespace

std::variant<Command, Stop> parse_arguments(int argc, const char* const* argv) {
    Given given;
    CLI::App app("Talks to magd, the Mobile Access Gateway.", "magctl");
    declare(app, given);
    try {
        app.parse(argc, argv);
    } catch (const CLI::CallForHelp&) {
        return Stop{status::ok, innermost(app).help(path_to(innermost(app)))};
    } catch (const CLI::CallForVersion& version) {
        return Stop{status::ok, std::string(version.what()) + '\n'};
    } catch (const CLI::ExtrasError&) {
        return unknown(innermost(app), app.remaining(true).front());
    } catch (const CLI::ParseError& error) {
        return usage(innermost(app), error.what());
    }
    if (given.command.method.empty()) return missing(innermost(app));
    if (!given.mac.empty()) given.command.params["mac"] = given.mac;
    if (!given.interface.empty()) given.command.params["interface"] = given.interface;
    if (!given.handoff.empty()) given.command.params["handoff"] = given.handoff;
    if (!given.lma.empty()) given.command.params["lma"] = given.lma;
    if (!given.config.empty()) {
        std::ifstream file(given.config);
        given.command.params["config"] = {std::istreambuf_iterator(file), {}};
    }
    return given.command;
}

} // namespace magctl
