#pragma once

#include <chrono>
#include <cstddef>
#include <string>

#include "nlink/base/error.hpp"

namespace bench {

/// Counts the clients that leave a gateway, by its control socket: nothing answers their RELEASE.
class Departures {
  public:
    using Clock = std::chrono::steady_clock;

    /// Those that are registered now are there to leave. Errors: nobody answers, or not as magd does.
    [[nodiscard]] static base::Result<Departures> open(std::string socket);

    /// Asks again if it is time.
    [[nodiscard]] base::Result<void> look();
    /// When that is: a while after the last answer, so that the gateway has other work for nine tenths of its
    /// time.
    [[nodiscard]] Clock::time_point next() const { return next_; }
    /// How many had left when last asked.
    [[nodiscard]] std::size_t gone() const { return gone_; }

  private:
    explicit Departures(std::string socket) : socket_(std::move(socket)) {}
    [[nodiscard]] base::Result<std::size_t> registered() const;

    std::string socket_;
    std::size_t before_ = 0, gone_ = 0;
    Clock::time_point next_{};
};

} // namespace bench
