#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace base {

/// Name and meaning of one counter, for logs, the control socket and the documentation.
struct CounterText {
    std::string_view name;
    std::string_view help;
};

/// How many enumerators `E` has; its last one is count_.
template <class E>
constexpr std::size_t count_of = static_cast<std::size_t>(E::count_);

/// A table with one text for each enumerator, in order.
template <class E>
using CounterTexts = std::array<CounterText, count_of<E>>;

/// One number for each enumerator of E.
template <class E>
class Counters {
  public:
    std::uint64_t& operator[](E counter) { return values_.at(static_cast<std::size_t>(counter)); }
    std::uint64_t operator[](E counter) const { return values_.at(static_cast<std::size_t>(counter)); }
    Counters& operator+=(const Counters& other) {
        for (std::size_t i = 0; i < values_.size(); ++i) values_[i] += other.values_[i];
        return *this;
    }
    bool operator==(const Counters&) const = default;

  private:
    std::array<std::uint64_t, count_of<E>> values_{};
};

} // namespace base
