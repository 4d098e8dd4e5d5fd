#include "tools/lma/address_pool.hpp"

#include <cassert>

namespace lma {
namespace {

base::Ipv4 broadcast(const base::Prefix4& prefix) { return {prefix.network().value | ~prefix.mask().value}; }

base::Prefix6 home_prefix(std::uint64_t upper) {
    base::Prefix6 out{.address = {}, .length = home_prefix_length};
    for (std::size_t i = 8; i != 0; --i, upper >>= 8)
        out.address.octets.at(i - 1) = static_cast<std::uint8_t>(upper);
    return out;
}

/// All ones where the home network prefixes of the pool differ.
std::uint64_t varying(const base::Prefix6& pool) {
    assert(pool.length > 0 && pool.length <= home_prefix_length);
    return (std::uint64_t{1} << (home_prefix_length - pool.length)) - 1;
}

} // namespace

std::uint64_t upper_half(const base::Ipv6& address) {
    std::uint64_t out = 0;
    for (std::size_t i = 0; i < 8; ++i) out = out << 8 | address.octets.at(i);
    return out;
}

bool assignable(const Pool& pool, base::Ipv4 address) {
    return pool.ipv4() && pool.prefix.contains(address) && address >= pool.first && address != pool.router &&
           address != pool.prefix.network() && address != broadcast(pool.prefix);
}

bool assignable(const Pool& pool, const base::Prefix6& prefix) {
    if (!pool.prefix6 || prefix != home_prefix(upper_half(prefix.address))) return false;
    return ((upper_half(prefix.address) ^ upper_half(pool.prefix6->address)) & ~varying(*pool.prefix6)) == 0;
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

std::optional<base::Prefix6> allocate_prefix(const Pool& pool, const base::Prefix6& last,
                                             const std::function<bool(const base::Prefix6&)>& in_use) {
    const auto first = upper_half(pool.prefix6->address);
    const auto mask = varying(*pool.prefix6);
    auto offset = last.address.unspecified() ? 0 : upper_half(last.address) & mask;
    for (std::uint64_t tried = 0; tried <= mask; ++tried) {
        offset = (offset + 1) & mask;
        const auto next = home_prefix(first | offset);
        if (!in_use(next)) return next;
    }
    return std::nullopt;
}

base::Ipv6 address_in(const base::Prefix6& prefix) {
    auto address = prefix.address;
    address.octets[14] = 0x52;
    address.octets[15] = 0x13;
    return address;
}

} // namespace lma
