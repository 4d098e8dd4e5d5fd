#include "tests/sim/arguments.hpp"

#include <charconv>
#include <chrono>
#include <sstream>

namespace sim {
namespace {

std::optional<std::uint64_t> to_number(std::string_view text) {
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

bool set(Arguments& arguments, std::string_view option, std::uint64_t value) {
    auto& scenario = arguments.scenario;
    const pmip::Seconds seconds{static_cast<std::int64_t>(value)};
    const auto take = [&](std::string_view name, auto& out, auto what) {
        if (option == name) out = what;
        return option == name;
    };
    return take("--mags", scenario.mags, value) || take("--lmas", scenario.lmas, value) ||
           take("--clients", scenario.clients, value) || take("--hours", scenario.hours, value) ||
           take("--stay", scenario.stay, seconds) || take("--trouble", scenario.trouble, seconds) ||
           take("--encoded", scenario.encoded, static_cast<unsigned>(value)) ||
           take("--seed", scenario.seed, value) || take("--runs", arguments.runs, value) ||
           take("--fresh", arguments.fresh, value);
}

/// The last octet of an address is an end's number, and two octets of one are a client's.
bool sane(const Scenario& s) {
    return s.mags > 0 && s.mags < 200 && s.lmas > 0 && s.lmas < 200 && s.clients > 0 && s.clients < 60000 &&
           s.hours > 1 && s.stay.count() > 3 && s.trouble.count() > 0;
}

} // namespace

std::optional<Arguments> read(const std::vector<std::string>& words, Arguments from) {
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (i + 1 == words.size()) return std::nullopt;
        const auto& option = words[i];
        const auto& value = words[++i];
        if (option == "--kept") {
            from.kept = value;
            continue;
        }
        const auto number = to_number(value);
        if (!number || !set(from, option, *number)) return std::nullopt;
    }
    return sane(from.scenario) ? std::optional(from) : std::nullopt;
}

std::vector<std::string> words_of(std::string_view line) {
    std::istringstream in{std::string(line.substr(0, line.find('#')))};
    std::vector<std::string> out;
    for (std::string word; in >> word;) out.push_back(word);
    return out;
}

std::uint64_t fresh_seed() {
    const auto since = std::chrono::system_clock::now().time_since_epoch();
    return static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::milliseconds>(since).count());
}

} // namespace sim
