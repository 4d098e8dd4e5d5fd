#include "magd/kernel/gone.hpp"

#include "magd/kernel/elements.hpp"
#include "magd/kernel/route_steps.hpp"

namespace magd::kernel {

KernelState keys_of(std::span<const Gone> gone, const Interfaces& interfaces) {
    struct Add {
        const Interfaces& interfaces;
        KernelState& state;
        void operator()(const nlink::Route& route) const { state.routes[key_of(route)] = {}; }
        void operator()(const nlink::Rule& rule) const { state.rules[key_of(rule)] = {}; }
        void operator()(const nlink::Neighbour& neighbour) const {
            state.neighbours[key_of(neighbour, interfaces)] = {};
        }
        void operator()(const nlink::nft::ElementList& list) const { add_entries(list, interfaces, state); }
    };
    KernelState state;
    for (const auto& one : gone) std::visit(Add{interfaces, state}, one);
    return state;
}

} // namespace magd::kernel
