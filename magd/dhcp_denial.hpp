#pragma once

#include <string_view>

#include "magd/config.hpp"
#include "magd/pmip/binding.hpp"

namespace magd {

/// Whether the client gets no IPv4 address on this access interface until an operator acts: policy denies it
/// there, or its LMA has refused it, or IPv4 alone (RFC 5844 section 3.2.3.2). `binding` is nullptr if it has
/// none.
///
/// False while the LMA's answer is awaited or it will be asked again by itself, and while the client is
/// registered behind another interface. False too where policy asks for IPv6 alone: that says nothing of the
/// client's IPv4, which it may have from elsewhere.
[[nodiscard]] bool denied(const Config& config, std::string_view interface, const base::MacAddress& mac,
                          const pmip::Binding* binding);

} // namespace magd
