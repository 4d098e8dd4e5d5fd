#include "magd/kernel/slices.hpp"

#include <utility>

#include "magd/kernel/state_parts.hpp"

namespace magd::kernel {

Plan take_slice(Plan& plan, std::size_t limit) {
    if (size(plan.create) + size(plan.replace) + size(plan.remove) <= limit) return std::exchange(plan, {});
    Plan slice{.create = take_fixed(plan.create),
               .replace = take_fixed(plan.replace),
               .replaced = take_fixed(plan.replaced),
               .remove = take_fixed(plan.remove)};
    if (!empty(slice)) return slice;
    slice.create = take(plan.create, limit);
    slice.replace = take(plan.replace, limit - size(slice.create));
    slice.replaced = common(plan.replaced, slice.replace);
    erase(plan.replaced, slice.replaced);
    if (empty(slice)) slice.remove = take(plan.remove, limit);
    return slice;
}

void join(Plan& plan, Plan more) {
    join(plan.create, std::move(more.create));
    join(plan.replace, std::move(more.replace));
    join(plan.replaced, std::move(more.replaced));
    join(plan.remove, std::move(more.remove));
}

} // namespace magd::kernel
