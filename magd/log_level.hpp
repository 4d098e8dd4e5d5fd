#pragma once

#include <cstdint>

namespace magd::log {

/// How grave a log line is; the least grave first, as pmip::Note::Level.
enum class Level : std::uint8_t { debug, info, warning, error };

} // namespace magd::log
