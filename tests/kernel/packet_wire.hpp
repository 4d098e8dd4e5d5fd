#pragma once

#include <doctest/doctest.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <chrono>
#include <optional>

#include "nlink/base/bytes.hpp"
#include "nlink/base/fd.hpp"
#include "nlink/base/ip.hpp"

/// Packets made and read by hand, and a cable's end to put them on.
namespace wire {

using base::Bytes;

struct Ends {
    base::Address source, destination; ///< of one family
};
inline Ends reversed(const Ends& ends) { return {ends.destination, ends.source}; }

inline std::uint16_t ethertype(const base::Address& address) {
    return base::family_of(address) == base::Family::ipv4 ? ETHERTYPE_IP : ETHERTYPE_IPV6;
}

/// An IP packet of either family.
inline Bytes ip(const Ends& ends, std::uint8_t protocol, const Bytes& payload, std::uint8_t hops = 64) {
    base::Writer out;
    if (const auto* source = std::get_if<base::Ipv4>(&ends.source)) {
        base::Ipv4Header header{.total_length = static_cast<std::uint16_t>(20 + payload.size()),
                                .ttl = hops,
                                .protocol = protocol,
                                .source = *source,
                                .destination = std::get<base::Ipv4>(ends.destination)};
        header.checksum = base::internet_checksum({base::bytes_of(header)});
        out.octets(base::bytes_of(header));
    } else {
        out.value(std::uint32_t{0x60000000});
        out.value(static_cast<std::uint16_t>(payload.size()));
        out.value(protocol);
        out.value(hops);
        out.value(std::get<base::Ipv6>(ends.source));
        out.value(std::get<base::Ipv6>(ends.destination));
    }
    out.octets(payload);
    return out.take();
}

/// GRE around a packet of the family of `inner` (RFC 2784, RFC 2890).
inline Bytes gre(std::optional<std::uint32_t> key, const Ends& inner, const Bytes& packet) {
    base::Writer out;
    out.value(std::uint16_t{key ? std::uint16_t{0x2000} : std::uint16_t{0}});
    out.value(ethertype(inner.source));
    if (key) out.value(*key);
    out.octets(packet);
    return out.take();
}

inline Bytes udp(std::uint16_t port, const Bytes& payload) {
    base::Writer out;
    out.value(port);
    out.value(port);
    out.value(static_cast<std::uint16_t>(8 + payload.size()));
    out.value(std::uint16_t{0}); // no checksum, RFC 8086
    out.octets(payload);
    return out.take();
}

inline Bytes frame(const base::MacAddress& from, const base::MacAddress& to, std::uint16_t type,
                   const Bytes& packet) {
    base::Writer out;
    out.value(to);
    out.value(from);
    out.value(type);
    out.octets(packet);
    return out.take();
}

/// One end of a cable: sends and receives whole frames.
class End {
  public:
    explicit End(base::IfIndex index) : fd_(::socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, htons(ETH_P_ALL))) {
        sockaddr_ll address{};
        address.sll_family = AF_PACKET;
        address.sll_protocol = htons(ETH_P_ALL);
        address.sll_ifindex = static_cast<int>(index);
        const int on = 1;
        const timeval patience{.tv_sec = 0, .tv_usec = 200000};
        REQUIRE(::bind(fd_.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
        REQUIRE(::setsockopt(fd_.get(), SOL_PACKET, PACKET_IGNORE_OUTGOING, &on, sizeof on) == 0);
        REQUIRE(::setsockopt(fd_.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience) == 0);
    }
    void send(const Bytes& frame) {
        REQUIRE(::send(fd_.get(), frame.data(), frame.size(), 0) == static_cast<ssize_t>(frame.size()));
    }
    /// The next frame that `wanted`; empty after five seconds without one.
    template <class Wanted>
    Bytes receive(Wanted wanted) {
        const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(5);
        while (std::chrono::steady_clock::now() < deadline) {
            Bytes frame(2048);
            const auto size = ::recv(fd_.get(), frame.data(), frame.size(), 0);
            frame.resize(static_cast<std::size_t>(std::max<ssize_t>(size, 0)));
            if (frame.size() > ETH_HLEN && wanted(frame)) return frame;
        }
        return {};
    }

  private:
    base::Fd fd_;
};

} // namespace wire
