#pragma once

#include <compare>
#include <optional>
#include <span>
#include <variant>
#include <vector>

#include "nlink/base/bytes.hpp"
#include "nlink/base/error.hpp"
#include "nlink/nft_set.hpp"
#include "nlink/nft_traffic.hpp"
#include "nlink/nft_verdict.hpp"
#include "nlink/socket.hpp"

namespace nlink::nft {

/// One entry of a set (no data), of a map (octets) or of a verdict map.
struct Element {
    base::Bytes key{};     ///< of Key<...>::octets(); of a range, the first key
    base::Bytes key_end{}; ///< of a range, the last key; else empty
    std::variant<std::monostate, base::Bytes, Verdict> data{};
    std::optional<Traffic> traffic{}; ///< of packets that found it, if its set counts; else as good as none
    auto operator<=>(const Element&) const = default;
};

/// As few requests as can be: one has room for about a thousand elements, and names its element
/// if it holds just one. EEXIST: there is one with this key (with whatever data); ENOENT: there
/// is no such set, or no chain for a verdict. All of a request's elements are refused together.
[[nodiscard]] std::vector<Request> add_elements(const SetName& set, std::span<const Element> elements);
/// Their keys alone count. ENOENT: there is none with such a key.
[[nodiscard]] std::vector<Request> remove_elements(const SetName& set, std::span<const Element> elements);

[[nodiscard]] Request add_element(const SetName& set, const Element& element);
[[nodiscard]] Request remove_element(const SetName& set, const Element& element);

/// The elements that one message holds, and their set.
struct ElementList {
    SetName set{};
    std::vector<Element> elements{};
    bool removed = false; ///< the message tells that they are gone
    auto operator<=>(const ElementList&) const = default;
};

/// Reads messages of new and removed elements.
[[nodiscard]] std::optional<ElementList> parse_elements(const Message& message);
/// In no order. ENOENT: there is no such set. Complete for a set with a size; for one without,
/// see Set::size.
[[nodiscard]] base::Result<std::vector<Element>> dump_elements(Socket& socket, const SetName& set);
/// The one with this key. ENOENT: there is no such element, or set.
[[nodiscard]] base::Result<Element> find_element(Socket& socket, const SetName& set, const base::Bytes& key);

} // namespace nlink::nft
