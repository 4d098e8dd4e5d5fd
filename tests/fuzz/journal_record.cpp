/// Any record of the journal: it is refused, or is that of a session which the kernel could carry and
/// which another record brings back the same.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "magd/journal/record.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto binding = magd::journal::binding_of({reinterpret_cast<const char*>(data), size});
    if (!binding) return 0;
    if (!binding->ipv4 && !binding->ipv6) std::abort();
    if (magd::journal::binding_of(magd::journal::record_of(*binding)) != *binding) std::abort();
    return 0;
}
