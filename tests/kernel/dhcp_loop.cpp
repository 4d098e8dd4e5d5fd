/// A DHCP server for one interface and one fixed lease: the library behind a packet
/// socket, so that real clients can be tried against it alone. Prints each message that
/// comes and goes, one a line, until it is ended by a signal.
///
///     dhcp_loop INTERFACE ADDRESS/LENGTH ROUTER SERVER-IDENTIFIER LEASE-SECONDS

#include <arpa/inet.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <span>
#include <string>

#include "dhcp/server.hpp"
#include "nlink/base/error.hpp"
#include "nlink/base/fd.hpp"

namespace {

[[noreturn]] void give_up(const std::string& what) {
    std::fprintf(stderr, "dhcp_loop: %s\n", what.c_str());
    std::exit(1);
}

struct Link {
    base::Fd socket;
    base::MacAddress mac;
};

base::Result<Link> open_link(const char* interface) {
    base::Fd socket(::socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, htons(ETH_P_IP)));
    if (!socket) return base::fail_errno("packet socket");
    ifreq request{};
    std::strncpy(request.ifr_name, interface, IFNAMSIZ - 1);
    if (::ioctl(socket.get(), SIOCGIFHWADDR, &request) != 0) return base::fail_errno(interface);
    base::MacAddress mac;
    std::memcpy(mac.octets.data(), request.ifr_hwaddr.sa_data, mac.octets.size());

    sockaddr_ll address{};
    address.sll_family = AF_PACKET;
    address.sll_protocol = htons(ETH_P_IP);
    address.sll_ifindex = static_cast<int>(if_nametoindex(interface));
    const int on = 1;
    if (::bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
        ::setsockopt(socket.get(), SOL_PACKET, PACKET_AUXDATA, &on, sizeof on) != 0)
        return base::fail_errno(interface);
    return Link{.socket = std::move(socket), .mac = mac};
}

struct Received {
    base::Bytes frame; ///< empty if there is nothing to read after all
    bool checksum_trusted = false;
};

base::Result<Received> receive(const Link& link) {
    std::array<std::uint8_t, 2048> buffer{};
    alignas(cmsghdr) std::array<std::uint8_t, CMSG_SPACE(sizeof(tpacket_auxdata))> control{};
    sockaddr_ll from{};
    iovec part{.iov_base = buffer.data(), .iov_len = buffer.size()};
    msghdr message{};
    message.msg_name = &from;
    message.msg_namelen = sizeof from;
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = control.data();
    message.msg_controllen = control.size();
    const auto size = ::recvmsg(link.socket.get(), &message, 0);
    if (size < 0 && errno == ENETDOWN) return Received{}; // said once when the link goes down
    if (size < 0) return base::fail_errno("receive");
    if (from.sll_pkttype == PACKET_OUTGOING) return Received{};

    Received out{.frame = {buffer.begin(), buffer.begin() + size}};
    for (auto* at = CMSG_FIRSTHDR(&message); at != nullptr; at = CMSG_NXTHDR(&message, at)) {
        if (at->cmsg_level != SOL_PACKET || at->cmsg_type != PACKET_AUXDATA) continue;
        tpacket_auxdata aux{};
        std::memcpy(&aux, CMSG_DATA(at), sizeof aux);
        out.checksum_trusted = (aux.tp_status & TP_STATUS_CSUMNOTREADY) != 0;
    }
    return out;
}

void show(const char* direction, const dhcp::Packet& packet, const char* remark = "") {
    const auto& [envelope, message] = packet;
    std::printf("%s %s %s -> %s %s:%u %s%s\n", direction, base::to_string(envelope.source).c_str(),
                base::to_string(envelope.source_address).c_str(),
                base::to_string(envelope.destination).c_str(),
                base::to_string(envelope.destination_address).c_str(), unsigned{envelope.destination_port},
                to_string(message).c_str(), remark);
}

void show(std::string_view what, std::string_view detail) {
    std::printf("    %.*s %.*s\n", static_cast<int>(what.size()), what.data(),
                static_cast<int>(detail.size()), detail.data());
}

void carry_out(const Link& link, const dhcp::Outcome& outcome) {
    if (const auto* const reply = std::get_if<dhcp::Reply>(&outcome)) {
        const auto frame = dhcp::encode_packet(reply->packet);
        if (::send(link.socket.get(), frame.data(), frame.size(), 0) < 0) std::perror("send");
        show("<-", reply->packet);
    } else if (const auto* const ignore = std::get_if<dhcp::Ignore>(&outcome)) {
        show("ignored:", dhcp::text(ignore->reason).name);
    } else if (const auto* const released = std::get_if<dhcp::Released>(&outcome)) {
        show("released", base::to_string(released->address));
    } else if (const auto* const declined = std::get_if<dhcp::Declined>(&outcome)) {
        show("declined", base::to_string(declined->address));
    }
}

void serve(const Link& link, const dhcp::Lease& lease, const dhcp::ServerSettings& settings) {
    for (;;) {
        const auto received = receive(link);
        if (!received) give_up(received.error().what);
        if (received->frame.empty()) continue;
        const auto request = dhcp::decode_packet(received->frame, received->checksum_trusted);
        if (!request) {
            show("dropped:", dhcp::text(request.error()).name);
        } else {
            show("->", *request, received->checksum_trusted ? " (checksum not yet filled in)" : "");
            carry_out(link, dhcp::respond(*request, &lease, settings));
        }
    }
}

} // namespace

int main(int argc, char** argv) {
    std::setvbuf(stdout, nullptr, _IOLBF, 0);
    const std::span arguments(argv, static_cast<std::size_t>(argc));
    if (argc != 6) give_up("INTERFACE ADDRESS/LENGTH ROUTER SERVER-IDENTIFIER LEASE-SECONDS");
    const auto address = base::parse_prefix4(arguments[2]);
    const auto router = base::parse_ipv4(arguments[3]);
    const auto server = base::parse_ipv4(arguments[4]);
    const dhcp::Seconds seconds(std::strtol(arguments[5], nullptr, 10));
    if (!address || !router || !server || seconds.count() <= 0) give_up("an argument is not understood");
    const auto link = open_link(arguments[1]);
    if (!link) give_up(link.error().what);
    serve(*link, {.address = *address, .router = *router, .mtu = 1464, .lifetime = seconds},
          {.server_identifier = *server, .lease_time = seconds, .dns = {{0x08080808}}, .mac = link->mac});
}
