#pragma once

#include <chrono>
#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "magd/config_fault.hpp"
#include "magd/config_key.hpp"
#include "magd/mac_prefix.hpp"
#include "magd/toml_reader.hpp"
#include "nlink/base/address.hpp"

namespace magd {

/// What a value of the key must be, in words: for messages and man pages.
[[nodiscard]] std::string expected(const ConfigKey& key);

/// Reads one value of the file, or one of a list, as its key says. Each `read` gives whether
/// the field was set; what does not fit is a fault, and the field keeps what it has. The type of
/// the field must go with the kind of the key.
class ValueReader {
  public:
    ValueReader(const ConfigKey& key, const toml_reader::Value& value, ConfigFaults& faults)
        : key_(key),
          value_(value),
          faults_(faults) {}

    bool read(bool& out);
    bool read(double& out);
    bool read(std::string& out);
    bool read(base::Ipv4& out);
    bool read(base::Ipv6& out);
    bool read(base::Address& out);
    bool read(base::Prefix4& out);
    bool read(base::Prefix6& out);
    /// An address alone is one host's.
    bool read(base::Prefix& out);
    bool read(MacPrefix& out);

    /// An integer or a mask.
    template <std::unsigned_integral T>
    bool read(T& out) {
        const auto number = key_.kind == ConfigKind::mask ? mask() : integer();
        if (number) out = static_cast<T>(*number);
        return number.has_value();
    }
    /// An integer, in the unit that the schema names.
    template <class Rep, class Period>
    bool read(std::chrono::duration<Rep, Period>& out) {
        const auto number = integer();
        if (number) out = std::chrono::duration<Rep, Period>(*number);
        return number.has_value();
    }
    /// A choice; `values` are in the order of the schema's choices.
    template <class E, class Values>
        requires std::is_enum_v<E>
    bool read(E& out, const Values& values) {
        const auto index = choice();
        if (index) out = values.at(*index);
        return index.has_value();
    }
    template <class T, class... Values>
    bool read(std::optional<T>& out, const Values&... values) {
        T value{};
        if (!read(value, values...)) return false;
        out = std::move(value);
        return true;
    }
    /// All of the list, or nothing.
    template <class T, class... Values>
    bool read(std::vector<T>& out, const Values&... values) {
        const auto* elements = list();
        if (elements == nullptr) return false;
        std::vector<T> all(elements->size());
        bool good = true;
        for (std::size_t i = 0; i < all.size(); ++i)
            good = ValueReader(key_, (*elements)[i], faults_).read(all[i], values...) && good;
        if (good) out = std::move(all);
        return good;
    }

  private:
    /// The value, if it is of this type; a fault otherwise.
    template <class T>
    const T* get();
    /// An IP address, if the text is one of those and the address of one host.
    template <class T>
    bool read_address(std::optional<T> (*parse)(std::string_view), T& out);
    /// A prefix without host bits.
    template <class Prefix>
    bool read_prefix(std::optional<Prefix> (*parse)(std::string_view), Prefix& out);
    std::optional<std::int64_t> integer();
    std::optional<std::int64_t> mask();
    std::optional<std::size_t> choice();
    const std::vector<toml_reader::Value>* list();
    bool fault(std::string what);

    const ConfigKey& key_;
    const toml_reader::Value& value_;
    ConfigFaults& faults_;
};

} // namespace magd
