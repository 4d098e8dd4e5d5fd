#pragma once

#include <expected>
#include <string>
#include <string_view>

#include "magd/pmip/binding.hpp"

namespace magd::journal {

/// What must be known of a carried binding to go on with it in another process, as JSON. Times are of
/// the steady clock, which counts from the machine's start whatever the process.
[[nodiscard]] std::string record_of(const pmip::Binding& binding);

/// The binding of such a record: programmed, with no exchange under way. Of its profile, what only the
/// configuration knows (the realm's LMAs, the access network, a fixed key, the interface's number) is
/// not there. The error says what is wrong with the record.
[[nodiscard]] std::expected<pmip::Binding, std::string> binding_of(std::string_view record);

} // namespace magd::journal
