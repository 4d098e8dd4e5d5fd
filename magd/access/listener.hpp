#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <utility>

#include "nlink/monitor.hpp"

namespace magd::access {

using TimePoint = std::chrono::steady_clock::time_point;

/// Listens to what the kernel tells, and knows when only a list of all there is can tell: at the begin,
/// when notifications were lost, and again a second after a list failed.
class Listener {
  public:
    explicit Listener(nlink::Monitor monitor) : monitor_(std::move(monitor)) {}

    [[nodiscard]] int fd() const { return monitor_.fd(); }
    /// Gives what waits: all, or as much as one wakeup may; nothing while a list is due, which tells more.
    void receive(const std::function<void(const nlink::Message&)>& take);

    /// A list is due at once.
    void distrust() { list_at_ = TimePoint{}; }
    /// Whether a list is due now. What waits is dropped then: it is older than the list.
    [[nodiscard]] bool begin_list(TimePoint now);
    void listed() { list_at_ = std::nullopt; }
    /// When a list is due.
    [[nodiscard]] std::optional<TimePoint> deadline() const { return list_at_; }

  private:
    nlink::Monitor monitor_;
    std::optional<TimePoint> list_at_ = TimePoint{};
};

} // namespace magd::access
