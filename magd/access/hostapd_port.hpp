#pragma once

#include <utility>

#include "magd/access/hostapd_session.hpp"
#include "magd/access/socket_file.hpp"
#include "nlink/base/fd.hpp"

namespace magd::access {

/// Where the two ends of a control connection are: absolute paths, the same ones for both programs, in no
/// private mount namespace.
struct HostapdPlace {
    std::string interface{};             ///< hostapd's name of its socket: the access point's interface
    std::string own_prefix{};            ///< of our end's path, before the interface
    std::string folder = "/run/hostapd"; ///< hostapd's `ctrl_interface`
};

/// hostapd's control interface for one access point, as a source of the stations that come and go.
///
/// Both ends need the right to write to the other's socket. Ours to hostapd's comes from hostapd's
/// `ctrl_interface_group`. hostapd's to ours it has as root; if it runs as another user, make the own
/// folder one of a group that this user is in, with the setgid bit: the socket is the group's, too.
class HostapdPort {
  public:
    /// Does not need hostapd: the first tick looks for it. What a process that has ended left at the own
    /// path is replaced. Errors: a path that is too long for a socket, no permission, another process
    /// has the own path.
    [[nodiscard]] static base::Result<HostapdPort> open(const HostapdPlace& place);

    /// To wait on; the same for the port's whole life. Receive whenever it is readable: hostapd 2.10
    /// waits, with all that it serves, for a client that has some 280 events unread.
    [[nodiscard]] int fd() const { return socket_.get(); }
    /// What the datagrams that wait tell: all, or as much as one wakeup may; never blocks.
    [[nodiscard]] std::vector<Sighting> receive(TimePoint now);
    /// Connects, asks and gives up when it is time. What waits is received first: an answer counts from
    /// when it came, not from when we had time for it.
    [[nodiscard]] std::vector<Sighting> tick(TimePoint now);
    /// When to call tick; it changes with each receive and tick.
    [[nodiscard]] TimePoint deadline() const { return session_.deadline(); }

    /// What became of the connection since it was last asked, in order; for the log.
    [[nodiscard]] std::vector<HostapdState> take_changes() { return std::exchange(changes_, {}); }
    [[nodiscard]] const base::Counters<HostapdDrop>& drops() const { return session_.drops(); }

  private:
    HostapdPort() = default;
    [[nodiscard]] bool take_one(std::vector<Sighting>& sightings, TimePoint now);
    void perform(HostapdStep step, std::vector<Sighting>& sightings, TimePoint now);
    [[nodiscard]] base::Result<void> send(const HostapdStep& step) const;

    std::string peer_; ///< path of hostapd's end
    SocketFile file_;
    base::Fd socket_;
    HostapdSession session_;
    std::vector<HostapdState> changes_;
};

} // namespace magd::access
