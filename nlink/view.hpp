#pragma once

#include <cstdint>
#include <cstring>
#include <optional>
#include <utility>

#include "nlink/attribute.hpp"
#include "nlink/base/bytes.hpp"

/// The reading side. Views point into the datagram they were made from and trust no length in
/// it: what does not fit is where reading ends, an attribute of a wrong length is not found.
namespace nlink {

/// One netlink message of a datagram.
struct Message {
    std::uint16_t type = 0;
    std::uint16_t flags = 0;
    std::uint32_t sequence = 0;
    std::uint32_t port = 0; ///< whose request it answers, or whose change it tells of; 0: the kernel's own
    base::ByteView payload;
};

/// The first message of `left`, which moves behind it; nothing, and `left` is empty, if there is none.
[[nodiscard]] std::optional<Message> next_message(base::ByteView& left);

/// An attribute as it lies there, its flags taken off the number.
struct RawAttribute {
    std::uint16_t number = 0;
    base::ByteView content;
};

/// The first attribute of `left`, which moves behind it; nothing, and `left` is empty, if there is none.
[[nodiscard]] std::optional<RawAttribute> next_attribute(base::ByteView& left);

/// Reads the attributes of one place.
template <class Place>
class View {
  public:
    View() = default;
    explicit View(base::ByteView attributes) : attributes_(attributes) {}

    /// The value of the first attribute with this tag.
    template <Within<Place> Tag>
    [[nodiscard]] std::optional<Out<Tag>> find() const {
        const auto raw = first(Tag::number);
        return raw ? Wire<typename Tag::Type>::value(raw->content) : std::nullopt;
    }
    template <Within<Place> Tag>
    [[nodiscard]] bool has() const {
        return first(Tag::number).has_value();
    }
    /// What the nest holds; an absent nest reads as an empty one.
    template <Within<Place> Tag>
    [[nodiscard]] View<Inner<Tag>> nest() const {
        const auto raw = first(Tag::number);
        return View<Inner<Tag>>(raw ? raw->content : base::ByteView{});
    }
    /// For lists: calls `visit(View<Inner>)` for every nest with this tag.
    template <Within<Place> Tag, class Visit>
    void each(Visit&& visit) const {
        for (auto left = attributes_; const auto raw = next_attribute(left);)
            if (raw->number == Tag::number) visit(View<Inner<Tag>>(raw->content));
    }
    /// For lists of values: calls `visit(value)` for every one with this tag.
    template <Within<Place> Tag, class Visit>
    void each_value(Visit&& visit) const {
        for (auto left = attributes_; const auto raw = next_attribute(left);)
            if (raw->number == Tag::number)
                if (auto value = Wire<typename Tag::Type>::value(raw->content)) visit(std::move(*value));
    }
    /// The attribute octets, for content that is no attributes.
    [[nodiscard]] base::ByteView raw() const { return attributes_; }

  private:
    [[nodiscard]] std::optional<RawAttribute> first(std::uint16_t number) const {
        for (auto left = attributes_; const auto raw = next_attribute(left);)
            if (raw->number == number) return raw;
        return std::nullopt;
    }
    base::ByteView attributes_;
};

/// A message of one family, taken apart: its header and its attributes.
template <class Place>
struct Parsed {
    typename Place::Header header{};
    View<Place> attributes;
};

/// Nothing if the message is too short for the family's header.
template <class Place>
[[nodiscard]] std::optional<Parsed<Place>> parse(const Message& message) {
    constexpr std::size_t size = sizeof(typename Place::Header);
    constexpr std::size_t aligned = (size + 3) & ~std::size_t{3};
    if (size > message.payload.size()) return std::nullopt;
    Parsed<Place> parsed;
    std::memcpy(&parsed.header, message.payload.data(), size);
    if (aligned < message.payload.size()) parsed.attributes = View<Place>(message.payload.subspan(aligned));
    return parsed;
}

} // namespace nlink
