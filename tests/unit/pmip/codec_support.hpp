#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "magd/pmip/codec.hpp"

/// What the codec's tests share: octets from hexadecimal text, and a second and simpler reading
/// of the option area.
namespace pmip::test {

/// "3b 0e 06": blanks are skipped.
inline base::Bytes hex(std::string_view text) {
    std::string digits;
    for (const char c : text)
        if (c != ' ') digits += c;
    base::Bytes out;
    for (std::size_t i = 0; i + 1 < digits.size(); i += 2)
        out.push_back(static_cast<std::uint8_t>(std::stoul(digits.substr(i, 2), nullptr, 16)));
    return out;
}

/// A PBA of sequence 9465 around these option octets, padded with zeros (Pad1) to its Header Len.
inline base::Bytes pba_with(base::Bytes options) {
    auto out = hex("3b 00 06 00 0000 00 20 24f9 0384");
    out.insert(out.end(), options.begin(), options.end());
    out.resize((out.size() + 7) / 8 * 8 < 16 ? 16 : (out.size() + 7) / 8 * 8);
    out[1] = static_cast<std::uint8_t>(out.size() / 8 - 1);
    return out;
}

/// Decodes, and gives "ok" or the reason's name.
inline std::string verdict(base::ByteView octets) {
    const auto decoded = decode(octets);
    return decoded ? "ok" : std::string(name(decoded.error().reason));
}
inline std::string verdict_of_options(std::string_view options) { return verdict(pba_with(hex(options))); }

/// One item of the option area, padding included, and where its type octet stands.
struct Item {
    std::size_t at;
    std::uint8_t type;
    std::size_t size;
};
inline std::vector<Item> walk(const base::Bytes& header, std::size_t from) {
    std::vector<Item> items;
    while (from < header.size()) {
        const std::size_t size = header[from] == 0 ? 1 : 2U + header.at(from + 1);
        items.push_back({from, header[from], size});
        from += size;
    }
    return items;
}

inline const std::vector<Option>& options_of(const Message& message) {
    return std::visit([](const auto& m) -> const std::vector<Option>& { return m.options; }, message);
}

inline std::size_t fixed_part(const Message& message) {
    return std::visit([](const auto& m) { return m.kind.fixed; }, message);
}

} // namespace pmip::test
