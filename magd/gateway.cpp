#include "magd/gateway.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <ranges>
#include <set>
#include <utility>

#include "magd/log.hpp"

namespace magd {
namespace {

/// Clients whose changes go to the kernel together, at most.
constexpr std::size_t batch_limit = 1024;

pmip::Now now() {
    return {.steady = std::chrono::steady_clock::now(), .wall = std::chrono::system_clock::now()};
}

} // namespace

Gateway::Gateway(pmip::MagSettings settings, kernel::Site site, Associations associations,
                 kernel::Kernel& kernel, io::Signalling& signalling, journal::Keeper& keeper)
    : mag_(std::move(settings)),
      site_(std::move(site)),
      associations_(std::move(associations)),
      kernel_(kernel),
      reconciler_(site_, kernel),
      signalling_(signalling),
      keeper_(keeper) {}

base::Result<std::vector<ClientNews>> Gateway::start(std::vector<pmip::Binding> adopted,
                                                     kernel::KernelState found) {
    std::erase_if(adopted, [this](const pmip::Binding& binding) {
        if (const auto why = kernel::obstacle(site_, binding); !why.empty()) {
            log::client(log::Level::warning, binding.profile.mac, "session is lost: {}", why);
            keeper_.touch(binding.profile.mac);
            return true;
        }
        reconciler_.adopt(kernel::carried(site_, binding));
        return false;
    });
    if (const auto begun = reconciler_.mend(std::move(found)); !begun) return std::unexpected(begun.error());
    for (const auto& [error, of_client] : reconciler_.refused())
        if (!of_client) return std::unexpected(error);
    Turn turn;
    for (auto& binding : adopted) {
        turn.events.emplace_back(pmip::Adopted{std::move(binding)});
        run(turn);
    }
    finish(turn);
    for (auto& client : turn.news) client.goes_on = client.online;
    return std::move(turn.news);
}

base::Result<std::vector<kernel::Difference>> Gateway::restore(const kernel::KernelState& gone) {
    auto restored = reconciler_.restore(gone);
    if (!restored) return std::unexpected(restored.error());
    return repaired(std::move(*restored));
}

kernel::Wanted Gateway::wanted(const kernel::Site& next, const std::set<base::MacAddress>& leaving) const {
    kernel::Wanted then(next);
    for (const auto& [mac, binding] : mag_.bindings())
        if (binding.wanted && !leaving.contains(mac) && kernel::obstacle(next, binding).empty())
            then.add(kernel::carried(next, binding));
    return then;
}

std::vector<kernel::Difference> Gateway::repaired(kernel::Plan done) {
    auto mended = kernel::differences(std::move(done));
    for (const auto& one : mended)
        ++repairs_[one.kind == kernel::Difference::Kind::unexpected ? kernel::Repair::kernel_removed
                                                                    : kernel::Repair::kernel_restored];
    return mended;
}

base::Result<void> Gateway::stop() { return reconciler_.clear(); }

std::vector<ClientNews> Gateway::handle(std::vector<pmip::Event> events) {
    Turn turn{.events = std::move(events), .changes = {}, .generations = {}, .news = {}};
    finish(turn);
    return std::move(turn.news);
}

void Gateway::run(Turn& turn) {
    // An action may yield the next event, so this is a queue.
    for (std::size_t i = 0; i < turn.events.size(); ++i) {
        for (const auto& action : mag_.on(std::move(turn.events[i]), now()))
            std::visit([&](const auto& a) { execute(turn, a); }, action);
    }
    turn.events.clear();
}

/// What the kernel answers may change it again.
void Gateway::finish(Turn& turn) {
    run(turn);
    if (holds_) return put_off(turn);
    while (!turn.changes.empty()) {
        program(turn);
        run(turn);
    }
}

/// A client's changes go to the kernel in their order.
void Gateway::change(Turn& turn, kernel::Change change, std::uint64_t generation) {
    const bool again =
        std::ranges::find(turn.changes, change.mac, &kernel::Change::mac) != turn.changes.end();
    if (holds_)
        put_off(turn);
    else if (again || turn.changes.size() == batch_limit)
        program(turn);
    turn.changes.push_back(std::move(change));
    turn.generations.push_back(generation);
}

/// Of several changes of a client the last counts, in the end: it is from what the kernel carries now.
void Gateway::put_off(Turn& turn) {
    for (std::size_t i = 0; i < turn.changes.size(); ++i)
        waiting_.push_back({.change = std::move(turn.changes[i]), .generation = turn.generations[i]});
    turn.changes.clear();
    turn.generations.clear();
}

/// Of each client the last one, in their order.
std::vector<Gateway::Waiting> Gateway::take_waiting() {
    auto waiting = std::exchange(waiting_, {});
    std::vector<Waiting> last;
    std::set<base::MacAddress> seen;
    for (auto& one : waiting | std::views::reverse)
        if (seen.insert(one.change.mac).second) last.push_back(std::move(one));
    std::ranges::reverse(last);
    return last;
}

std::vector<ClientNews> Gateway::release() {
    holds_ = false;
    Turn turn;
    for (auto& [change, generation] : take_waiting()) this->change(turn, std::move(change), generation);
    finish(turn);
    return std::move(turn.news);
}

void Gateway::program(Turn& turn) {
    const auto changes = std::exchange(turn.changes, {});
    const auto generations = std::exchange(turn.generations, {});
    const auto began = now().steady;
    const auto outcomes = reconciler_.change(changes);
    const std::chrono::duration<double, std::milli> took = now().steady - began;
    for (std::size_t i = 0; i < changes.size(); ++i) {
        const auto& [mac, after] = changes[i];
        const auto& outcome = outcomes[i];
        if (!after && !outcome) log::client(log::Level::error, mac, "kernel: {}", outcome.error().what);
        if (outcome)
            log::client(log::Level::info, mac, "kernel {} in {:.1f} ms{}", after ? "programmed" : "cleared",
                        took.count(),
                        changes.size() == 1 ? "" : fmt::format(", with {} others", changes.size() - 1));
        if (!after) continue;
        keeper_.touch(mac); // not before: what is kept is what the kernel carries
        if (outcome)
            turn.events.emplace_back(pmip::Programmed{.mac = mac, .generation = generations[i]});
        else
            turn.events.emplace_back(pmip::ProgramFailed{
                .mac = mac, .generation = generations[i], .reason = outcome.error().what});
    }
}

void Gateway::execute(Turn& turn, const pmip::Want& action) {
    change(turn, {.mac = action.binding->profile.mac, .after = kernel::carried(site_, *action.binding)},
           action.binding->generation);
}

void Gateway::execute(Turn&, const pmip::Record& action) { keeper_.touch(action.mac); }

void Gateway::execute(Turn& turn, const pmip::Unwant& action) {
    keeper_.touch(action.mac);
    change(turn, {.mac = action.mac, .after = {}}, 0);
}

void Gateway::execute(Turn& turn, const pmip::Attached& action) {
    keeper_.promise(action.mac);
    turn.news.push_back({.mac = action.mac, .online = true});
}

void Gateway::execute(Turn& turn, const pmip::Detached& action) { turn.news.push_back({.mac = action.mac}); }

void Gateway::execute(Turn&, const pmip::Note& action) {
    log::client(static_cast<log::Level>(action.level), action.mac, "{}", action.text);
}

void Gateway::execute(Turn&, const pmip::LmaNote& action) {
    log::line(static_cast<log::Level>(action.level), "{}: {}", action.lma, action.text);
}

} // namespace magd
