#include "magd/control_socket.hpp"

#include <asio/local/stream_protocol.hpp>
#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "magd/peer.hpp"

namespace magd {
namespace {

using Endpoint = asio::local::stream_protocol::endpoint;

constexpr mode_t private_mode = 0600;
constexpr mode_t shared_mode = 0660;
constexpr mode_t folder_mode = 0755;

base::Result<base::Fd> unix_socket() {
    base::Fd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    if (!fd) return base::fail_errno("unix socket");
    return fd;
}

/// Removes what a dead daemon left at the path. A socket that takes a connection, or has a
/// full queue of them, has a living owner.
base::Result<void> clear_path(const std::string& path) {
    struct stat status{};
    if (::lstat(path.c_str(), &status) != 0) return {};
    if (!S_ISSOCK(status.st_mode)) return base::fail(path + " exists and is not a socket: remove it", EEXIST);
    auto probe = unix_socket();
    if (!probe) return std::unexpected(probe.error());
    const Endpoint endpoint(path);
    const bool connected =
        ::connect(probe->get(), endpoint.data(), static_cast<socklen_t>(endpoint.size())) == 0;
    if (!connected && errno == EAGAIN) return base::fail("another magd holds " + path, EADDRINUSE);
    if (!connected && errno != ECONNREFUSED && errno != ENOENT) return base::fail_errno(path);
    if (connected) {
        const auto owner = peer_of(probe->get());
        return base::fail(fmt::format("another magd (pid {}) holds {}", owner ? owner->pid : 0, path),
                          EADDRINUSE);
    }
    if (::unlink(path.c_str()) != 0 && errno != ENOENT) return base::fail_errno("cannot replace " + path);
    return {};
}

/// The socket is private until its group is set.
base::Result<void> bind_at(int fd, const std::string& path) {
    if (::fchmod(fd, private_mode) != 0) return base::fail_errno(path);
    const Endpoint endpoint(path);
    if (::bind(fd, endpoint.data(), static_cast<socklen_t>(endpoint.size())) != 0)
        return base::fail_errno("cannot make " + path);
    return {};
}

base::Result<void> share(const ControlConfig& config) {
    const auto group = find_group(config.group);
    if (group && ::chown(config.socket.c_str(), static_cast<uid_t>(-1), *group) != 0)
        return base::fail_errno(fmt::format("cannot give {} to group {}", config.socket, config.group));
    if (::chmod(config.socket.c_str(), shared_mode) != 0) return base::fail_errno(config.socket);
    return {};
}

} // namespace

base::Result<base::Fd> listen_for_control(const ControlConfig& config) {
    const auto folder = std::filesystem::path(config.socket).parent_path();
    if (::mkdir(folder.c_str(), folder_mode) != 0 && errno != EEXIST)
        return base::fail_errno("cannot make folder " + folder.string());
    auto fd = unix_socket();
    if (!fd) return fd;
    if (auto clear = clear_path(config.socket); !clear) return std::unexpected(clear.error());
    if (auto bound = bind_at(fd->get(), config.socket); !bound) return std::unexpected(bound.error());
    if (auto shared = share(config); !shared) return std::unexpected(shared.error());
    if (::listen(fd->get(), SOMAXCONN) != 0) return base::fail_errno(config.socket);
    return fd;
}

} // namespace magd
