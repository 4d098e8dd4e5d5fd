#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "tools/lma/binding_cache.hpp"

namespace lma {

/// The sessions as a JSON list of objects, on one line.
[[nodiscard]] std::string show(const std::map<std::uint32_t, CacheEntry>& entries);

} // namespace lma
