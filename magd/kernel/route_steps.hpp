#pragma once

#include <optional>
#include <string>
#include <vector>

#include "magd/kernel/diff.hpp"
#include "magd/kernel/interfaces.hpp"
#include "nlink/neighbour.hpp"
#include "nlink/request.hpp"
#include "nlink/route.hpp"
#include "nlink/rule.hpp"

/// Links, routes, rules and neighbours of the state, in the words of rtnetlink.
namespace magd::kernel {

/// Marks routes, rules and neighbours as ours (an RTPROT_ number that nobody else has).
constexpr std::uint8_t own_protocol = 213;

/// One request with the one that takes it back; none where there is nothing to take back.
struct Step {
    nlink::Request request;
    std::optional<nlink::Request> undo{};
    int tolerated = 0;    ///< an errno that is as good as success
    std::string module{}; ///< what the kernel lacks if it does not know such an object
};

/// What the state knows them by.
[[nodiscard]] RouteKey key_of(const nlink::Route& route);
[[nodiscard]] RuleKey key_of(const nlink::Rule& rule);
[[nodiscard]] NeighbourKey key_of(const nlink::Neighbour& neighbour, const Interfaces& interfaces);

/// A device of ours as the state has it; a default-made one, which no wish equals, if it is
/// no tunnel that we would make.
[[nodiscard]] Tunnel tunnel_of(const nlink::Link& link);

/// The tunnel devices to make, and the ones whose parameters changed made anew.
[[nodiscard]] std::vector<Step> tunnel_steps(const Plan& plan);
/// All else to make or change, in order. To be called when the tunnels exist, as it needs their numbers.
[[nodiscard]] std::vector<Step> creation_steps(const Plan& plan, const Interfaces& interfaces);
/// What is to go, in the reverse order of making.
[[nodiscard]] std::vector<nlink::Request> removals(const Plan& plan, const Interfaces& interfaces);

} // namespace magd::kernel
