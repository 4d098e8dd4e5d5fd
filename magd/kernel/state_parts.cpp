#include "magd/kernel/state_parts.hpp"

#include <algorithm>
#include <iterator>
#include <type_traits>

namespace magd::kernel {
namespace {

/// Whether the object needs this interface to be there.
bool needs(const auto& key, const auto& value, const InterfaceName& interface) {
    if constexpr (requires { value.out; })
        return value.out == interface;
    else if constexpr (requires { key.interface; })
        return key.interface == interface;
    else if constexpr (requires { key.access; })
        return key.access == interface;
    else if constexpr (requires { value.access; })
        return value.access == interface;
    else if constexpr (requires { value.reverse_path_filter; })
        return key.name == interface;
    else
        return false;
}

} // namespace

KernelState client_entries(const KernelState& state) {
    KernelState out;
    for_each_kind(
        []<class Map>(Map& into, const Map& from) {
            if constexpr (std::is_same_v<Map, decltype(KernelState::routes)>)
                std::ranges::copy_if(from, std::inserter(into, into.end()),
                                     [](const auto& route) { return route.first.destination.length != 0; });
            else if constexpr (!std::is_same_v<Map, decltype(KernelState::fou_ports)> &&
                               !std::is_same_v<Map, decltype(KernelState::tunnels)> &&
                               !std::is_same_v<Map, decltype(KernelState::interfaces)> &&
                               !std::is_same_v<Map, decltype(KernelState::addresses)> &&
                               !std::is_same_v<Map, decltype(KernelState::rules)> &&
                               !std::is_same_v<Map, decltype(KernelState::ruleset)>)
                into = from;
        },
        out, state);
    return out;
}

void forget(KernelState& state, const InterfaceName& interface) {
    const auto drop = [&](auto& objects) {
        std::erase_if(objects,
                      [&](const auto& object) { return needs(object.first, object.second, interface); });
    };
    for_each_kind(drop, state);
}

KernelState common(const KernelState& state, const KernelState& keys) {
    KernelState out;
    for_each_kind(
        [](auto& into, const auto& from, const auto& wanted) {
            for (const auto& [key, value] : wanted)
                if (const auto there = from.find(key); there != from.end()) into.insert(*there);
        },
        out, state, keys);
    return out;
}

void erase(KernelState& state, const KernelState& keys) {
    for_each_kind(
        [](auto& from, const auto& unwanted) {
            for (const auto& [key, value] : unwanted) from.erase(key);
        },
        state, keys);
}

bool overlap(const KernelState& one, const KernelState& other) {
    bool found = false;
    for_each_kind(
        [&](const auto& left, const auto& right) {
            found = found || std::ranges::any_of(
                                 right, [&](const auto& object) { return left.contains(object.first); });
        },
        one, other);
    return found;
}

} // namespace magd::kernel
