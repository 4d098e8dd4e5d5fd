#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "magd/kernel/gone.hpp"
#include "magd/kernel/site.hpp"
#include "nlink/monitor.hpp"

namespace magd::kernel {

/// What somebody else's changes mean for what is ours.
struct Disturbance {
    bool gone = false;    ///< entries were deleted, and Monitor::take_gone tells which
    bool objects = false; ///< objects may be missing or different: a dump tells
    bool ruleset = false; ///< the nftables tables' fixed part, of which no dump tells all

    [[nodiscard]] bool any() const { return gone || objects || ruleset; }
    Disturbance& operator|=(const Disturbance& other);
};

/// Listens to changes that others make to the kernel, and tells those that concern us.
class Monitor {
  public:
    /// `own`: netlink ports whose changes are our own.
    [[nodiscard]] static base::Result<Monitor> open(const Site& site, std::span<const std::uint32_t> own);

    [[nodiscard]] std::array<int, 2> fds() const { return {route_.fd(), netfilter_.fd()}; }
    /// Takes what waits: all, or as much as one wakeup may. What was lost may have been anything.
    [[nodiscard]] Disturbance receive();

    /// What was deleted, since it was last asked.
    [[nodiscard]] std::vector<Gone> take_gone() { return std::exchange(gone_, {}); }

    /// What one message means.
    [[nodiscard]] Disturbance judge(const nlink::Message& message);

  private:
    Monitor(Site site, nlink::Monitor route, nlink::Monitor netfilter)
        : site_(std::move(site)),
          route_(std::move(route)),
          netfilter_(std::move(netfilter)) {}
    [[nodiscard]] Disturbance receive(nlink::Monitor& monitor);
    [[nodiscard]] Disturbance judge_link(const nlink::Message& message);
    [[nodiscard]] Disturbance judge_neighbour(const nlink::Message& message);
    [[nodiscard]] Disturbance judge_netfilter(const nlink::Message& message);
    [[nodiscard]] Disturbance note(Gone gone);

    Site site_;
    std::vector<Gone> gone_;
    nlink::Monitor route_, netfilter_;
};

} // namespace magd::kernel
