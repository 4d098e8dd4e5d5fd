#include "nlink/forwarding.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

#include "nlink/base/fd.hpp"

namespace nlink {
namespace {

std::string path_of(const std::string& interface) {
    return "/proc/sys/net/ipv6/conf/" + interface + "/forwarding";
}

} // namespace

bool ipv6_forwarding(const std::string& interface) {
    const base::Fd file(::open(path_of(interface).c_str(), O_RDONLY | O_CLOEXEC));
    char digit = '0';
    return file && ::read(file.get(), &digit, 1) == 1 && digit != '0';
}

base::Result<void> enable_ipv6_forwarding(const std::string& interface) {
    const auto path = path_of(interface);
    const base::Fd file(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
    if (!file || ::write(file.get(), "1", 1) != 1)
        return base::fail_errno("cannot turn on IPv6 forwarding of " + interface + " (" + path + ")");
    return {};
}

} // namespace nlink
