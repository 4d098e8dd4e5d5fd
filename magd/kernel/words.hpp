#pragma once

#include <string>

#include "magd/kernel/state.hpp"

namespace magd::kernel {

/// An object for an operator, in the words of `ip` and `nft` where they have some; interfaces by name.
[[nodiscard]] std::string words(const FouPortKey& key, const FouPort&);
[[nodiscard]] std::string words(const TunnelKey& key, const Tunnel& tunnel);
[[nodiscard]] std::string words(const InterfaceKey& key, const InterfaceSettings& value);
[[nodiscard]] std::string words(const AddressKey& key, const Address&);
[[nodiscard]] std::string words(const RouteKey& key, const Route& route);
[[nodiscard]] std::string words(const RuleKey& key, const Rule&);
[[nodiscard]] std::string words(const NeighbourKey& key, const Neighbour& neighbour);
[[nodiscard]] std::string words(const RulesetKey&, const Ruleset&);
[[nodiscard]] std::string words(const DownlinkKey& key, const Downlink& value);
[[nodiscard]] std::string words(const UplinkGreKey& key, const GreKeyValue& value);
[[nodiscard]] std::string words(const OffloadFlow& flow, const Present&);
[[nodiscard]] std::string words(const OffloadOthers& others, const Present&);
[[nodiscard]] std::string words(const UplinkKey& key, const Uplink& value);

} // namespace magd::kernel
