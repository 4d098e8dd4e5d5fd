#include "dhcp/server6.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "dhcp/leases6.hpp"

namespace dhcp {
namespace {

/// What messages of clients name, RFC 8415 section 16.
enum class Names : std::uint8_t { never, maybe, always };
struct Demand {
    MessageType6 type;
    Names client;
    Names server;
};
constexpr std::array demands{
    Demand{MessageType6::solicit, Names::always, Names::never},
    Demand{MessageType6::request, Names::always, Names::always},
    Demand{MessageType6::confirm, Names::always, Names::never},
    Demand{MessageType6::renew, Names::always, Names::always},
    Demand{MessageType6::rebind, Names::always, Names::never},
    Demand{MessageType6::release, Names::always, Names::always},
    Demand{MessageType6::decline, Names::always, Names::always},
    Demand{MessageType6::information_request, Names::maybe, Names::maybe},
};

bool confirms_nothing(const Message6& message) {
    return message.type == MessageType6::confirm &&
           std::ranges::all_of(message.associations, [](const auto& one) { return one.addresses.empty(); });
}

std::optional<Drop6> fault(const Packet6& request, const ServerSettings6& settings) {
    const auto& message = request.message;
    const auto* const demand = std::ranges::find(demands, message.type, &Demand::type);
    if (demand == demands.end() || request.envelope.destination_port != server_port6)
        return Drop6::not_a_request;
    const auto* const server = message.find(Code6::server_identifier);
    if (demand->client == Names::always && message.find(Code6::client_identifier) == nullptr)
        return Drop6::no_client_identifier;
    if (demand->server == Names::always && server == nullptr) return Drop6::no_server_identifier;
    if (demand->server == Names::never && server != nullptr) return Drop6::unexpected_option;
    if (server != nullptr && *server != settings.server_identifier) return Drop6::other_server;
    if (message.type == MessageType6::information_request && !message.associations.empty())
        return Drop6::unexpected_option;
    if (confirms_nothing(message)) return Drop6::no_address; // section 18.3.3: discard
    return std::nullopt;
}

Outcome6 sent(std::expected<Packet6, Drop6> packet, bool given_up = false) {
    if (!packet) return Ignore6{packet.error()};
    return Reply6{.packet = *std::move(packet), .given_up = given_up};
}

/// Rapid commit (section 18.3.1) saves the client two messages where there is a lease to commit. Preference
/// 255 spares it the wait for other servers (section 18.2.1).
Outcome6 solicited(const Context6& context) {
    auto associations = lease_associations(context);
    const bool rapid = context.request.message.find(Code6::rapid_commit) != nullptr &&
                       std::ranges::any_of(associations, [](const auto& one) { return !one.status; });
    if (rapid)
        return sent(make_reply6(MessageType6::reply, context, std::move(associations),
                                {{.code = Code6::rapid_commit, .data = {}}}));
    return sent(make_reply6(MessageType6::advertise, context, std::move(associations),
                            {{.code = Code6::preference, .data = {255}}}));
}

Outcome6 given_back(const Context6& context) {
    return sent(
        make_reply6(MessageType6::reply, context, end_associations(context), {encode(StatusCode::success)}),
        names_the_lease(context));
}

} // namespace

bool gives_up(MessageType6 type) { return type == MessageType6::release || type == MessageType6::decline; }

Outcome6 respond(const Packet6& request, const Lease6* lease, const ServerSettings6& settings) {
    if (const auto reason = fault(request, settings)) return Ignore6{*reason};
    const auto type = request.message.type;
    if (lease == nullptr && gives_up(type)) return Ignore6{Drop6::no_lease}; // they attach nobody
    if (lease == nullptr) return Park{};
    const Context6 context{.request = request, .lease = *lease, .settings = settings};
    if (gives_up(type)) return given_back(context);
    if (type == MessageType6::solicit) return solicited(context);
    if (type == MessageType6::confirm)
        return sent(make_reply6(MessageType6::reply, context, {}, {encode(confirm_addresses(context))}));
    return sent(make_reply6(MessageType6::reply, context, lease_associations(context)));
}

} // namespace dhcp
