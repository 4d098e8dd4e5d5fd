#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "magd/journal/journal.hpp"
#include "magd/pmip/binding.hpp"

namespace magd::journal {

/// What the last process left to the next one.
struct Recollection {
    std::optional<Journal> journal;      ///< nothing if none can be kept; the troubles say why
    Header header;                       ///< of this process
    std::vector<pmip::Binding> bindings; ///< that the kernel carries, or did
    std::vector<std::string> troubles;   ///< for the operator
};

/// What decides whether the sessions of an earlier process go on.
struct Run {
    std::string boot;            ///< names this start of the machine
    pmip::TimePoint began;       ///< of this process
    pmip::Seconds longest_pause; ///< since the earlier one was alive
};

/// Where the journal is in a state directory.
[[nodiscard]] std::filesystem::path journal_in(const std::filesystem::path& folder);

/// Opens the journal in the folder, and makes the folder if only that is missing. A file that is no
/// journal, or a damaged one, is set aside. The sessions of another start of the machine are lost, so are
/// those after too long a pause, in which their clients may have gone to other gateways unheard, and those
/// that nobody can read; then the restart counter rises (RFC 5847 section 3.4). Where it is not known it is
/// the time in seconds. Error EBUSY: another process has the journal.
[[nodiscard]] base::Result<Recollection> recollect(const std::filesystem::path& folder, const Run& run);

/// Names this start of the machine; empty if the kernel does not say.
[[nodiscard]] std::string boot_id();

} // namespace magd::journal
