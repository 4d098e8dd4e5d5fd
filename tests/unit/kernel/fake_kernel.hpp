#pragma once

#include <doctest/doctest.h>

#include <functional>

#include "magd/kernel/reconciler.hpp"
#include "tests/unit/kernel/example.hpp"

namespace fake_kernel {

using namespace magd::kernel;

/// Holds a state and applies plans to it; refuses those that `refuse` picks.
class FakeKernel : public Kernel {
  public:
    base::Result<void> apply(const Plan& plan) override {
        ++applied;
        if (refuse && refuse(plan)) return base::fail("route 192.168.5.44/32: File exists", EEXIST);
        if (makes_tables(plan)) forget_elements(); // they live in the tables
        for_each_kind(
            [](auto& have, const auto& create, const auto& replace, const auto& remove) {
                for (const auto& [key, value] : create) {
                    CHECK_FALSE(have.contains(key));
                    have.emplace(key, value);
                }
                for (const auto& [key, value] : replace) have.at(key) = value;
                for (const auto& [key, value] : remove) CHECK(have.erase(key) == 1);
            },
            state, plan.create, plan.replace, plan.remove);
        return {};
    }
    base::Result<KernelState> dump() override {
        ++dumped;
        listed = gone;
        return state;
    }
    base::Result<std::optional<Ruleset>> ruleset() override {
        return state.ruleset.empty() ? std::nullopt : std::optional(state.ruleset.begin()->second);
    }
    base::Result<void> look_at_interfaces() override {
        listed = gone;
        return {};
    }
    [[nodiscard]] bool has(const InterfaceName& interface) const override { return interface != listed; }
    [[nodiscard]] std::string links() const override { return interfaces; }

    void forget_elements() {
        state.downlink.clear();
        state.uplink_keys.clear();
        state.uplink.clear();
    }

    KernelState state;
    InterfaceName gone, listed; ///< an interface that is not there, and was not when they were listed
    std::string interfaces;
    std::function<bool(const Plan&)> refuse;
    int applied = 0, dumped = 0;
};

/// The client of the example with another MAC, address and keys: `n` of each farther on.
inline Carried other_client(unsigned n) {
    auto other = example::client();
    other.mac.octets[5] = static_cast<std::uint8_t>(other.mac.octets[5] + n);
    other.ipv4->home_address.address.value += n;
    other.downlink_key += n;
    other.uplink_key += n;
    return other;
}

} // namespace fake_kernel
