#pragma once

#include <optional>
#include <string_view>

#include "magd/config.hpp"
#include "magd/denials.hpp"
#include "magd/pmip/binding.hpp"

namespace magd {

/// Lets clients in that a trigger has told of.
class Admission {
  public:
    explicit Admission(const Config& config) : config_(config) {}

    /// Who the client is; nothing if such a trigger attaches nobody there, or if policy refuses the client,
    /// which is logged once.
    [[nodiscard]] std::optional<pmip::Profile> admit(std::string_view interface, base::IfIndex index,
                                                     const base::MacAddress& mac,
                                                     Trigger trigger = Trigger::dhcp);

  private:
    const Config& config_;
    Denials denials_;
};

} // namespace magd
