#include "dhcp/reply.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <iterator>
#include <limits>
#include <string_view>
#include <utility>

namespace dhcp {
namespace {

constexpr std::size_t headers = 28;             ///< IPv4 and UDP, which option 57 counts too
constexpr std::size_t every_client_takes = 576; ///< RFC 2131 section 2
constexpr std::size_t link_takes = 1500;

/// First in every reply. RFC 2132 section 3.3 wants the mask before the router.
constexpr std::array leading{Code::server_identifier, Code::lease_time, Code::renewal_time,
                             Code::rebinding_time, Code::subnet_mask};
/// What the client, or a switch on its way, put in comes back as it was (RFC 6842,
/// RFC 3046 section 2.2), behind all others.
constexpr std::array echoed{Code::client_identifier, Code::relay_agent_information};

void put(std::vector<Option>& options, Code code, auto... values) {
    base::Writer out;
    (out.value(values), ...);
    options.push_back({.code = code, .data = out.take()});
}

base::ByteView request_list(const Message& request) {
    const auto* const list = request.find(Code::parameter_request_list);
    return list != nullptr ? base::ByteView(*list) : base::ByteView();
}

/// Whether the client names it among what it wants.
bool listed(const Message& request, Code code) {
    return std::ranges::count(request_list(request), std::to_underlying(code)) != 0;
}

/// T1 and T2 are those of RFC 2131 section 4.4.5.
void put_times(std::vector<Option>& options, const Lease& lease, const ServerSettings& settings) {
    constexpr Seconds longest{std::numeric_limits<std::uint32_t>::max()};
    const auto time = std::clamp(std::min(settings.lease_time, lease.lifetime), Seconds{1}, longest);
    const auto seconds = static_cast<std::uint64_t>(time.count());
    put(options, Code::lease_time, static_cast<std::uint32_t>(seconds));
    put(options, Code::renewal_time, static_cast<std::uint32_t>(seconds / 2));
    put(options, Code::rebinding_time, static_cast<std::uint32_t>(seconds * 7 / 8));
}

/// Mask, router and MTU always (RFC 5844 section 3.4), the rest where there is something to say.
void put_network(std::vector<Option>& options, const Message& request, const Lease& lease,
                 const ServerSettings& settings) {
    put(options, Code::subnet_mask, lease.address.mask());
    put(options, Code::router, lease.router);
    put(options, Code::interface_mtu, lease.mtu);
    if (!settings.dns.empty()) {
        base::Writer servers;
        for (const auto server : settings.dns) servers.value(server);
        options.push_back({.code = Code::domain_name_server, .data = servers.take()});
    }
    if (listed(request, Code::broadcast_address) && lease.address.length <= 30)
        put(options, Code::broadcast_address,
            base::Ipv4{lease.address.network().value | ~lease.address.mask().value});
    for (const auto& option : settings.options)
        if (request_list(request).empty() || listed(request, option.code)) options.push_back(option);
}

/// Why the client has to start again, for its log.
void put_reason(std::vector<Option>& options) {
    constexpr std::string_view reason = "the requested address is not yours";
    options.push_back({.code = Code::message, .data = {reason.begin(), reason.end()}});
}

/// Where an option stands: the leading ones, then as the client listed them, then the others.
std::size_t rank(Code code, base::ByteView list) {
    const auto lead = std::ranges::find(leading, code);
    if (lead != leading.end()) return static_cast<std::size_t>(lead - leading.begin());
    const auto listed = std::ranges::find(list, std::to_underlying(code));
    return leading.size() + static_cast<std::size_t>(listed - list.begin());
}

/// The longest payload the client takes. A value below the minimum is raised to it.
std::size_t size_limit(const Message& request) {
    const std::size_t told = request.number16(Code::maximum_message_size).value_or(every_client_takes);
    return std::clamp(told, every_client_takes, link_takes) - headers;
}

/// Left out, in this order, of a reply longer than the client takes: what the operator named last goes first.
std::vector<Code> dispensable(const ServerSettings& settings) {
    std::vector<Code> codes(settings.options.size());
    std::ranges::transform(settings.options, codes.rbegin(), &Option::code);
    codes.insert(codes.end(), {Code::domain_name_server, Code::broadcast_address});
    return codes;
}

/// Orders the options, adds those to be echoed and makes them fit.
void arrange(Message& reply, const Message& request, const ServerSettings& settings) {
    const auto list = request_list(request);
    std::ranges::sort(reply.options, {},
                      [&](const Option& option) { return std::pair(rank(option.code, list), option.code); });
    for (const auto code : echoed)
        if (const auto* const data = request.find(code))
            reply.options.push_back({.code = code, .data = *data});
    for (const auto code : dispensable(settings))
        if (encoded_size(reply) > size_limit(request))
            std::erase_if(reply.options, [&](const Option& option) { return option.code == code; });
}

} // namespace

std::expected<Packet, Drop> make_reply(MessageType type, const Packet& packet, const Lease& lease,
                                       const ServerSettings& settings) {
    const auto& request = packet.message;
    Message reply{.op = Op::reply,
                  .type = type,
                  .xid = request.xid,
                  .flags = request.flags,
                  .chaddr = request.chaddr,
                  .options = {}};
    put(reply.options, Code::server_identifier, settings.server_identifier);
    const bool nak = type == MessageType::nak;
    const bool gives_address = !nak && request.type != MessageType::inform;
    if (type == MessageType::ack) reply.ciaddr = request.ciaddr;
    if (gives_address) {
        reply.yiaddr = lease.address.address;
        put_times(reply.options, lease, settings);
    }
    if (nak)
        put_reason(reply.options);
    else
        put_network(reply.options, request, lease, settings);

    arrange(reply, request, settings);
    if (encoded_size(reply) > link_takes - headers) return std::unexpected(Drop::reply_too_long);
    return Packet{.envelope = reply_envelope(reply, request, settings), .message = std::move(reply)};
}

Envelope reply_envelope(const Message& reply, const Message& request, const ServerSettings& settings) {
    Envelope out{.source = settings.mac,
                 .destination = request.chaddr,
                 .source_address = settings.server_identifier,
                 .destination_address = reply.yiaddr,
                 .source_port = server_port,
                 .destination_port = client_port};
    const bool nak = reply.type == MessageType::nak;
    if (!nak && !request.ciaddr.unspecified()) {
        out.destination_address = request.ciaddr;
    } else if (nak || (request.flags & broadcast_flag) != 0) {
        out.destination = broadcast_mac;
        out.destination_address = limited_broadcast;
    }
    return out;
}

} // namespace dhcp
