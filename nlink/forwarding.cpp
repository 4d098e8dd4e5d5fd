#include "nlink/forwarding.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

#include "nlink/base/fd.hpp"

namespace nlink {
namespace {

std::string path_of(Ipv6Switch which, const std::string& interface) {
    const auto* file = which == Ipv6Switch::forwarding ? "forwarding" : "proxy_ndp";
    return "/proc/sys/net/ipv6/conf/" + interface + "/" + file;
}

} // namespace

bool is_on(Ipv6Switch which, const std::string& interface) {
    const base::Fd file(::open(path_of(which, interface).c_str(), O_RDONLY | O_CLOEXEC));
    char digit = '0';
    return file && ::read(file.get(), &digit, 1) == 1 && digit != '0';
}

base::Result<void> turn_on(Ipv6Switch which, const std::string& interface) {
    if (is_on(which, interface)) return {};
    const auto path = path_of(which, interface);
    const base::Fd file(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
    if (!file || ::write(file.get(), "1", 1) != 1) return base::fail_errno("cannot turn on " + path);
    return {};
}

} // namespace nlink
