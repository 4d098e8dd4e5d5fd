#include "magd/kernel/difference.hpp"

#include <cassert>

#include "magd/kernel/words.hpp"

namespace magd::kernel {
namespace {

void tell(std::vector<Difference>& out, Difference::Kind kind, const KernelState& objects) {
    for_each_kind(
        [&](const auto& some) {
            for (const auto& [key, value] : some) out.push_back({.kind = kind, .object = words(key, value)});
        },
        objects);
}

} // namespace

std::string_view name(Difference::Kind kind) {
    switch (kind) {
    case Difference::Kind::missing: return "missing";
    case Difference::Kind::different: return "different";
    case Difference::Kind::unexpected: return "unexpected";
    }
    assert(false);
    return "";
}

std::vector<Difference> differences(Plan plan) {
    if (makes_tables(plan)) // all that is in them is
        for_each_table_kind([](auto& entries) { entries.clear(); }, plan.create);
    std::vector<Difference> out;
    tell(out, Difference::Kind::missing, plan.create);
    tell(out, Difference::Kind::different, plan.replace);
    tell(out, Difference::Kind::unexpected, plan.remove);
    return out;
}

} // namespace magd::kernel
