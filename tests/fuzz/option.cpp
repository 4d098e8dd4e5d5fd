/// One option of any type: the first octet is its type, the rest its data. Whatever is read must be
/// described, and be written as something that reads the same.
#include "magd/pmip/option.hpp"

#include <cstdint>
#include <cstdlib>

namespace {

void require(bool held) {
    if (!held) std::abort();
}

/// The data of an option as it is written, without type and length.
base::Bytes written(const pmip::Option& option) {
    base::Writer io;
    pmip::write_data(io, option);
    return io.take();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    constexpr std::size_t most = 1 + 255;
    if (size == 0 || size > most) return 0;
    pmip::Option option;
    require(pmip::select(option, data[0]));
    if (!pmip::read_data({data + 1, size - 1}, option) || !pmip::valid(option)) return 0;
    require(!pmip::describe(option).empty());

    const auto octets = written(option);
    require(octets.size() == size - 1);
    pmip::Option again;
    require(pmip::select(again, data[0]));
    require(pmip::read_data(octets, again) && again == option && written(again) == octets);
    return 0;
}
