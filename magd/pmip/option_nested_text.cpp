#include <fmt/format.h>

#include "magd/pmip/option_text.hpp"

namespace pmip {
namespace {

std::string text(const UnknownSubOption& o) {
    return fmt::format("type {} length {}", o.type, o.data.size());
}

std::string text(const NetworkIdentifier& o) {
    const auto* separator = o.access_point.empty() ? "" : " at ";
    return printable(o.network) + separator + printable(o.access_point);
}
std::string text(const GeoLocation& o) {
    constexpr double degree = 32768;
    return fmt::format("{:.5f} {:.5f}", o.latitude / degree, o.longitude / degree);
}
std::string text(const OperatorIdentifier& o) {
    if (o.form == OperatorIdentifier::realm) return printable(o.identifier);
    std::uint64_t number = 0;
    if (o.form != OperatorIdentifier::enterprise_number || o.identifier.size() > sizeof number)
        return fmt::format("form {} {}", o.form, printable(o.identifier));
    for (const char octet : o.identifier) number = number << 8 | static_cast<std::uint8_t>(octet);
    return fmt::format("enterprise {}", number);
}

std::string text(const ReregistrationControl& o) {
    return fmt::format("{} s before expiry, retransmission {} to {} s", o.start * 4, o.initial_retransmission,
                       o.maximum_retransmission);
}
std::string text(const HeartbeatControl& o) {
    return fmt::format("every {} s, {} retransmissions after {} s", o.interval, o.maximum_retransmissions,
                       o.retransmission_delay);
}

std::string value_text(base::Ipv4 address) { return to_string(address); }
std::string value_text(std::uint32_t number) { return std::to_string(number); }

template <class T>
std::string range_text(std::string_view name, const std::optional<Range<T>>& range) {
    if (!range) return "";
    const auto last = range->last ? "-" + value_text(*range->last) : "";
    return fmt::format(" {} {}{}", name, value_text(range->first), last);
}
std::string text(const Ipv4TrafficSelector& s) {
    return range_text("source", s.source) + range_text("destination", s.destination) +
           range_text("SPI", s.spi) + range_text("source port", s.source_port) +
           range_text("destination port", s.destination_port) + range_text("DS", s.differentiated_services) +
           range_text("protocol", s.protocol);
}
std::string selector_text(const FormattedSelector& selector) {
    if (const auto* ipv4 = std::get_if<Ipv4TrafficSelector>(&selector)) return "IPv4" + text(*ipv4);
    const auto& other = std::get<UnknownSubOption>(selector);
    return fmt::format("format {} length {}", other.type, other.data.size());
}
std::string text(const TrafficSelector& o) { return selector_text(o.selector); }
std::string text(const QosTrafficSelector& o) { return selector_text(o.selector); }

template <std::uint8_t Type>
std::string text(const BitRate<Type>& o) {
    return fmt::format("{} bit/s", o.rate);
}
template <std::uint8_t Type>
std::string text(const SessionBitRate<Type>& o) {
    return fmt::format("{} bit/s{}{}", o.rate, o.same_service ? " S" : "", o.exclude_guaranteed ? " E" : "");
}
std::string text(const AllocationRetentionPriority& o) {
    return fmt::format("PL {} PC {} PV {}", o.level, o.capability, o.vulnerability);
}
std::string text(const QosVendorSpecific& o) { return fmt::format("{} subtype {}", o.vendor, o.subtype); }

std::string name(QosOperation operation) {
    constexpr std::array names{"RESPONSE", "ALLOCATE", "DE-ALLOCATE", "MODIFY", "QUERY", "NEGOTIATE"};
    const std::size_t code = std::to_underlying(operation);
    return code < names.size() ? names.at(code) : fmt::format("operation {}", code);
}

template <class Item>
std::string item_texts(const std::vector<Item>& items) {
    std::string out;
    const char* separator = "";
    for (const auto& item : items) {
        out += fmt::format("{}{} {}", separator, kind_of(item).name,
                           std::visit([](const auto& held) { return text(held); }, item));
        separator = " + ";
    }
    return out;
}

} // namespace

std::string text(const AccessNetworkIdentifier& option) { return item_texts(option.items); }
std::string text(const LmaControlledParameters& option) { return item_texts(option.items); }
std::string text(const TrafficOffloadSelector& option) {
    const auto* which = option.others ? "all but matching" : "matching";
    return fmt::format("{}{}{}", which, option.items.empty() ? "" : " ", item_texts(option.items));
}
std::string text(const QualityOfService& option) {
    return fmt::format("SR-ID {} DSCP {} {}{}{}", option.service_request, option.traffic_class >> 2,
                       name(option.operation), option.items.empty() ? "" : " ", item_texts(option.items));
}

} // namespace pmip
