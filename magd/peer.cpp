#include "magd/peer.hpp"

#include <grp.h>
#include <pwd.h>
#include <sys/socket.h>

#include <algorithm>

namespace magd {

base::Result<Peer> peer_of(int socket) {
    ucred credentials{};
    socklen_t size = sizeof credentials;
    if (getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &credentials, &size) != 0)
        return base::fail_errno("credentials of the peer");
    return Peer{.pid = credentials.pid, .uid = credentials.uid, .gid = credentials.gid};
}

std::vector<gid_t> groups_of(const Peer& peer) {
    const auto* user = getpwuid(peer.uid);
    if (user == nullptr) return {peer.gid};
    int count = 0;
    getgrouplist(user->pw_name, peer.gid, nullptr, &count);
    std::vector<gid_t> groups(static_cast<std::size_t>(std::max(count, 1)), peer.gid);
    getgrouplist(user->pw_name, peer.gid, groups.data(), &count);
    return groups;
}

std::optional<gid_t> find_group(const std::string& name) {
    if (name.empty()) return std::nullopt;
    const auto* group = getgrnam(name.c_str());
    return group == nullptr ? std::nullopt : std::optional(group->gr_gid);
}

bool ChangePolicy::permits(const Peer& peer, const std::vector<gid_t>& groups) const {
    return peer.uid == 0 || peer.uid == own || (group && std::ranges::find(groups, *group) != groups.end());
}

} // namespace magd
