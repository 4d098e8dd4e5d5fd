#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "nlink/request.hpp"
#include "nlink/view.hpp"

/// The pure half of Socket: what goes into one send, and which answer belongs to which request.
namespace nlink {

/// What became of one request.
struct Outcome {
    int code = 0;     ///< 0, or the errno the kernel refused it with
    std::string what; ///< empty, or request, reason and the kernel's own words
    bool operator==(const Outcome&) const = default;
    [[nodiscard]] bool ok() const { return code == 0; }
};

/// The kernel's verdict on a request, or on a dump at its end.
struct Acknowledgement {
    int code = 0;     ///< 0 or an errno
    std::string text; ///< the extended acknowledgement's message, often empty
    bool operator==(const Acknowledgement&) const = default;
};

/// Reads NLMSG_ERROR and NLMSG_DONE; nothing for other messages and ones too short.
[[nodiscard]] std::optional<Acknowledgement> parse_acknowledgement(const Message& message);

/// "add route 192.0.2.0/24: File exists", with " (the kernel's words)" where it gave some.
[[nodiscard]] Outcome outcome_of(const Request& request, const Acknowledgement& acknowledgement);

/// How much goes into one send.
struct SendLimits {
    std::size_t octets = 0;   ///< the kernel refuses a longer one (EMSGSIZE)
    std::size_t requests = 0; ///< their acknowledgements all have to fit the receive buffer
};

/// How many of the first requests go into the next send; at least one.
[[nodiscard]] std::size_t chunk_size(std::span<const Request> batch, SendLimits limits);

/// Appends the requests to a datagram, numbered from `sequence` on, `flags` added to each.
void append_requests(base::Bytes& datagram, std::span<const Request> batch, std::uint32_t sequence,
                     std::uint16_t flags);

/// Matches acknowledgements with the requests of one send by their sequence numbers.
class Matcher {
  public:
    Matcher(std::span<const Request> batch, std::uint32_t first_sequence)
        : batch_(batch),
          first_(first_sequence),
          outcomes_(batch.size()),
          open_(batch.size()) {}

    /// False if the message answers none of the requests that are still open.
    bool take(const Message& message);
    /// The same verdict for every request that is still open.
    void settle_open(const Acknowledgement& verdict);
    [[nodiscard]] bool complete() const { return open_ == 0; }
    /// The outcomes in the order of the requests; only when complete.
    [[nodiscard]] std::vector<Outcome> finish() &&;

  private:
    void settle(std::size_t index, const Acknowledgement& verdict);

    std::span<const Request> batch_;
    std::uint32_t first_;
    std::vector<std::optional<Outcome>> outcomes_;
    std::size_t open_;
};

} // namespace nlink
