#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>
#include <vector>

#include "nlink/base/interned.hpp"

namespace pmip {

/// Of an LMA, a realm, an interface, a service: the configuration names few, and each binding several.
using Name = base::Interned<std::string>;
using Names = base::Interned<std::vector<std::string>>;

} // namespace pmip

template <>
struct fmt::formatter<pmip::Name> : fmt::formatter<std::string_view> {
    auto format(const pmip::Name& name, auto& context) const {
        return fmt::formatter<std::string_view>::format(*name, context);
    }
};
