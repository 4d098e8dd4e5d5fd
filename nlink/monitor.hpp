#pragma once

#include <cstdint>
#include <functional>
#include <span>

#include "nlink/base/bytes.hpp"
#include "nlink/base/error.hpp"
#include "nlink/base/fd.hpp"
#include "nlink/view.hpp"

namespace nlink {

/// What came of one look at a Monitor.
enum class Heard : std::uint8_t {
    nothing,  ///< nothing waits
    messages, ///< they were given
    lost,     ///< more had come than the socket holds (ENOBUFS): only a dump tells what
};

/// Listens to what the kernel tells of changes by others. It sees the network namespace of the
/// thread that opened it, from then on.
class Monitor {
  public:
    /// `protocol` as a Socket's; `groups` are RTNLGRP_, NFNLGRP_ or find_generic_group's numbers. `own`:
    /// ports of sockets whose changes are not told of, where the kernel says whose they are; of links, it
    /// does not.
    [[nodiscard]] static base::Result<Monitor> open(int protocol, std::span<const std::uint32_t> groups,
                                                    std::span<const std::uint32_t> own);

    /// Readable when something waits.
    [[nodiscard]] int fd() const { return fd_.get(); }
    /// Gives the messages of one datagram, if one waits.
    [[nodiscard]] Heard receive(const std::function<void(const Message&)>& take);
    /// Drops all that waits: for those who are about to list what there is.
    void discard();

  private:
    explicit Monitor(base::Fd fd) : fd_(std::move(fd)) {}
    base::Fd fd_;
    base::Bytes buffer_;
};

} // namespace nlink
