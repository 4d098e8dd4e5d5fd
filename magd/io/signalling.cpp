#include "magd/io/signalling.hpp"

namespace magd::io {

base::Result<Signalling> Signalling::open(const SignallingAddresses& local) {
    Signalling self;
    if (local.ipv4) {
        auto opened = Ipv4Transport::open(*local.ipv4, local.port);
        if (!opened) return std::unexpected(opened.error());
        self.ipv4_ = std::move(*opened);
    }
    if (local.ipv6) {
        auto opened = Ipv6Transport::open(*local.ipv6);
        if (!opened) return std::unexpected(opened.error());
        self.ipv6_ = std::move(*opened);
    }
    return self;
}

base::Result<void> Signalling::send(const base::Address& to, std::uint16_t port,
                                    base::ByteView mobility_header) {
    if (const auto* ipv4 = std::get_if<base::Ipv4>(&to); ipv4 != nullptr && ipv4_)
        return ipv4_->send(*ipv4, port, mobility_header);
    if (const auto* ipv6 = std::get_if<base::Ipv6>(&to); ipv6 != nullptr && ipv6_)
        return ipv6_->send(*ipv6, mobility_header);
    return base::fail("send to " + base::to_string(to) + ": no signalling address of its family");
}

Received Signalling::receive(Datagram& out) {
    // They take turns, so that a flood of one does not silence the other.
    ipv6_first_ = !ipv6_first_;
    const auto first = ipv6_first_ ? receive_ipv6(out) : receive_ipv4(out);
    if (first != Received::nothing) return first;
    return ipv6_first_ ? receive_ipv4(out) : receive_ipv6(out);
}

base::Result<void> Signalling::report_problem(const Datagram& offender, std::uint32_t offset) {
    const auto* to = std::get_if<base::Ipv6>(&offender.source);
    if (to == nullptr || !ipv6_) return {};
    return ipv6_->report_problem(*to, offender.payload, offset);
}

std::vector<int> Signalling::fds() const {
    std::vector<int> fds;
    if (ipv4_) fds.push_back(ipv4_->fd());
    if (ipv6_) fds.push_back(ipv6_->fd());
    return fds;
}

} // namespace magd::io
