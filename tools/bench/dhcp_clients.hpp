#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <random>
#include <set>
#include <utility>
#include <vector>

#include "dhcp/packet.hpp"
#include "tools/bench/latencies.hpp"

/// A crowd of DHCP clients that load a server. Pure: time comes in, packets go in and out.
namespace bench {

using TimePoint = std::chrono::steady_clock::time_point;

/// What a client knows of its lease.
struct Leased {
    base::MacAddress mac{};
    base::Ipv4 address{};       ///< unspecified: it has none
    base::Ipv4 server{};        ///< the server's identifier
    base::MacAddress gateway{}; ///< where the server's frames come from
    bool operator==(const Leased&) const = default;
};

/// Those in which a client waits for an answer, RFC 2131 figure 5; `idle` is any other. `releasing`: it gives
/// its address back, which nobody answers.
enum class State : std::uint8_t { idle, selecting, requesting, renewing, rebinding, releasing };

/// What has happened. Times count from the first message of their kind, retransmissions included.
struct Tally {
    std::vector<Duration> offer; ///< from DISCOVER to OFFER
    std::vector<Duration> ack;   ///< from REQUEST to ACK, in whatever state
    std::vector<Duration> whole; ///< from the first message of an exchange to its ACK
    std::uint64_t retransmitted = 0;
    std::uint64_t refused = 0; ///< NAKs
    std::uint64_t strange = 0; ///< answers that nobody waited for
};

/// Time before the next transmission: 4 s after the first, then twice as long each time up to 64 s, and in
/// each case a random second more or less (RFC 2131 section 4.1). `spread` is from -1 to 1.
[[nodiscard]] Duration retransmission_delay(unsigned transmissions, double spread);

/// A client's number is its place in the list, less than 2^20.
class Clients {
  public:
    explicit Clients(std::vector<Leased> clients) : clients_(clients.begin(), clients.end()) {}

    /// Begins the exchange of a client that is idle, in the state `selecting`, `renewing`, `rebinding` or
    /// `releasing`; all but the first need a lease. Gives what it sends. Who releases is idle at once, and
    /// has no address any more.
    [[nodiscard]] dhcp::Packet begin(std::size_t number, State state, TimePoint now);
    /// Takes what a server sent. Gives what the client sends then, if anything.
    [[nodiscard]] std::optional<dhcp::Packet> receive(const dhcp::Packet& packet, TimePoint now);
    /// One message that was not answered in time and goes again; nothing if there is no more by now.
    [[nodiscard]] std::optional<dhcp::Packet> overdue(TimePoint now);
    /// When there is one.
    [[nodiscard]] std::optional<TimePoint> deadline() const;

    [[nodiscard]] std::size_t count() const { return clients_.size(); }
    [[nodiscard]] bool idle(std::size_t number) const { return clients_[number].state == State::idle; }
    /// Exchanges under way.
    [[nodiscard]] std::size_t waiting() const { return due_.size(); }
    [[nodiscard]] const Leased& leased(std::size_t number) const { return clients_[number]; }
    [[nodiscard]] const Tally& tally() const { return tally_; }

  private:
    struct Client : Leased {
        explicit Client(const Leased& leased) : Leased(leased) {}
        State state = State::idle;
        std::uint32_t xid = 0;
        unsigned transmissions = 0; ///< of the message that is to be answered
        TimePoint began, asked, due;
    };
    static dhcp::Packet release(Client& client);
    dhcp::Packet enter(Client& client, State state, TimePoint now);
    dhcp::Packet transmit(Client& client, TimePoint now);
    void leave(Client& client);
    Client* addressee(const dhcp::Message& answer);

    std::vector<Client> clients_;
    std::set<std::pair<TimePoint, std::size_t>> due_; ///< of each that waits
    std::uint32_t exchanges_ = 0;
    std::minstd_rand chance_;
    Tally tally_;
};

} // namespace bench
