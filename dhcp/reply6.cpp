#include "dhcp/reply6.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace dhcp {
namespace {

constexpr std::size_t every_link_takes = 1280; ///< RFC 8200 section 5
constexpr std::size_t headers6 = 48;           ///< IPv6 and UDP
/// Left out, in this order, of a reply that is too long.
constexpr std::array dispensable6{Code6::domain_list, Code6::dns_servers};

/// Whether the client wants the option; one that has no list is told all.
bool wanted(const Message6& request, Code6 code) {
    const auto* const list = request.find(Code6::option_request);
    if (list == nullptr) return true;
    for (base::Reader in(*list); in.left() != 0;) {
        Code6 listed{};
        in.value(listed);
        if (listed == code) return true;
    }
    return false;
}

void put_network(std::vector<Option6>& options, const Message6& request, const ServerSettings6& settings) {
    if (!settings.dns.empty() && wanted(request, Code6::dns_servers)) {
        base::Writer servers;
        for (const auto& server : settings.dns) servers.value(server);
        options.push_back({.code = Code6::dns_servers, .data = servers.take()});
    }
    if (!settings.search.empty() && wanted(request, Code6::domain_list))
        options.push_back({.code = Code6::domain_list, .data = settings.search});
}

/// RFC 8415 section 21.23: when to ask again, for who asks for no address. Clients take no less than 600 s.
void put_refresh_time(std::vector<Option6>& options, const Context6& context) {
    constexpr Seconds least{600}, most{86400};
    const auto& request = context.request.message;
    if (request.type != MessageType6::information_request ||
        !wanted(request, Code6::information_refresh_time))
        return;
    const auto time = std::clamp(std::min(context.settings.lease_time, context.lease.lifetime), least, most);
    base::Writer out;
    out.value(static_cast<std::uint32_t>(time.count()));
    options.push_back({.code = Code6::information_refresh_time, .data = out.take()});
}

/// Who gives back, declines or confirms gets nothing but the answer.
bool is_told_more(MessageType6 request) {
    return request != MessageType6::release && request != MessageType6::decline &&
           request != MessageType6::confirm;
}

bool fits(const Message6& message) { return encode_message6(message).size() <= every_link_takes - headers6; }

} // namespace

std::expected<Packet6, Drop6> make_reply6(MessageType6 type, const Context6& context,
                                          std::vector<IdentityAssociation> associations,
                                          std::vector<Option6> further) {
    const auto& [envelope, request] = context.request;
    Message6 reply{.type = type,
                   .transaction = request.transaction,
                   .options = {{Code6::server_identifier, context.settings.server_identifier}},
                   .associations = std::move(associations)};
    if (const auto* const client = request.find(Code6::client_identifier))
        reply.options.push_back({.code = Code6::client_identifier, .data = *client});
    for (auto& option : further) reply.options.push_back(std::move(option));
    if (is_told_more(request.type)) {
        put_network(reply.options, request, context.settings);
        put_refresh_time(reply.options, context);
    }
    for (const auto code : dispensable6)
        if (!fits(reply))
            std::erase_if(reply.options, [&](const Option6& option) { return option.code == code; });
    if (!fits(reply)) return std::unexpected(Drop6::reply_too_long);
    return Packet6{.envelope = {.source = context.settings.mac,
                                .destination = envelope.source,
                                .source_address = context.lease.router,
                                .destination_address = envelope.source_address,
                                .source_port = server_port6,
                                .destination_port = client_port6},
                   .message = std::move(reply)};
}

} // namespace dhcp
