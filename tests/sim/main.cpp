#include <fmt/format.h>

#include <chrono>
#include <cstdio>
#include <fstream>

#include "tests/sim/arguments.hpp"
#include "tests/sim/world.hpp"

/// The protocol cores of both ends over a bad network, on a simulated clock. A run that fails prints
/// what happened, and the command that brings it again.
namespace {

using Clock = std::chrono::steady_clock;

struct Sum {
    std::uint64_t runs = 0, hours = 0;
    sim::World::Tally tally;
};

/// Brings a run that failed again, and tells its story.
void retell(sim::Scenario scenario) {
    scenario.told = true;
    sim::World world(scenario);
    const auto fault = world.run();
    for (const auto& line : world.story(fault->client)) fmt::print("{}\n", line);
}

bool run(const sim::Scenario& scenario, Sum& sum) {
    sim::World world(scenario);
    const auto fault = world.run();
    const auto& of = world.tally();
    auto& to = sum.tally;
    ++sum.runs;
    sum.hours += scenario.hours;
    to = {to.events + of.events, to.packets + of.packets, to.attaches + of.attaches,
          to.troubles + of.troubles, to.rests + of.rests};
    if (!fault) return true;
    retell(scenario);
    fmt::print("VIOLATED {}: {}\n", fault->property->name, fault->property->says);
    fmt::print("client {}, seed {}: {}\n", fault->client, scenario.seed, fault->detail);
    fmt::print("again: {}\n", sim::command(scenario));
    return false;
}

bool run_kept(const sim::Arguments& arguments, Sum& sum) {
    std::ifstream file(arguments.kept);
    if (!file) {
        fmt::print(stderr, "{} cannot be read\n", arguments.kept);
        return false;
    }
    for (std::string line; std::getline(file, line);) {
        const auto words = sim::words_of(line);
        if (words.empty()) continue;
        const auto one = sim::read(words, {.scenario = arguments.scenario, .kept = {}});
        if (!one) fmt::print(stderr, "no options: {}\n", line);
        if (!one || !run(one->scenario, sum)) return false;
    }
    return true;
}

bool run_fresh(sim::Arguments arguments, Sum& sum) {
    const auto until = Clock::now() + std::chrono::seconds{arguments.fresh};
    arguments.scenario.seed = sim::fresh_seed();
    fmt::print("fresh seeds from {} on\n", arguments.scenario.seed);
    for (; Clock::now() < until; ++arguments.scenario.seed)
        if (!run(arguments.scenario, sum)) return false;
    return true;
}

bool run_seeds(sim::Arguments arguments, Sum& sum) {
    for (; arguments.runs > 0; --arguments.runs, ++arguments.scenario.seed)
        if (!run(arguments.scenario, sum)) return false;
    return true;
}

} // namespace

int main(int argc, char** argv) {
    const auto arguments = sim::read({argv + 1, argv + argc});
    if (!arguments) {
        std::fwrite(sim::usage.data(), 1, sim::usage.size(), stderr);
        return 2;
    }
    const auto began = Clock::now();
    Sum sum;
    const bool held = !arguments->kept.empty() ? run_kept(*arguments, sum)
                      : arguments->fresh != 0  ? run_fresh(*arguments, sum)
                                               : run_seeds(*arguments, sum);
    if (!held) return 1;
    const std::chrono::duration<double> spent = Clock::now() - began;
    const auto& tally = sum.tally;
    fmt::print("{} runs, {} h in {:.1f} s: {} events, {} packets, {} attaches, {} troubles, {} rests: every "
               "property "
               "held\n",
               sum.runs, sum.hours, spent.count(), tally.events, tally.packets, tally.attaches,
               tally.troubles, tally.rests);
    return 0;
}
