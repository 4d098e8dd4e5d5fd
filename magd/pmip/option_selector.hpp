#pragma once

#include <cstdint>
#include <optional>
#include <type_traits>
#include <variant>
#include <vector>

#include "magd/pmip/option_field.hpp"
#include "magd/pmip/option_wire.hpp"
#include "nlink/base/address.hpp"

/// Which flows of a session are meant: traffic selectors (RFC 6088), and the option that offloads
/// such flows (RFC 6909).
namespace pmip {

/// One value, or all from `first` to `last`.
template <class T>
struct Range {
    T first{};
    std::optional<T> last;
    bool operator==(const Range&) const = default;
    /// The end of the range, which is its start where only one value is meant.
    [[nodiscard]] T end() const { return last.value_or(first); }
};

/// Ranges after 32 flags, two for each range from the top: its start is there, its end is there. An
/// end without a start says nothing, and fails.
template <class... T>
void flagged_ranges(base::Reader& io, std::optional<Range<T>>&... ranges) {
    std::uint32_t flags = 0;
    io.value(flags);
    const auto read = [&](auto& range) {
        const auto both = flags >> 30;
        flags <<= 2;
        if (both == 1) return io.fail();
        if (both != 0) io.value(range.emplace().first);
        if (both == 3) io.value(range->last.emplace());
    };
    (read(ranges), ...);
}
template <class... T>
void flagged_ranges(base::Writer& io, const std::optional<Range<T>>&... ranges) {
    std::uint32_t flags = 0;
    const auto announce = [&](const auto& range) {
        flags = flags << 2 | (range ? 2U : 0U) | (range && range->last ? 1U : 0U);
    };
    (announce(ranges), ...);
    io.value(flags << (32 - 2 * sizeof...(T)));
    const auto write = [&](const auto& range) {
        if (!range) return;
        io.value(range->first);
        optional_field(io, range->last);
    };
    (write(ranges), ...);
}

/// RFC 6088 section 3.1, the binary format for IPv4. A packet matches if it is in every range that
/// is given.
struct Ipv4TrafficSelector {
    static constexpr OptionKind kind{.type = 1, .name = "IPv4 binary"};
    std::optional<Range<base::Ipv4>> source, destination;
    std::optional<Range<std::uint32_t>> spi; ///< of IPsec
    std::optional<Range<std::uint16_t>> source_port, destination_port;
    std::optional<Range<std::uint8_t>> differentiated_services, protocol;
    bool operator==(const Ipv4TrafficSelector&) const = default;
    [[nodiscard]] bool valid() const {
        const auto ascending = [](const auto& range) { return !range || range->first <= range->end(); };
        return ascending(source) && ascending(destination) && ascending(spi) && ascending(source_port) &&
               ascending(destination_port) && ascending(differentiated_services) && ascending(protocol);
    }
    static void fields(auto& io, auto& self) {
        flagged_ranges(io, self.source, self.destination, self.spi, self.source_port, self.destination_port,
                       self.differentiated_services, self.protocol);
    }
};

/// A selector in the format that a number before it tells; of a format not known here, its octets.
using FormattedSelector = std::variant<Ipv4TrafficSelector, UnknownSubOption>;

/// The data of a selector whose format has been read, and a writer of the same.
inline void selector_data(base::Reader& io, std::uint8_t format, FormattedSelector& out) {
    (void)select(out, format);
    if (!read_data(io.take(io.left()), out)) io.fail();
}
inline void selector_data(base::Writer& io, std::uint8_t, const FormattedSelector& selector) {
    write_data(io, selector);
}

/// RFC 6089 section 4.2.1.4.
struct TrafficSelector {
    static constexpr OptionKind kind{.type = 3, .name = "Traffic Selector"};
    FormattedSelector selector;
    bool operator==(const TrafficSelector&) const = default;
    [[nodiscard]] bool valid() const { return pmip::valid(selector); }
    static void fields(auto& io, auto& self) {
        auto format = kind_of(self.selector).type;
        io.value(format);
        io.pad(1);
        selector_data(io, format, self.selector);
    }
};

/// RFC 6909 section 3.1. Which flows are offloaded locally: those that match the selector, or, with
/// the M flag, all others. A gateway that asks for the policy sends it without a selector.
struct TrafficOffloadSelector {
    static constexpr OptionKind kind{
        .type = 53, .name = "IPv4 Traffic Offload Selector", .alignment = {4, 2}};
    using Item = std::variant<TrafficSelector, UnknownSubOption>;
    bool others = false; ///< M
    std::vector<Item> items;
    bool operator==(const TrafficOffloadSelector&) const = default;
    [[nodiscard]] bool valid() const { return all_valid(items); }
    static void fields(auto& io, auto& self) {
        flag(io, std::uint32_t{0x80000000}, self.others);
        sub_options(io, self.items);
    }
};

} // namespace pmip
