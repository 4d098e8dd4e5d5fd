#include "magd/kernel/state_parts.hpp"

#include <algorithm>
#include <iterator>

namespace magd::kernel {
namespace {

/// The interface that the object needs to be there; empty if none.
InterfaceName interface_of(const auto& key, const auto& value) {
    if constexpr (requires { value.out; })
        return value.out;
    else if constexpr (requires { key.interface; })
        return key.interface;
    else if constexpr (requires { key.access; })
        return key.access;
    else if constexpr (requires { value.access; })
        return value.access;
    else if constexpr (requires { value.reverse_path_filter; })
        return key.name;
    else
        return {};
}

template <class Matches>
void forget_if(KernelState& state, Matches matches) {
    const auto drop = [&](auto& objects) {
        std::erase_if(objects,
                      [&](const auto& object) { return matches(interface_of(object.first, object.second)); });
    };
    for_each_kind(drop, state);
}

/// Routes of another table, or of another family, begin there.
RouteKey after(const RouteKey& key) {
    if (base::family_of(key.destination.address) == base::Family::ipv4) return {key.table, {base::Ipv6{}, 0}};
    return {key.table + 1, {base::Ipv4{}, 0}};
}

/// A client's has the length of its address or prefix. A default route is the first of its table and family:
/// there may be many behind it.
void take_default_routes(KernelState& from, KernelState& to) {
    for (auto route = from.routes.begin(); route != from.routes.end();) {
        const auto next = from.routes.lower_bound(after(route->first));
        if (route->first.destination.length == 0) to.routes.insert(from.routes.extract(route));
        route = next;
    }
}

} // namespace

KernelState take_fixed(KernelState& state) {
    KernelState out;
    out.fou_ports.swap(state.fou_ports);
    out.tunnels.swap(state.tunnels);
    out.interfaces.swap(state.interfaces);
    out.addresses.swap(state.addresses);
    out.rules.swap(state.rules);
    out.ruleset.swap(state.ruleset);
    take_default_routes(state, out);
    return out;
}

KernelState client_entries(KernelState state) {
    (void)take_fixed(state);
    return state;
}

KernelState table_entries(KernelState state) {
    KernelState entries;
    for_each_table_kind([](auto& into, auto& from) { into.swap(from); }, entries, state);
    return entries;
}

KernelState take(KernelState& state, std::size_t count) {
    KernelState taken;
    for_each_kind(
        [&](auto& into, auto& objects) {
            for (; count != 0 && !objects.empty(); --count) into.insert(objects.extract(objects.begin()));
        },
        taken, state);
    return taken;
}

std::size_t size(const KernelState& state) {
    std::size_t sum = 0;
    for_each_kind([&](const auto& objects) { sum += objects.size(); }, state);
    return sum;
}

void join(KernelState& state, KernelState more) {
    // What comes sorted is put behind the last without a search.
    const auto move_all = [](auto& into, auto& from) {
        while (!from.empty()) into.insert(into.end(), from.extract(from.begin()));
    };
    for_each_kind(move_all, state, more);
}

void forget(KernelState& state, const InterfaceName& interface) {
    forget_if(state, [&](const InterfaceName& needed) { return needed == interface; });
}

void forget_gone(KernelState& state) {
    forget_if(state, [](const InterfaceName& needed) { return needed.gone(); });
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
