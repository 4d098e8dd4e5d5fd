#include "tools/bench/departures.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <utility>

#include "tools/magctl/client.hpp"

namespace bench {
namespace {

constexpr auto question = R"({"jsonrpc": "2.0", "id": 1, "method": "lma.show", "params": {}})";
constexpr std::chrono::seconds answer_limit{30};
constexpr std::chrono::milliseconds shortest_pause{2}, longest_pause{20};
constexpr int pause_per_answer = 19;

} // namespace

/// At all LMAs.
base::Result<std::size_t> Departures::registered() const {
    const auto answer = magctl::exchange(socket_, question, answer_limit);
    if (!answer) return std::unexpected(answer.error());
    const auto parsed = nlohmann::json::parse(*answer, nullptr, false);
    if (!parsed.contains("result")) return base::fail(socket_ + " says: " + *answer);
    std::size_t all = 0;
    for (const auto& lma : parsed["result"]) all += lma.value("bindings", std::size_t{0});
    return all;
}

base::Result<Departures> Departures::open(std::string socket) {
    Departures self(std::move(socket));
    const auto registered = self.registered();
    if (!registered) return std::unexpected(registered.error());
    self.before_ = *registered;
    return self;
}

base::Result<void> Departures::look() {
    const auto asked = Clock::now();
    if (asked < next_) return {};
    const auto left = registered();
    if (!left) return std::unexpected(left.error());
    gone_ = before_ - std::min(*left, before_);
    const auto answered = Clock::now();
    next_ = answered +
            std::clamp<Clock::duration>(pause_per_answer * (answered - asked), shortest_pause, longest_pause);
    return {};
}

} // namespace bench
