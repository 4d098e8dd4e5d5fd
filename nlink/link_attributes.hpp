#pragma once

#include <linux/if_link.h>
#include <linux/rtnetlink.h>

#include "nlink/attribute.hpp"

/// The places of a link message that both links and tunnels write to.
namespace nlink::detail::link {

struct Body {
    using Header = ifinfomsg;
};
struct Info {};

using Name = Attribute<Body, IFLA_IFNAME, std::string>;
using Mtu = Attribute<Body, IFLA_MTU, std::uint32_t>;
using LinkInfo = Attribute<Body, IFLA_LINKINFO, Nest<Info>>;
using Kind = Attribute<Info, IFLA_INFO_KIND, std::string>;

} // namespace nlink::detail::link
