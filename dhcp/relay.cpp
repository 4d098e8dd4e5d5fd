#include "dhcp/relay.hpp"

#include <utility>

namespace dhcp {
namespace {

constexpr std::uint8_t most_hops = 16;      // RFC 1542 section 4.1.1
constexpr std::uint8_t agent_remote_id = 2; // RFC 3046 section 3.2

/// The sub-options of a switch on the way, but for its own Agent Remote ID. False if they overrun.
bool copy_others(base::Writer& out, base::ByteView seen) {
    for (base::Reader in(seen); in.left() != 0;) {
        std::uint8_t code = 0, length = 0;
        in.value(code);
        in.value(length);
        const auto data = in.take(length);
        if (!in.ok()) return false;
        if (code == agent_remote_id) continue;
        out.value(code);
        out.value(length);
        out.octets(data);
    }
    return true;
}

/// RFC 5844 section 3.4.2: the server knows the client by its home address.
std::optional<Option> agent_information(const base::Bytes* seen, base::Ipv4 home) {
    base::Writer out;
    if (seen != nullptr && !copy_others(out, *seen)) return std::nullopt;
    out.value(agent_remote_id);
    out.value(std::uint8_t{4});
    out.value(home);
    return Option{.code = Code::relay_agent_information, .data = out.take()};
}

void replace(std::vector<Option>& options, Option option) {
    std::erase_if(options, [&](const Option& one) { return one.code == option.code; });
    options.push_back(std::move(option));
}

bool gives_address(const Message& answer) {
    return answer.type == MessageType::offer ||
           (answer.type == MessageType::ack && !answer.yiaddr.unspecified());
}

std::optional<Drop> fault_of(const Message& answer, const Lease& lease, const RelaySettings& settings) {
    if (answer.op != Op::reply) return Drop::not_a_reply;
    if (answer.giaddr != settings.agent) return Drop::other_agent;
    if (gives_address(answer) && answer.yiaddr != lease.address.address) return Drop::wrong_address;
    return std::nullopt;
}

using Relayed = std::variant<Forward, Park, Ignore, Reply>;

Relayed another_address(const Packet& request, const RelaySettings& settings) {
    if (request.message.type != MessageType::request) return Ignore{Drop::wrong_address};
    if (!settings.server) return Ignore{Drop::other_server};
    auto nak = refuse(request, {.server_identifier = *settings.server, .dns = {}, .mac = settings.mac});
    if (!nak) return Ignore{nak.error()};
    return *std::move(nak);
}

} // namespace

Relayed relay(const Packet& request, const Lease* lease, const RelaySettings& settings) {
    const auto& message = request.message;
    if (const auto reason = fault_of_client(request)) return Ignore{*reason};
    const auto* const seen = message.find(Code::relay_agent_information);
    if (seen != nullptr && !settings.trusted) return Ignore{Drop::relayed};
    if (message.hops >= most_hops) return Ignore{Drop::hops};
    if (lease == nullptr) return gives_up(message.type) ? Relayed{Ignore{Drop::no_lease}} : Park{};
    const auto address = subject(message);
    if (!address.unspecified() && address != lease->address.address)
        return another_address(request, settings);

    auto information = agent_information(seen, lease->address.address);
    if (!information) return Ignore{Drop::option_length};
    Forward out{message};
    ++out.message.hops;
    out.message.giaddr = settings.agent;
    replace(out.message.options, *std::move(information));
    return out;
}

std::expected<Packet, Drop> deliver(const Message& answer, const Lease& lease, const RelaySettings& settings,
                                    const base::Bytes* seen) {
    if (const auto reason = fault_of(answer, lease, settings)) return std::unexpected(*reason);
    Packet out{.message = answer};
    out.message.giaddr = {};
    out.message.hops = 0;
    std::erase_if(out.message.options,
                  [](const Option& one) { return one.code == Code::relay_agent_information; });
    if (answer.type != MessageType::nak) {
        base::Writer mtu;
        mtu.value(lease.mtu);
        replace(out.message.options, {.code = Code::interface_mtu, .data = mtu.take()});
    }
    if (seen != nullptr)
        out.message.options.push_back({.code = Code::relay_agent_information, .data = *seen});
    // It comes from the server that the client knows: one that renews may hear no other (NetworkManager).
    const auto source = answer.address(Code::server_identifier).value_or(settings.source);
    // The answer repeats what of the request decides how it is addressed: ciaddr, flags, chaddr.
    out.envelope =
        reply_envelope(answer, answer, {.server_identifier = source, .dns = {}, .mac = settings.mac});
    return out;
}

} // namespace dhcp
