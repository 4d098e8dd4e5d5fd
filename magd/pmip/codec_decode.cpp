#include <fmt/format.h>

#include <algorithm>
#include <bitset>
#include <cassert>
#include <optional>

#include "magd/pmip/codec.hpp"
#include "magd/pmip/codec_numbers.hpp"

namespace pmip {
namespace {

/// The first octets of every Mobility Header, in front of the message data.
struct Header {
    std::uint8_t payload_proto;
    std::size_t size; ///< of the whole Mobility Header in octets
    std::uint8_t type;
};

std::unexpected<Fault> drop(DropReason reason, std::uint8_t mh_type, std::string detail) {
    return std::unexpected(Fault{.reason = reason, .detail = std::move(detail), .mh_type = mh_type});
}

std::expected<Header, Fault> read_header(base::ByteView data) {
    const std::uint8_t type = data.size() > 2 ? data[2] : 0;
    if (data.size() < 8) return drop(DropReason::truncated, type, fmt::format("{} octets", data.size()));
    const Header header{.payload_proto = data[0], .size = 8 * (std::size_t{data[1]} + 1), .type = type};
    if (header.size > data.size())
        return drop(DropReason::truncated, type, fmt::format("{} octets of {}", data.size(), header.size));
    return header;
}

DropReason reason_of(std::uint8_t type) {
    if (type == binding_refresh_request) return DropReason::unasked_type;
    const bool known = std::ranges::find(unsupported_types, type) != unsupported_types.end();
    return known ? DropReason::unsupported_type : DropReason::unknown_type;
}

/// An empty message of the header's type; everything but the options is checked here.
std::expected<Message, Fault> begin_message(const Header& header) {
    Message message;
    if (!select(message, header.type))
        return drop(reason_of(header.type), header.type, fmt::format("MH Type {}", header.type));
    if (header.payload_proto != no_next_header)
        return drop(DropReason::payload_proto, header.type,
                    fmt::format("Payload Proto {}", header.payload_proto));
    const auto kind = std::visit([](const auto& m) { return m.kind; }, message);
    if (header.size < kind.fixed)
        return drop(DropReason::header_length, header.type,
                    fmt::format("{} with {} octets", kind.name, header.size));
    return message;
}

/// One option that is not padding, in the sub-span that its Length gives it.
std::optional<Fault> read_option(std::uint8_t type, base::ByteView data, Option& out) {
    (void)select(out, type);
    const auto fault = [&](DropReason reason) {
        return Fault{reason,
                     fmt::format("{} (option {}) with length {}", kind_of(out).name, type, data.size())};
    };
    if (!read_data(data, out)) return fault(DropReason::option_length);
    if (!valid(out)) return fault(DropReason::option_value);
    return std::nullopt;
}

/// True if the last option stands where none may: an authentication ends the message but for one of
/// a greater subtype, which is MN-AAA after MN-HA (RFC 4285 section 5).
bool after_authentication(const std::vector<Option>& options) {
    if (options.size() < 2) return false;
    const auto& previous = *(options.end() - 2);
    const auto* authentication = std::get_if<Authentication>(&previous);
    if (!authentication) return std::holds_alternative<BindingAuthorizationData>(previous);
    const auto* next = std::get_if<Authentication>(&options.back());
    return !next || next->subtype <= authentication->subtype;
}

bool is_mn_ha(const Option& option) {
    const auto* authentication = std::get_if<Authentication>(&option);
    return authentication && authentication->subtype == Authentication::mn_ha;
}

/// The walk of RFC 6275 section 6.2.1, to the end of the Mobility Header.
std::optional<Fault> read_options(base::ByteView header, const MessageKind& kind,
                                  std::vector<Option>& options, std::size_t& authenticated) {
    constexpr std::size_t subtype_and_spi = 5;
    std::bitset<256> seen;
    base::Reader io(header);
    io.pad(kind.fixed);
    options.reserve(io.left() / usual_option);
    while (io.left() != 0) {
        std::uint8_t type = 0;
        std::uint8_t length = 0;
        io.value(type);
        if (type == pad1) continue;
        io.value(length);
        const auto data = io.take(length);
        if (!io.ok())
            return Fault{DropReason::option_overrun, fmt::format("option {} with length {}", type, length)};
        if (type == padn) continue;
        if (auto fault = read_option(type, data, options.emplace_back())) return fault;
        if (kind_of(options.back()).unique && !kind.grouped && seen.test(type))
            return Fault{DropReason::duplicate_option, fmt::format("option {}", type)};
        if (after_authentication(options))
            return Fault{DropReason::option_after_authentication, fmt::format("option {}", type)};
        if (is_mn_ha(options.back())) authenticated = header.size() - io.left() - length + subtype_and_spi;
        seen.set(type);
    }
    return std::nullopt;
}

} // namespace

std::expected<Decoded, Fault> decode(base::ByteView data) {
    const auto header = read_header(data);
    if (!header) return std::unexpected(header.error());
    // Native IPv6 checks the checksum here; its raw socket has done so in the kernel.
    auto message = begin_message(*header);
    if (!message) return std::unexpected(std::move(message.error()));

    const auto octets = data.first(header->size);
    Decoded decoded{.message = std::move(*message), .trailing = data.size() - header->size};
    auto fault = std::visit(
        [&]<class M>(M& m) {
            base::Reader io(octets);
            io.pad(message_data_offset);
            M::fields(io, m);
            assert(io.ok());
            return read_options(octets, M::kind, m.options, decoded.authenticated);
        },
        decoded.message);
    if (fault) return drop(fault->reason, header->type, std::move(fault->detail));
    return decoded;
}

} // namespace pmip
