#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "nlink/attribute.hpp"
#include "nlink/base/bytes.hpp"

namespace nlink {

/// One netlink message, ready but for its sequence number (0 until a Socket sends it).
struct Request {
    base::Bytes bytes;
    /// What it asks for, in the words of error texts: "add route 192.0.2.0/24 table 5301".
    std::string what;
    bool operator==(const Request&) const = default;
};

namespace detail {
[[nodiscard]] base::Bytes start_message(std::uint16_t type, std::uint16_t flags, base::ByteView header);
void put_attribute(base::Bytes& message, std::uint16_t number, base::ByteView content);
/// Gives the offset that close_nest needs.
[[nodiscard]] std::size_t open_nest(base::Bytes& message, std::uint16_t number);
void close_nest(base::Bytes& message, std::size_t offset);
} // namespace detail

/// Writes the attributes of one place into a message.
template <class Place>
class Attributes {
  public:
    explicit Attributes(base::Bytes& message) : message_(&message) {}

    template <Within<Place> Tag>
    void put(In<Tag> value) {
        detail::put_attribute(*message_, Tag::number, Wire<typename Tag::Type>::octets(value));
    }
    template <Within<Place> Tag>
    void put_if(const std::optional<Out<Tag>>& value) {
        if (value) put<Tag>(*value);
    }
    template <Within<Place> Tag>
        requires std::same_as<typename Tag::Type, Flag>
    void flag() {
        detail::put_attribute(*message_, Tag::number, {});
    }
    /// For a place whose attributes are numbered at run time and are all of the type `Element`.
    template <class P = Place>
    void put_at(std::uint16_t number, typename Wire<typename P::Element>::In value) {
        detail::put_attribute(*message_, number, Wire<typename P::Element>::octets(value));
    }
    /// Calls `fill(Attributes<Inner>&)` to write what the nest holds: it cannot stay open.
    template <Within<Place> Tag, class Fill>
    void nest(Fill&& fill) {
        const auto offset = detail::open_nest(*message_, Tag::number);
        Attributes<Inner<Tag>> inner(*message_);
        std::forward<Fill>(fill)(inner);
        detail::close_nest(*message_, offset);
    }

  private:
    base::Bytes* message_;
};

/// For a request whose header says it all.
struct NoAttributes {
    void operator()(auto& /*attributes*/) const {}
};

/// Makes a request of the family whose message is the place `Message`. `type` and `flags` are
/// those of the netlink header (NLM_F_REQUEST and NLM_F_ACK are the Socket's business),
/// `fill(Attributes<Message>&)` writes the attributes.
template <class Message, class Fill = NoAttributes>
[[nodiscard]] Request make_request(std::uint16_t type, std::uint16_t flags, std::string what,
                                   const typename Message::Header& header, const Fill& fill = {}) {
    const auto octets = std::bit_cast<std::array<std::uint8_t, sizeof header>>(header);
    Request request;
    request.bytes = detail::start_message(type, flags, octets);
    request.what = std::move(what);
    Attributes<Message> attributes(request.bytes);
    fill(attributes);
    return request;
}

} // namespace nlink
