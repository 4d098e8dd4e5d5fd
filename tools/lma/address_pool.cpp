#include "tools/lma/address_pool.hpp"

namespace lma {
namespace {

base::Ipv4 broadcast(const base::Prefix4& prefix) { return {prefix.network().value | ~prefix.mask().value}; }

} // namespace

bool assignable(const Pool& pool, base::Ipv4 address) {
    return pool.prefix.contains(address) && address >= pool.first && address != pool.router &&
           address != pool.prefix.network() && address != broadcast(pool.prefix);
}

std::optional<base::Ipv4> allocate(const Pool& pool, base::Ipv4 last,
                                   const std::function<bool(base::Ipv4)>& in_use) {
    const auto end = broadcast(pool.prefix).value;
    const auto count = std::uint64_t{end} - pool.first.value + 1;
    base::Ipv4 next = last.unspecified() ? base::Ipv4{pool.first.value - 1} : last;
    for (std::uint64_t tried = 0; tried < count; ++tried) {
        next = next.value >= end ? pool.first : base::Ipv4{next.value + 1};
        if (assignable(pool, next) && !in_use(next)) return next;
    }
    return std::nullopt;
}

} // namespace lma
