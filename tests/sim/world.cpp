#include "tests/sim/world.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "tests/sim/clients.hpp"

namespace sim {

using namespace pmip;

namespace {

constexpr std::size_t lines_of_client = 80;
constexpr std::size_t lines_of_all = 2000;
constexpr Seconds look_interval{120};
/// Longer than every lifetime, so that what nobody refreshes is gone after it.
constexpr Seconds night{4800};
constexpr Seconds longest_day{24 * 3600};

} // namespace

World::World(const Scenario& scenario)
    : scenario_(by_seed(scenario)),
      random_(scenario.seed),
      begin_(TimePoint{Seconds{1000}}),
      now_(begin_),
      traces_(scenario.clients, Trace(lines_of_client)),
      trace_(lines_of_all) {
    for (std::size_t i = 0; i < scenario.mags; ++i)
        mags_.emplace_back(End{.number = static_cast<std::uint8_t>(i)}, mag_settings(scenario_, random_),
                           scenario.clients);
    for (std::size_t i = 0; i < scenario.lmas; ++i)
        lmas_.push_back({.end = {.lma = true, .number = static_cast<std::uint8_t>(i)},
                         .settings = lma_settings(scenario_, i)});
    for (std::size_t i = 0; i < scenario.clients; ++i) {
        clients_.push_back({.profile = profile_of(scenario_, i), .at = {}});
        later(random_.about(scenario_.stay / 4), Act{i});
    }
    later(random_.about(scenario_.trouble), Trouble{});
    later(look_interval, Look{});
}

Now World::now_of(Milliseconds offset) const {
    constexpr Seconds start{1'700'000'000};
    const auto since = std::chrono::duration_cast<Milliseconds>(now_ - begin_);
    return {.steady = now_, .wall = WallTime{start + since + offset}};
}

void World::fail(const Property& property, std::size_t client, std::string detail) {
    if (!violation_) violation_ = {&property, base::to_string(mac_of(client)), std::move(detail)};
}

void World::tell(std::string who, std::string text) {
    if (scenario_.told) trace_.add({now_, lines_++, std::move(who), std::move(text)});
}

void World::tell(std::size_t client, std::string who, std::string text) {
    if (scenario_.told) traces_[client].add({now_, lines_++, std::move(who), std::move(text)});
}

void World::happen(Look) {
    for (auto& node : mags_) node.watch.look(now_of(node.offset));
    later(look_interval, Look{});
}

/// Goes to the next thing that happens; false if that is not before the end.
bool World::step(TimePoint end) {
    auto next = std::min(agenda_.next(), end);
    MagNode* mag = nullptr;
    LmaNode* lma = nullptr;
    for (auto& node : mags_)
        if (node.deadline && *node.deadline < next) next = *node.deadline, mag = &node;
    for (auto& node : lmas_)
        if (node.deadline && *node.deadline < next) next = *node.deadline, lma = &node;
    if (next >= end) return false;
    now_ = std::max(now_, next);
    ++tally_.events;
    if (lma != nullptr) {
        feed(*lma, Tick{});
    } else if (mag != nullptr) {
        feed(*mag, Tick{});
    } else {
        auto thing = agenda_.take();
        std::visit([this](auto& it) { happen(it); }, thing);
    }
    return true;
}

void World::till(TimePoint end) {
    while (!violation_ && step(end)) {
    }
    if (!violation_) now_ = end;
}

void World::day(Milliseconds length) {
    const auto dawn = now_;
    quiet_ = false;
    network_.weather = scenario_.weather;
    kernel_failures_ = scenario_.kernel_failures;
    till(dawn + length - night);
    if (violation_) return;
    clear_up();
    till(dawn + length);
    if (!violation_) rest();
}

std::optional<Violation> World::run() {
    Seconds left{3600 * static_cast<std::int64_t>(scenario_.hours)};
    while (left > night && !violation_) {
        const auto length = std::min(left, longest_day);
        day(length);
        left -= length;
    }
    return violation_;
}

std::vector<std::string> World::story(const std::string& client) const {
    std::vector<Line> lines;
    const auto mac = base::parse_mac(client);
    const auto number = mac ? number_of(*mac) : 0;
    const auto own = "c" + std::to_string(number) + '@';
    if (mac) lines = traces_.at(number).lines();
    const auto first =
        lines.empty() ? TimePoint{} : std::ranges::min(lines, {}, &Line::order).at - Seconds{60};
    for (const auto& line : trace_.lines()) {
        const auto at = line.text.find('@');
        const bool concerns = at == std::string::npos || line.text.contains(own);
        if (concerns && line.at >= first) lines.push_back(line);
    }
    std::ranges::sort(lines, {}, &Line::order);
    std::vector<std::string> out;
    for (const auto& line : lines) {
        const std::chrono::duration<double> since = line.at - begin_;
        out.push_back(fmt::format("{:13.3f} {:5} {}", since.count(), line.who, line.text));
    }
    return out;
}

} // namespace sim
