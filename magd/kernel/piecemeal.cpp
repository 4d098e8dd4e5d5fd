#include "magd/kernel/piecemeal.hpp"

#include <initializer_list>
#include <utility>

#include "magd/kernel/state_parts.hpp"

namespace magd::kernel {
namespace {

/// The plan for these objects, out of a greater one.
Plan part(const Plan& plan, KernelState create, KernelState replace) {
    return {.create = std::move(create), .replace = replace, .replaced = common(plan.replaced, replace)};
}

/// Routes, rules and neighbours.
KernelState routing(const KernelState& state) {
    KernelState out;
    out.routes = state.routes;
    out.rules = state.rules;
    out.neighbours = state.neighbours;
    return out;
}

/// What they need to be there.
KernelState links(const KernelState& state) {
    KernelState out;
    out.fou_ports = state.fou_ports;
    out.tunnels = state.tunnels;
    out.interfaces = state.interfaces;
    out.addresses = state.addresses;
    return out;
}

/// Takes out of the plan's creations what is in `parts`.
void leave_out(Plan& plan, const Plan& parts) {
    erase(plan.create, parts.create);
    erase(plan.replace, parts.replace);
    erase(plan.replaced, parts.replaced);
}

class Pieces {
  public:
    Pieces(Kernel& kernel, Plan plan) : kernel_(kernel), all_{.done = std::move(plan), .refused = {}} {}

    base::Result<Piecemeal> apply() {
        const auto first = part(all_.done, links(all_.done.create), links(all_.done.replace));
        const auto second = part(all_.done, routing(all_.done.create), routing(all_.done.replace));
        auto rest = all_.done;
        leave_out(rest, first);
        leave_out(rest, second);
        apply_halves(first);
        if (!all_.refused.empty() && makes_tables(rest)) { // they name the links
            take_back({&second, &rest});
            return std::unexpected(all_.refused.front().error);
        }
        apply_halves(second);
        if (!all_.refused.empty()) apply_ruleset(rest);
        if (auto made = apply_whole(rest); !made) {
            take_back({&rest});
            return std::unexpected(made.error());
        }
        return std::move(all_);
    }

  private:
    base::Result<void> apply_whole(const Plan& plan) {
        return empty(plan) ? base::Result<void>{} : kernel_.apply(plan);
    }

    /// The fixed part of tables that stay. It names the links too, and entries do without it.
    void apply_ruleset(Plan& rest) {
        if (rest.replace.ruleset.empty() || makes_tables(rest)) return;
        KernelState ruleset;
        ruleset.ruleset = rest.replace.ruleset;
        const auto fixed = part(rest, {}, std::move(ruleset));
        leave_out(rest, fixed);
        apply_halves(fixed);
    }

    /// But for what was not tried. Best effort: the refusal is what the caller must hear.
    void take_back(std::initializer_list<const Plan*> untried) {
        Plan back{.remove = all_.done.create};
        for (const auto* plan : untried) erase(back.remove, plan->create);
        (void)kernel_.apply(back);
    }

    /// What is refused is tried in halves, until those objects are found that it is about.
    void apply_halves(const Plan& plan) {
        const auto applied = apply_whole(plan);
        if (applied) return;
        const auto count = size(plan.create) + size(plan.replace);
        if (count == 1) return refuse(plan, applied.error());
        auto create = plan.create, replace = plan.replace;
        const auto half = count / 2;
        auto created = take(create, half);
        auto replaced = take(replace, half - size(created));
        apply_halves(part(plan, std::move(created), std::move(replaced)));
        apply_halves(part(plan, std::move(create), std::move(replace)));
    }

    void refuse(const Plan& object, const base::Error& error) {
        const bool of_client =
            !empty(client_entries(object.create)) || !empty(client_entries(object.replace));
        all_.refused.push_back({.error = error, .of_client = of_client});
        leave_out(all_.done, object);
    }

    Kernel& kernel_;
    Piecemeal all_;
};

} // namespace

base::Result<Piecemeal> apply_piecemeal(Kernel& kernel, Plan plan) {
    return Pieces(kernel, std::move(plan)).apply();
}

} // namespace magd::kernel
