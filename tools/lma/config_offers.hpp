#pragma once

#include "magd/config_reader.hpp"
#include "tools/lma/settings.hpp"

namespace lma {

/// The [offer] section: what acceptances carry besides the session.
void read_offers(magd::SectionReader section, Offers& offers);

} // namespace lma
