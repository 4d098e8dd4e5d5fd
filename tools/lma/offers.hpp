#pragma once

#include <optional>
#include <vector>

#include "tools/lma/request.hpp"

namespace lma {

/// Adds the option if there is one.
template <class O>
void add(std::vector<pmip::Option>& out, const std::optional<O>& option) {
    if (option) out.emplace_back(*option);
}

/// The bulk group of all this LMA's sessions.
constexpr std::uint32_t bulk_group = 2;

/// Whether the session joins a bulk group, RFC 6602 section 4.
[[nodiscard]] bool joins_group(const LmaSettings& settings, const Request& request);

/// The options of an acceptance beyond the session: each one that the settings offer and the
/// request lets one send. `sessions` goes into the Load Information.
[[nodiscard]] std::vector<pmip::Option> offered(const LmaSettings& settings, const Request& request,
                                                std::size_t sessions);

} // namespace lma
