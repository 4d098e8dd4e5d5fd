#include "magd/access/radius_packet.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <array>

#include "magd/access/station_id.hpp"

namespace magd::access {
namespace {

constexpr std::size_t header_size = 20;
constexpr std::size_t authenticator_at = 4;
constexpr std::uint8_t accounting_request = 4, accounting_response = 5;

/// Attribute types of RFC 2865, 2866, 2869 and 3162.
enum class Type : std::uint8_t {
    nas_ip_address = 4,
    called_station_id = 30,
    calling_station_id = 31,
    nas_identifier = 32,
    proxy_state = 33,
    acct_status_type = 40,
    acct_delay_time = 41,
    acct_session_id = 44,
    acct_session_time = 46,
    message_authenticator = 80,
    nas_ipv6_address = 95,
};

using Digest = std::array<std::uint8_t, 16>;

/// A packet's parts, as views of the datagram.
struct Packet {
    std::uint8_t code = 0, identifier = 0;
    base::ByteView whole, attributes;
};

/// Nothing if it is cut or has a length that it cannot have (RFC 2866 section 3).
std::optional<Packet> packet_of(base::ByteView datagram) {
    base::Reader in(datagram);
    Packet packet;
    std::uint16_t length = 0;
    in.value(packet.code);
    in.value(packet.identifier);
    in.value(length);
    if (!in.ok() || length < header_size || length > largest_radius_packet || length > datagram.size())
        return std::nullopt;
    packet.whole = datagram.first(length);
    packet.attributes = packet.whole.subspan(header_size);
    return packet;
}

/// Calls `take(type, value)` for each attribute; false if one is shorter than its head or beyond the end.
bool each_attribute(base::ByteView attributes, auto&& take) {
    base::Reader in(attributes);
    while (in.left() != 0) {
        constexpr std::uint8_t head = 2;
        Type type{};
        std::uint8_t length = 0;
        in.value(type);
        in.value(length);
        if (length < head) return false;
        const auto value = in.take(length - head);
        if (!in.ok()) return false;
        take(type, value);
    }
    return true;
}

std::string text_of(base::ByteView value) { return {value.begin(), value.end()}; }

/// The attributes that matter, each as it was first.
struct Found {
    base::ByteView nas_identifier, nas_ip, nas_ipv6, status, delay, session, lasted, calling, called, mac;
    bool bad_mac = false; ///< a second one, or not of 16 octets

    void take(Type type, base::ByteView value) {
        if (type == Type::message_authenticator && (!mac.empty() || value.size() != Digest{}.size()))
            bad_mac = true;
        auto* const place = place_of(type);
        if (place != nullptr && place->empty()) *place = value;
    }

  private:
    base::ByteView* place_of(Type type) {
        switch (type) {
        case Type::nas_ip_address: return &nas_ip;
        case Type::called_station_id: return &called;
        case Type::calling_station_id: return &calling;
        case Type::nas_identifier: return &nas_identifier;
        case Type::acct_status_type: return &status;
        case Type::acct_delay_time: return &delay;
        case Type::acct_session_id: return &session;
        case Type::acct_session_time: return &lasted;
        case Type::message_authenticator: return &mac;
        case Type::nas_ipv6_address: return &nas_ipv6;
        case Type::proxy_state: break;
        }
        return nullptr;
    }
};

/// Nothing if there is none; an integer has 4 octets (RFC 2865 section 5).
std::optional<std::uint32_t> integer_of(base::ByteView value) {
    base::Reader in(value);
    std::uint32_t number = 0;
    in.value(number);
    return in.ok() && in.left() == 0 ? std::optional(number) : std::nullopt;
}

bool malformed(const Found& found) {
    const auto bad = [](base::ByteView value) { return !value.empty() && !integer_of(value); };
    return !integer_of(found.status) || bad(found.delay) || bad(found.lasted) || found.bad_mac;
}

/// MD5(octets | secret), or nothing if libcrypto refuses.
std::optional<Digest> md5(base::Bytes octets, const base::Bytes& secret) {
    Digest digest{};
    octets.insert(octets.end(), secret.begin(), secret.end());
    if (EVP_Digest(octets.data(), octets.size(), digest.data(), nullptr, EVP_md5(), nullptr) != 1)
        return std::nullopt;
    return digest;
}

std::optional<Digest> hmac_md5(const base::Bytes& octets, const base::Bytes& secret) {
    Digest digest{};
    if (HMAC(EVP_md5(), secret.data(), static_cast<int>(secret.size()), octets.data(), octets.size(),
             digest.data(), nullptr) == nullptr)
        return std::nullopt;
    return digest;
}

/// The packet with zeros in place of 16 octets.
base::Bytes cleared(base::ByteView packet, std::size_t at) {
    base::Writer out(packet.size());
    out.octets(packet.first(at));
    out.pad(Digest{}.size());
    out.octets(packet.subspan(at + Digest{}.size()));
    return out.take();
}

bool same(const std::optional<Digest>& made, base::ByteView received) {
    return made && CRYPTO_memcmp(made->data(), received.data(), made->size()) == 0;
}

/// Both codes are over the packet with zeros for the Request Authenticator; the inner one, over zeros for
/// itself too.
bool genuine(base::ByteView packet, base::ByteView mac, const base::Bytes& secret) {
    const auto unsigned_yet = cleared(packet, authenticator_at);
    if (!same(md5(unsigned_yet, secret), packet.subspan(authenticator_at))) return false;
    if (mac.empty()) return true;
    const auto mac_at = static_cast<std::size_t>(mac.data() - packet.data());
    return same(hmac_md5(cleared(unsigned_yet, mac_at), secret), mac);
}

Accounting accounting_of(const Found& found) {
    const auto& address = found.nas_ip.empty() ? found.nas_ipv6 : found.nas_ip;
    Accounting out{.status = AccountingStatus{*integer_of(found.status)},
                   .nas = text_of(found.nas_identifier),
                   .nas_address = text_of(address),
                   .session = text_of(found.session),
                   .station = parse_station(text_of(found.calling)),
                   .called = text_of(found.called),
                   .delay = std::chrono::seconds(integer_of(found.delay).value_or(0))};
    if (const auto lasted = integer_of(found.lasted)) out.lasted = std::chrono::seconds(*lasted);
    return out;
}

} // namespace

std::expected<Accounting, RadiusDrop> read_accounting(base::ByteView datagram, const base::Bytes& secret) {
    const auto packet = packet_of(datagram);
    if (!packet) return std::unexpected(RadiusDrop::malformed);
    if (packet->code != accounting_request) return std::unexpected(RadiusDrop::not_accounting);
    Found found;
    const bool whole =
        each_attribute(packet->attributes, [&](Type type, base::ByteView value) { found.take(type, value); });
    if (!whole || malformed(found)) return std::unexpected(RadiusDrop::malformed);
    if (!genuine(packet->whole, found.mac, secret)) return std::unexpected(RadiusDrop::authenticator);
    return accounting_of(found);
}

base::Bytes answer_accounting(base::ByteView request, const base::Bytes& secret) {
    constexpr std::size_t length_at = 2;
    const auto packet = packet_of(request);
    if (!packet) return {};
    base::Writer out(header_size);
    out.value(accounting_response);
    out.value(packet->identifier);
    out.value(std::uint16_t{0});
    out.octets(packet->whole.subspan(authenticator_at, Digest{}.size()));
    each_attribute(packet->attributes, [&](Type type, base::ByteView value) {
        if (type != Type::proxy_state) return;
        out.value(type);
        out.value(static_cast<std::uint8_t>(value.size() + 2));
        out.octets(value);
    });
    out.patch(length_at, static_cast<std::uint16_t>(out.size()));
    const auto digest = md5(out.bytes(), secret);
    if (!digest) return {};
    auto answer = out.take();
    std::ranges::copy(*digest, answer.begin() + authenticator_at);
    return answer;
}

} // namespace magd::access
