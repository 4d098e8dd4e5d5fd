#pragma once

#include <vector>

#include "magd/access/dhcp_port.hpp"
#include "magd/config.hpp"
#include "magd/pmip/binding.hpp"

namespace magd {

/// Fills in what a session of an earlier process must have from this configuration: where its client is,
/// the LMAs of its realm, its access network, its fixed key. What else the configuration says of it by now
/// is a correction, as after a reload.
void complete(std::vector<pmip::Binding>& sessions, const Config& config,
              const std::vector<access::DhcpPort>& ports);

} // namespace magd
