#include "magd/pmip/authentication.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <array>
#include <optional>

namespace pmip {
namespace {

constexpr std::size_t authenticator_size = 12; ///< 96 bits
using Authenticator = std::array<std::uint8_t, authenticator_size>;

/// HMAC-SHA1 cut to 96 bits (RFC 2104, RFC 2404), or nothing if libcrypto refuses.
std::optional<Authenticator> hmac_sha1_96(const base::Bytes& key, const base::Bytes& data) {
    std::array<std::uint8_t, EVP_MAX_MD_SIZE> digest{};
    if (!HMAC(EVP_sha1(), key.data(), static_cast<int>(key.size()), data.data(), data.size(), digest.data(),
              nullptr))
        return std::nullopt;
    Authenticator out{};
    std::copy_n(digest.begin(), out.size(), out.begin());
    return out;
}

/// `covered` is the header up to and including the SPI.
std::optional<Authenticator> authenticator(base::ByteView covered, const base::Bytes& key,
                                           const AuthenticatedAddresses& addresses) {
    constexpr std::size_t checksum_offset = 4;
    base::Writer input;
    std::visit([&](const auto& address) { input.value(address); }, addresses.care_of);
    std::visit([&](const auto& address) { input.value(address); }, addresses.home);
    const auto header_at = input.size();
    input.octets(covered);
    input.patch(header_at + checksum_offset, std::uint16_t{0});
    return hmac_sha1_96(key, input.bytes());
}

const Authentication* find_mn_ha(const Message& message) {
    const auto& options = std::visit([](const auto& m) -> const auto& { return m.options; }, message);
    for (const auto& option : options) {
        const auto* held = std::get_if<Authentication>(&option);
        if (held && held->subtype == Authentication::mn_ha) return held;
    }
    return nullptr;
}

} // namespace

base::Bytes encode_authenticated(Message message, Padding padding, const SecurityAssociation& association,
                                 const AuthenticatedAddresses& addresses) {
    const Authentication unsigned_yet{.spi = association.spi, .data = base::Bytes(authenticator_size)};
    std::visit([&](auto& m) { m.options.emplace_back(unsigned_yet); }, message);
    auto header = encode(message, padding);
    if (header.empty()) return {};
    // Where the authenticator stands is known from reading it back.
    const auto decoded = decode(header);
    if (!decoded || decoded->authenticated == 0) return {};
    const auto covered = base::ByteView(header).first(decoded->authenticated);
    const auto made = authenticator(covered, association.key, addresses);
    if (!made) return {};
    std::ranges::copy(*made, header.begin() + static_cast<std::ptrdiff_t>(decoded->authenticated));
    return header;
}

Authenticity authenticate(base::ByteView header, const Decoded& decoded,
                          const SecurityAssociation& association, const AuthenticatedAddresses& addresses) {
    const auto* received = find_mn_ha(decoded.message);
    if (!received) return Authenticity::absent;
    if (received->spi != association.spi) return Authenticity::unknown_spi;
    const auto made = authenticator(header.first(decoded.authenticated), association.key, addresses);
    const bool same = made && received->data.size() == made->size() &&
                      CRYPTO_memcmp(received->data.data(), made->data(), made->size()) == 0;
    return same ? Authenticity::genuine : Authenticity::forged;
}

} // namespace pmip
