#pragma once

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <optional>
#include <string_view>
#include <vector>

namespace magd {

/// How many letters must be added, removed or changed to turn `a` into `b`.
[[nodiscard]] inline std::size_t edit_distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), 0U);
    for (std::size_t i = 0; i < a.size(); ++i) {
        std::size_t diagonal = row[0]++;
        for (std::size_t j = 0; j < b.size(); ++j) {
            const auto change = diagonal + (a[i] == b[j] ? 0U : 1U);
            diagonal = row[j + 1];
            row[j + 1] = std::min({row[j] + 1, row[j + 1] + 1, change});
        }
    }
    return row.back();
}

/// The candidate that was probably meant: at most half of its letters are wrong.
template <class Candidates>
[[nodiscard]] std::optional<std::string_view> suggest(std::string_view word, const Candidates& candidates) {
    std::optional<std::string_view> best;
    std::size_t least = 0;
    for (const std::string_view candidate : candidates) {
        if (word.size() > 2 * candidate.size()) continue;
        const auto distance = edit_distance(word, candidate);
        if (2 * distance > candidate.size() || (best && distance >= least)) continue;
        best = candidate;
        least = distance;
    }
    return best;
}

} // namespace magd
