#include "tools/lma/wire.hpp"

#include "magd/pmip/codec.hpp"

namespace lma {

using pmip::Authenticity;

std::expected<MessageIn, std::string> read_message(const base::Address& from, std::uint16_t port,
                                                   base::ByteView header, const Security& security) {
    auto decoded = pmip::decode(header);
    if (!decoded) return std::unexpected(decoded.error().detail);
    auto found = Authenticity::genuine;
    if (security && std::holds_alternative<pmip::ProxyBindingUpdate>(decoded->message))
        found = pmip::authenticate(header, *decoded, *security, {.care_of = from});
    if (found == Authenticity::absent) return std::unexpected("it is not authenticated");
    if (found == Authenticity::unknown_spi) return std::unexpected("its SPI is unknown");
    return MessageIn{.from = from,
                     .port = port,
                     .message = std::move(decoded->message),
                     .forged = found == Authenticity::forged};
}

base::Bytes write_message(const Send& send, const Security& security) {
    constexpr auto padding = pmip::Padding::never_pad1;
    if (security && std::holds_alternative<pmip::ProxyBindingAck>(send.message))
        return pmip::encode_authenticated(send.message, padding, *security, {.care_of = send.to});
    return pmip::encode(send.message, padding);
}

} // namespace lma
