#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "magd/kernel/diff.hpp"
#include "nlink/base/counters.hpp"

namespace magd::kernel {

/// One object that the kernel does not hold as it should, for an operator.
struct Difference {
    enum class Kind : std::uint8_t {
        missing,    ///< wished and not there
        different,  ///< there with another value
        unexpected, ///< there, ours by its mark, and not wished
    };
    Kind kind = Kind::missing;
    std::string object; ///< in the words of `ip` and `nft` where they have some
    bool operator==(const Difference&) const = default;
};
[[nodiscard]] std::string_view name(Difference::Kind kind);

/// What was mended, by magd itself or for an operator, since the start.
enum class Repair : std::uint8_t { kernel_restored, kernel_removed, count_ };
constexpr base::CounterTexts<Repair> repair_texts{{
    {"kernel_restored", "kernel objects that somebody else had removed or changed, and that were restored"},
    {"kernel_removed", "kernel objects of ours that nothing needed, and that were removed"},
}};

/// What a plan would mend, in the order in which objects are made. Entries of tables that are made anew are
/// not told one by one.
[[nodiscard]] std::vector<Difference> differences(Plan plan);

} // namespace magd::kernel
