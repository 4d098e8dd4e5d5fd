#pragma once

#include <optional>
#include <utility>
#include <variant>
#include <vector>

#include "nlink/base/address.hpp"
#include "nlink/base/error.hpp"
#include "nlink/socket.hpp"
#include "nlink/view.hpp"

/// What objects of either family share.
namespace nlink::detail {

/// The address of this attribute, if it is one of `family`: an AF_ number, as a header has it.
template <class Tag>
[[nodiscard]] std::optional<base::Address> find_address(const View<typename Tag::Place>& attributes,
                                                        std::uint8_t family) {
    const auto address = attributes.template find<Tag>();
    return address && std::to_underlying(base::family_of(*address)) == family ? address : std::nullopt;
}

/// Nothing if it is neither IPv4 nor IPv6.
[[nodiscard]] inline std::optional<base::Family> ip_family(std::uint8_t number) {
    for (const auto family : {base::Family::ipv4, base::Family::ipv6})
        if (std::to_underlying(family) == number) return family;
    return std::nullopt;
}

/// Lists IPv4, then IPv6. `request(family)` asks for one, `parse` reads one message, `family_of`
/// says which family a value is of: a kernel without IPv6 answers for it with what it has.
template <class MakeRequest, class T, class FamilyOf>
[[nodiscard]] base::Result<std::vector<T>> dump_families(Socket& socket, MakeRequest request,
                                                         std::optional<T> (*parse)(const Message&),
                                                         FamilyOf family_of) {
    std::vector<T> all;
    for (const auto family : {base::Family::ipv4, base::Family::ipv6}) {
        const auto some = socket.dump(request(family), [&](const Message& message) {
            auto found = parse(message);
            return found && family_of(*found) == family ? found : std::nullopt;
        });
        if (!some) return some;
        all.insert(all.end(), some->begin(), some->end());
    }
    return all;
}

} // namespace nlink::detail
