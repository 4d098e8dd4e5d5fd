/// Whatever decodes must encode, in both paddings, to something that decodes to the same.
#include <cstdint>
#include <cstdlib>

#include "magd/pmip/authentication.hpp"
#include "magd/pmip/codec.hpp"

namespace {

void require(bool held) {
    if (!held) std::abort();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto decoded = pmip::decode({data, size});
    if (!decoded) {
        require(!decoded.error().detail.empty());
        return 0;
    }
    require(!pmip::describe(decoded->message).empty());
    const bool absent = pmip::authenticate({data, size}, *decoded, {}, {}) == pmip::Authenticity::absent;
    require(absent == (decoded->authenticated == 0));
    for (const auto padding : {pmip::Padding::minimal, pmip::Padding::never_pad1}) {
        const auto octets = pmip::encode(decoded->message, padding);
        // Packed options may need more than a header holds once they are aligned.
        if (octets.empty()) {
            require(size > 1000);
            continue;
        }
        const auto again = pmip::decode(octets);
        require(again && again->message == decoded->message && again->trailing == 0);
    }
    return 0;
}
