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

/// An empty message of the header's type; everything but the options is checked here.
std::expected<Message, Fault> begin_message(const Header& header) {
    Message message;
    if (!select(message, header.type)) {
        const bool known = std::ranges::find(unsupported_types, header.type) != unsupported_types.end();
        return drop(known ? DropReason::unsupported_type : DropReason::unknown_type, header.type,
                    fmt::format("MH Type {}", header.type));
    }
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

/// The walk of RFC 6275 section 6.2.1, to the end of the Mobility Header.
std::optional<Fault> read_options(base::Reader& io, const MessageKind& kind, std::vector<Option>& options) {
    std::bitset<256> seen;
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

    base::Reader io(data.first(header->size));
    io.pad(message_data_offset);
    auto fault = std::visit(
        [&]<class M>(M& m) {
            M::fields(io, m);
            assert(io.ok());
            return read_options(io, M::kind, m.options);
        },
        *message);
    if (fault) return drop(fault->reason, header->type, std::move(fault->detail));
    return Decoded{.message = std::move(*message), .trailing = data.size() - header->size};
}

} // namespace pmip
