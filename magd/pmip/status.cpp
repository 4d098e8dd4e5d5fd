#include "magd/pmip/status.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace pmip {
namespace {

constexpr bool ascending() { return std::ranges::is_sorted(status_texts, {}, &StatusText::status); }
static_assert(ascending(), "name() searches the table by halves");

} // namespace

std::string_view name(Status status) {
    const auto* const found = std::ranges::lower_bound(status_texts, status, {}, &StatusText::status);
    if (found != status_texts.end() && found->status == status) return found->name;
    return accepted(status) ? "unassigned, accepting" : "unassigned, rejecting";
}

std::string describe(Status status) {
    return fmt::format("{} ({})", name(status), std::to_underlying(status));
}

} // namespace pmip
