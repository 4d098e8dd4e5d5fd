#include "magd/pmip/option.hpp"

namespace pmip {

Option::Option(const Option& other) = default;
Option::Option(Option&& other) noexcept = default;
Option& Option::operator=(const Option& other) = default;
Option& Option::operator=(Option&& other) noexcept = default;
Option::~Option() = default;
bool Option::operator==(const Option& other) const = default;

} // namespace pmip
