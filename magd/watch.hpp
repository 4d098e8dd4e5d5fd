#pragma once

#include <asio/io_context.hpp>
#include <asio/posix/stream_descriptor.hpp>
#include <unistd.h>

#include <functional>
#include <utility>

namespace magd {

/// Waits for one descriptor again and again, and calls what reads it; that may leave something for
/// the next time. The descriptor stays its owner's.
class Watch {
  public:
    Watch(asio::io_context& loop, int fd, std::function<void()> readable)
        : descriptor_(loop, ::dup(fd)),
          readable_(std::move(readable)) {
        again();
    }

  private:
    void again() {
        descriptor_.async_wait(asio::posix::stream_descriptor::wait_read,
                               [this](const asio::error_code& error) {
                                   if (error) return;
                                   readable_();
                                   again();
                               });
    }
    asio::posix::stream_descriptor descriptor_;
    std::function<void()> readable_;
};

} // namespace magd
