#include <bit>
#include <cassert>

#include "magd/pmip/codec.hpp"
#include "magd/pmip/codec_numbers.hpp"

namespace pmip {
namespace {

/// Fills up to the alignment. Misalignment is always less than one modulus, so that only
/// the rule for Pad1 can make a gap longer than that.
void align(base::Writer& io, Alignment alignment, Padding padding) {
    assert(std::has_single_bit(alignment.modulus));
    const std::size_t modulus = alignment.modulus;
    std::size_t gap = (alignment.offset - io.size()) & (modulus - 1);
    if (gap == 1 && padding == Padding::never_pad1) gap += modulus;
    if (gap == 0) return;
    if (gap == 1) return io.value(pad1);
    io.value(padn);
    io.value(static_cast<std::uint8_t>(gap - 2));
    io.pad(gap - 2);
}

/// False if an option's data exceeds what its Length can say.
bool write_options(base::Writer& io, const std::vector<Option>& options, Padding padding) {
    for (const auto& option : options) {
        align(io, kind_of(option).alignment, padding);
        const auto start = io.size();
        write_item(io, option);
        if (io.size() - start > largest_option) return false;
    }
    align(io, {.modulus = 8, .offset = 0}, padding);
    return io.size() <= largest_header;
}

} // namespace

base::Bytes encode(const Message& message, Padding padding) {
    base::Writer io(usual_header);
    const bool fits = std::visit(
        [&]<class M>(const M& m) {
            io.value(no_next_header);
            io.pad(1); // Header Len, known last
            io.value(M::kind.type);
            io.pad(3); // reserved, checksum
            M::fields(io, m);
            return write_options(io, m.options, padding);
        },
        message);
    if (!fits) return {};
    io.patch(header_length_offset, static_cast<std::uint8_t>(io.size() / 8 - 1));
    return io.take();
}

} // namespace pmip
