#include "dhcp/relay_servers.hpp"

#include <algorithm>
#include <cassert>
#include <utility>

#include "dhcp/server.hpp"

namespace dhcp {
namespace {

/// RELEASE and DECLINE get no answer.
bool awaits_answer(MessageType type) {
    return type == MessageType::discover || type == MessageType::request || type == MessageType::inform;
}

} // namespace

void RelayServers::use(const std::vector<base::Ipv4>& servers) {
    std::vector<Server> next(servers.size());
    std::ranges::transform(servers, next.begin(), [&](base::Ipv4 address) {
        const auto known = std::ranges::find(servers_, address, &Server::address);
        return known != servers_.end() ? *known : Server{.address = address, .identifier = address};
    });
    servers_ = std::move(next);
}

RelayServers::Choice RelayServers::choose(const Packet& request, TimePoint now) {
    const auto given_up = give_up(now);
    auto& server = pick(request, now);
    if (awaits_answer(request.message.type)) {
        if (server.unanswered++ == 0) server.unanswered_since = now;
        server.asked = now;
    }
    return {.server = server.address, .given_up = given_up};
}

/// One that was silent before gets one request to prove itself.
bool RelayServers::exhausted(const Server& server, TimePoint now) {
    return server.unanswered >= (server.silent ? 1 : unanswered_most) &&
           now - server.unanswered_since >= patience;
}

/// Gives one that has become silent, if any.
std::optional<base::Ipv4> RelayServers::give_up(TimePoint now) {
    std::optional<base::Ipv4> news;
    for (auto& server : servers_) {
        if (server.held_until > now || !exhausted(server, now)) continue;
        if (!server.silent) news = server.address;
        server.silent = true;
        server.held_until = now + hold_down;
        server.unanswered = 0;
    }
    return news;
}

RelayServers::Server& RelayServers::pick(const Packet& request, TimePoint now) {
    assert(!servers_.empty());
    const auto usable = [&](const Server& server) { return server.held_until <= now; };
    const auto named = named_server(request);
    for (auto& server : servers_)
        if (usable(server) && (server.address == named || server.identifier == named)) return server;
    const auto first = std::ranges::find_if(servers_, usable);
    return first != servers_.end() ? *first : *std::ranges::min_element(servers_, {}, &Server::asked);
}

RelayServers::Heard RelayServers::answered(base::Ipv4 address, const Message& answer) {
    const auto server = std::ranges::find(servers_, address, &Server::address);
    if (server == servers_.end()) return Heard::unknown;
    server->identifier = answer.address(Code::server_identifier).value_or(server->address);
    server->unanswered = 0;
    server->held_until = {};
    return std::exchange(server->silent, false) ? Heard::again : Heard::as_ever;
}

std::optional<base::Ipv4> RelayServers::identifier(const Packet& request, TimePoint now) {
    const auto named = named_server(request);
    if (named == limited_broadcast) return pick(request, now).identifier;
    return has_identifier(named) ? std::optional(named) : std::nullopt;
}

bool RelayServers::has_identifier(base::Ipv4 identifier) const {
    return std::ranges::any_of(servers_, [&](const Server& server) {
        return server.address == identifier || server.identifier == identifier;
    });
}

} // namespace dhcp
