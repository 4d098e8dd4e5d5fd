#pragma once

#include <cstddef>
#include <cstdint>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

#include "magd/config.hpp"
#include "magd/pmip/name.hpp"
#include "nlink/base/address.hpp"

namespace magd {

/// A source that tells of the clients of an access interface.
struct Witness {
    Trigger trigger = Trigger::dhcp;
    pmip::Name interface;  ///< the access interface
    pmip::Name looks_at{}; ///< which of its radios, or itself; empty: not one of the interface alone
    bool operator==(const Witness&) const = default;
};

/// Which sources have a client for present: those that have told of it, and will tell if it leaves. A client
/// may be seen by several: two radios while it roams between them, or an access point and the bridge
/// behind it. Pure.
class Witnesses {
  public:
    /// `most`: words that are kept; of further ones nothing is known, as if they had not been said.
    explicit Witnesses(std::size_t most) : most_(most) {}

    /// RADIUS tells of one place at a time, the last: it says of no other that the client has left it.
    void came(const base::MacAddress& mac, const Witness& witness);
    void left(const base::MacAddress& mac, const Witness& witness);
    /// Whether the source hears what becomes of clients. What one that is deaf has said does not count: it
    /// would for ever if the source did not come back. When it does, it tells who has left.
    void hears(const Witness& witness, bool well);
    /// Whether a source has the client for present on the access interface.
    [[nodiscard]] bool present(const base::MacAddress& mac, std::string_view interface) const;
    /// The same of those that hear it leave: a bridge only misses it in the end, after minutes.
    [[nodiscard]] bool associated(const base::MacAddress& mac, std::string_view interface) const;
    [[nodiscard]] std::size_t words() const { return words_.size(); }

  private:
    using Number = std::uint16_t;
    using Word = std::pair<base::MacAddress, Number>; ///< small: there are many clients
    struct Known {
        Witness witness;
        bool deaf = false;
    };
    void forget_radius(const base::MacAddress& mac);
    [[nodiscard]] bool any(const base::MacAddress& mac, auto&& holds) const;
    [[nodiscard]] Number number_of(const Witness& witness);

    std::size_t most_;
    std::vector<Known> known_; ///< by number; as many as the configuration has sources
    std::set<Word> words_;
};

} // namespace magd
