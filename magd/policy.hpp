#pragma once

#include "magd/config.hpp"
#include "magd/kernel/footprint.hpp"
#include "magd/pmip/mag.hpp"
#include "magd/silence.hpp"

/// What the configuration means to each part of the gateway.
namespace magd {

[[nodiscard]] pmip::MagSettings mag_settings(const Config& config);
[[nodiscard]] kernel::Site kernel_site(const Config& config);

/// The local address of signalling and tunnels with this LMA.
[[nodiscard]] base::Address proxy_care_of_address(const Config& config, const LmaConfig& lma);

/// Whether clients of the access interface are attached by this.
[[nodiscard]] bool has_trigger(const AccessConfig& access, Trigger trigger);

/// Whether it tells too that clients have left.
[[nodiscard]] bool tells_of_leaving(Trigger trigger);

/// How its silent clients are asked whether they are there: by what the configuration says, else where no
/// trigger tells that they have left.
[[nodiscard]] SilenceTerms silence_terms(const AccessConfig& access);

/// The access interface of that name; nullptr if the configuration has none.
[[nodiscard]] const AccessConfig* find_access(const Config& config, std::string_view interface);

} // namespace magd
