#pragma once

#include <absl/container/btree_set.h>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "magd/pmip/binding.hpp"

namespace pmip {

/// When this binding next needs a Tick; nothing if none of its timers runs.
[[nodiscard]] std::optional<TimePoint> deadline(const Binding& binding);

/// What the LMA gave in a Binding, or has Granted: addresses and prefixes that no other client of it may
/// have.
[[nodiscard]] std::vector<base::Address> addresses_of(const auto& session) {
    std::vector<base::Address> out;
    if (session.ipv4) out.emplace_back(session.ipv4->home_address.address);
    if (session.ipv6)
        for (const auto& prefix : session.ipv6->home_prefixes) out.emplace_back(prefix.address);
    return out;
}

/// Finds bindings by what events name them with. Every entry follows from the binding alone:
/// take a binding out, change it, put it in again. A binding in here stays where it is.
class MagIndex {
  public:
    void insert(const Binding& binding);
    void erase(const Binding& binding);

    [[nodiscard]] std::optional<TimePoint> deadline() const;
    /// Clients that have a deadline at or before `now`, earliest first.
    [[nodiscard]] std::vector<base::MacAddress> due(TimePoint now) const;
    /// Clients with this identifier: one, unless a node has several interfaces here.
    [[nodiscard]] std::vector<base::MacAddress> by_identity(const MnId& id) const;
    /// Clients with an outstanding copy of this sequence number.
    [[nodiscard]] std::vector<base::MacAddress> by_sequence(std::uint16_t sequence) const;
    /// Clients that this LMA serves or is asked to.
    [[nodiscard]] std::vector<base::MacAddress> by_lma(const std::string& lma) const;
    /// How many sessions with this LMA the kernel carries.
    [[nodiscard]] std::size_t sessions(const std::string& lma) const;
    /// For which client of that LMA the kernel carries this address, or prefix.
    [[nodiscard]] std::optional<base::MacAddress> holder(const std::string& lma,
                                                         const base::Address& address) const;
    /// Whether it carries one of these for another client than this one.
    [[nodiscard]] bool taken(const std::string& lma, const base::MacAddress& mac,
                             const std::vector<base::Address>& addresses) const;

  private:
    struct ByIdentity {
        using is_transparent = void;
        bool operator()(const Binding* a, const Binding* b) const;
        bool operator()(const Binding* a, const MnId& id) const { return a->profile.mn_id < id; }
        bool operator()(const MnId& id, const Binding* a) const { return id < a->profile.mn_id; }
    };
    template <class T>
    using Homes = absl::btree_set<std::pair<T, base::MacAddress>>;
    struct OfLma {
        std::size_t sessions = 0;                                 ///< that the kernel carries
        std::tuple<Homes<base::Ipv4>, Homes<base::Ipv6>> homes{}; ///< their addresses, and prefixes
    };

    // There is an entry for each client: trees whose nodes have many of them take a third of the memory.
    absl::btree_set<std::pair<TimePoint, base::MacAddress>> deadlines_;
    absl::btree_set<const Binding*, ByIdentity> identities_;
    absl::btree_set<std::pair<std::uint16_t, base::MacAddress>> sequences_;
    std::map<std::string, OfLma> lmas_;
};

} // namespace pmip
