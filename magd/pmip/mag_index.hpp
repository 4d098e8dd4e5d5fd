#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "magd/pmip/binding.hpp"

namespace pmip {

/// When this binding next needs a Tick; nothing if none of its timers runs.
[[nodiscard]] std::optional<TimePoint> deadline(const Binding& binding);

/// Finds bindings by what events name them with. Every entry follows from the binding alone:
/// take a binding out, change it, put it in again.
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
    /// Whether the kernel carries this address, or prefix, for some client of that LMA.
    [[nodiscard]] bool carried(const std::string& lma, const base::Address& address) const {
        return holder(lma, address).has_value();
    }
    /// That client.
    [[nodiscard]] std::optional<base::MacAddress> holder(const std::string& lma,
                                                         const base::Address& address) const;

  private:
    std::set<std::pair<TimePoint, base::MacAddress>> deadlines_;
    std::set<std::pair<MnId, base::MacAddress>> identities_;
    std::set<std::pair<std::uint16_t, base::MacAddress>> sequences_;
    std::set<std::pair<std::string, base::MacAddress>> lmas_;
    std::map<std::string, std::size_t> sessions_;
    std::set<std::tuple<std::string, base::Address, base::MacAddress>> addresses_;
};

} // namespace pmip
