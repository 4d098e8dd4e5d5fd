#pragma once

#include <cstdint>

namespace magd::log {

/// How grave a log line is; the least grave first, as pmip::Note::Level.
enum class Level : std::uint8_t { debug, info, warning, error };

/// From this level on, lines about clients are kept in the trail, whether or not they are written.
constexpr Level kept = Level::info;

} // namespace magd::log
