#include "magd/access/hostapd_port.hpp"

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <array>
#include <cstddef>

#include "magd/wakeup.hpp"

namespace magd::access {
namespace {

constexpr std::size_t largest_answer = 4096; ///< of hostapd 2.10, and of its events
constexpr mode_t shared_mode = 0660;

base::Result<sockaddr_un> address_of(const std::string& path) {
    sockaddr_un out{};
    out.sun_family = AF_UNIX;
    if (path.size() >= sizeof out.sun_path)
        return base::fail(path + " is too long for a socket", ENAMETOOLONG);
    path.copy(static_cast<char*>(out.sun_path), path.size());
    return out;
}

/// As bind and connect want it.
const sockaddr* generic(const sockaddr_un& address) { return reinterpret_cast<const sockaddr*>(&address); }

base::Result<base::Fd> datagram_socket() {
    base::Fd fd(::socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    if (!fd) return base::fail_errno("unix socket");
    return fd;
}

/// Removes what an earlier process left. A socket with a living owner does not refuse.
base::Result<void> clear(const std::string& path, const sockaddr_un& address) {
    struct stat status{};
    if (::lstat(path.c_str(), &status) != 0) return {};
    if (!S_ISSOCK(status.st_mode)) return base::fail(path + " exists and is not a socket: remove it", EEXIST);
    const auto probe = datagram_socket();
    if (!probe) return std::unexpected(probe.error());
    const auto connected = ::connect(probe->get(), generic(address), sizeof address) == 0;
    // EPERM: its owner hears somebody else alone.
    if (connected || errno == EPERM) return base::fail("another process holds " + path, EADDRINUSE);
    if (errno != ECONNREFUSED) return base::fail_errno(path);
    if (::unlink(path.c_str()) != 0) return base::fail_errno("cannot replace " + path);
    return {};
}

} // namespace

base::Result<HostapdPort> HostapdPort::open(const HostapdPlace& place) {
    HostapdPort self;
    self.peer_ = place.folder + "/" + place.interface;
    if (auto peer = address_of(self.peer_); !peer) return std::unexpected(peer.error());
    const auto path = place.own_prefix + place.interface;
    const auto own = address_of(path);
    if (!own) return std::unexpected(own.error());
    if (auto cleared = clear(path, *own); !cleared) return std::unexpected(cleared.error());
    auto socket = datagram_socket();
    if (!socket) return std::unexpected(socket.error());
    self.socket_ = std::move(*socket);
    if (::bind(self.fd(), generic(*own), sizeof *own) != 0) return base::fail_errno("cannot make " + path);
    self.file_ = SocketFile(path);
    if (::chmod(path.c_str(), shared_mode) != 0) return base::fail_errno(path);
    return self;
}

std::vector<Sighting> HostapdPort::receive(TimePoint now) {
    std::vector<Sighting> sightings;
    take_some([&] { return take_one(sightings, now); });
    return sightings;
}

std::vector<Sighting> HostapdPort::tick(TimePoint now) {
    auto sightings = receive(now);
    perform(session_.tick(now), sightings, now);
    return sightings;
}

bool HostapdPort::take_one(std::vector<Sighting>& sightings, TimePoint now) {
    std::array<char, largest_answer> buffer; // NOLINT(*-member-init): written by the kernel
    const auto size = ::recv(fd(), buffer.data(), buffer.size(), 0);
    if (size < 0) return false;
    perform(session_.received({buffer.data(), static_cast<std::size_t>(size)}, now), sightings, now);
    return true;
}

void HostapdPort::perform(HostapdStep step, std::vector<Sighting>& sightings, TimePoint now) {
    sightings.insert(sightings.end(), step.sightings.begin(), step.sightings.end());
    if (step.change) changes_.push_back(std::move(*step.change));
    if (step.request.empty()) return;
    if (const auto sent = send(step); !sent) perform(session_.failed(sent.error(), now), sightings, now);
}

base::Result<void> HostapdPort::send(const HostapdStep& step) const {
    if (step.connect) {
        const auto peer = address_of(peer_);
        if (!peer) return std::unexpected(peer.error());
        if (::connect(fd(), generic(*peer), sizeof *peer) != 0) return base::fail_errno(peer_);
    }
    const auto size = ::send(fd(), step.request.data(), step.request.size(), MSG_NOSIGNAL);
    // A full queue is that of a hostapd which is busy, or stopped: then the answer is missing.
    if (size < 0 && errno != EAGAIN) return base::fail_errno(peer_);
    return {};
}

} // namespace magd::access
