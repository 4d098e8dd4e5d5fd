#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <variant>
#include <vector>

#include "magd/pmip/option_field.hpp"
#include "magd/pmip/option_selector.hpp"
#include "magd/pmip/option_wire.hpp"

/// The Quality-of-Service option and its attributes, RFC 7222 section 4.
namespace pmip {

/// Names of the attributes by their type, RFC 7222 section 4.2.
inline constexpr std::array<std::string_view, 12> qos_attribute_names{
    "",
    "Per-MN-Agg-Max-DL-Bit-Rate",
    "Per-MN-Agg-Max-UL-Bit-Rate",
    "Per-Session-Agg-Max-DL-Bit-Rate",
    "Per-Session-Agg-Max-UL-Bit-Rate",
    "Allocation-Retention-Priority",
    "Aggregate-Max-DL-Bit-Rate",
    "Aggregate-Max-UL-Bit-Rate",
    "Guaranteed-DL-Bit-Rate",
    "Guaranteed-UL-Bit-Rate",
    "QoS-Traffic-Selector",
    "QoS-Vendor-Specific-Attribute",
};
constexpr OptionKind qos_attribute(std::uint8_t type) {
    return {.type = type, .name = qos_attribute_names.at(type)};
}

/// A limit or a guarantee in bits a second. "DL" is towards the client.
template <std::uint8_t Type>
struct BitRate {
    static constexpr OptionKind kind = qos_attribute(Type);
    std::uint32_t rate = 0;
    bool operator==(const BitRate&) const = default;
    static void fields(auto& io, auto& self) {
        io.pad(2);
        io.value(self.rate);
    }
};
using PerMnAggMaxDlBitRate = BitRate<1>;
using PerMnAggMaxUlBitRate = BitRate<2>;
using AggregateMaxDlBitRate = BitRate<6>;
using AggregateMaxUlBitRate = BitRate<7>;
using GuaranteedDlBitRate = BitRate<8>;
using GuaranteedUlBitRate = BitRate<9>;

/// The same for a session, RFC 7222 sections 4.2.3 and 4.2.4.
template <std::uint8_t Type>
struct SessionBitRate {
    static constexpr OptionKind kind = qos_attribute(Type);
    bool same_service = false;       ///< S: over all the client's sessions of the same service
    bool exclude_guaranteed = false; ///< E: flows with a guaranteed rate do not count
    std::uint32_t rate = 0;
    bool operator==(const SessionBitRate&) const = default;
    static void fields(auto& io, auto& self) {
        bits<1, 1>(io, self.same_service, self.exclude_guaranteed);
        io.pad(1);
        io.value(self.rate);
    }
};
using PerSessionAggMaxDlBitRate = SessionBitRate<3>;
using PerSessionAggMaxUlBitRate = SessionBitRate<4>;

/// RFC 7222 section 4.2.5: who gives way to whom when resources are short.
struct AllocationRetentionPriority {
    static constexpr OptionKind kind = qos_attribute(5);
    std::uint8_t level = 0;         ///< 1 is the highest of 15
    std::uint8_t capability = 0;    ///< may take from others: 0 enabled, 1 disabled
    std::uint8_t vulnerability = 0; ///< may lose to others: 0 enabled, 1 disabled
    bool operator==(const AllocationRetentionPriority&) const = default;
    static void fields(auto& io, auto& self) {
        io.pad(1);
        bits<4, 2, 2>(io, self.level, self.capability, self.vulnerability);
    }
};

/// RFC 7222 section 4.2.10: the flows that the other attributes are for.
struct QosTrafficSelector {
    static constexpr OptionKind kind = qos_attribute(10);
    FormattedSelector selector;
    bool operator==(const QosTrafficSelector&) const = default;
    [[nodiscard]] bool valid() const { return pmip::valid(selector); }
    static void fields(auto& io, auto& self) {
        auto format = kind_of(self.selector).type;
        io.pad(1);
        io.value(format);
        selector_data(io, format, self.selector);
    }
};

/// RFC 7222 section 4.2.11; the vendor is an IANA enterprise number.
struct QosVendorSpecific {
    static constexpr OptionKind kind = qos_attribute(11);
    std::uint32_t vendor = 0;
    std::uint8_t subtype = 0;
    base::Bytes data;
    bool operator==(const QosVendorSpecific&) const = default;
    static void fields(auto& io, auto& self) {
        io.pad(2);
        io.value(self.vendor);
        io.value(self.subtype);
        io.rest(self.data);
    }
};

/// RFC 7222 section 4.1. Others are ignored, with their option, by whoever acts on it.
enum class QosOperation : std::uint8_t {
    response = 0,
    allocate = 1,
    deallocate = 2,
    modify = 3,
    query = 4,
    negotiate = 5,
};

/// RFC 7222 section 4.1.
struct QualityOfService {
    static constexpr OptionKind kind{.type = 58, .name = "QoS", .alignment = {4, 0}};
    using Item = std::variant<PerMnAggMaxDlBitRate, PerMnAggMaxUlBitRate, PerSessionAggMaxDlBitRate,
                              PerSessionAggMaxUlBitRate, AllocationRetentionPriority, AggregateMaxDlBitRate,
                              AggregateMaxUlBitRate, GuaranteedDlBitRate, GuaranteedUlBitRate,
                              QosTrafficSelector, QosVendorSpecific, UnknownSubOption>;
    std::uint8_t service_request = 0; ///< SR-ID; 0 from a gateway that starts a request
    std::uint8_t traffic_class = 0;   ///< DSCP in the upper 6 bits
    QosOperation operation = QosOperation::response;
    std::vector<Item> items;
    bool operator==(const QualityOfService&) const = default;
    [[nodiscard]] bool valid() const { return all_valid(items); }
    static void fields(auto& io, auto& self) {
        io.value(self.service_request);
        io.value(self.traffic_class);
        io.value(self.operation);
        io.pad(3);
        sub_options(io, self.items);
    }
};

} // namespace pmip
