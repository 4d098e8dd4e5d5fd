#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "nlink/base/address.hpp"

/// Reader and Writer have the same verbs, so that a wire format is said once:
///
///     struct HandoffIndicator {
///         std::uint8_t indicator = 0;
///         static void fields(auto& io, auto& self) { io.pad(1); io.value(self.indicator); }
///     };
///
/// All multi-octet values are big-endian.
namespace base {

using Bytes = std::vector<std::uint8_t>;
using ByteView = std::span<const std::uint8_t>;

/// Reads a view from front to back. The first failure latches: later reads give
/// zeros, and `ok()` is asked once, at the edge.
class Reader {
  public:
    explicit Reader(ByteView data) : left_(data) {}

    template <std::unsigned_integral T>
    void value(T& out) {
        T number = 0;
        for (const auto octet : take(sizeof(T))) number = static_cast<T>(number << 8 | octet);
        out = number;
    }
    template <class E>
        requires std::is_enum_v<E>
    void value(E& out) {
        std::underlying_type_t<E> number{};
        value(number);
        out = static_cast<E>(number);
    }
    void value(Ipv4& out) { value(out.value); }
    void value(Ipv6& out) { octets(out.octets); }
    void value(MacAddress& out) { octets(out.octets); }

    /// Fills all of `out`.
    void octets(std::span<std::uint8_t> out) {
        const auto from = take(out.size());
        if (!from.empty()) std::memcpy(out.data(), from.data(), from.size());
    }
    /// Everything that is left.
    void rest(Bytes& out) {
        const auto from = take(left_.size());
        out.assign(from.begin(), from.end());
    }
    void rest(std::string& out) {
        const auto from = take(left_.size());
        out.assign(from.begin(), from.end());
    }
    /// Skips `count` octets, whatever they hold (reserved fields are ignored on receipt).
    void pad(std::size_t count) { (void)take(count); }

    /// The next `count` octets as a view of their own; empty, and failed, if there are fewer.
    [[nodiscard]] ByteView take(std::size_t count) {
        if (count > left_.size()) {
            fail();
            return {};
        }
        const auto head = left_.first(count);
        left_ = left_.subspan(count);
        return head;
    }
    [[nodiscard]] ByteView peek() const { return left_; }
    [[nodiscard]] std::size_t left() const { return left_.size(); }
    [[nodiscard]] bool ok() const { return ok_; }
    void fail() {
        ok_ = false;
        left_ = {};
    }

  private:
    ByteView left_;
    bool ok_ = true;
};

/// Appends to a byte vector.
class Writer {
  public:
    Writer() = default;
    /// For an output of about this size: it is allocated once.
    explicit Writer(std::size_t expected) { out_.reserve(expected); }

    template <std::unsigned_integral T>
    void value(T number) {
        const auto at = size();
        pad(sizeof(T));
        store(at, number);
    }
    template <class E>
        requires std::is_enum_v<E>
    void value(E number) {
        value(std::to_underlying(number));
    }
    void value(Ipv4 address) { value(address.value); }
    void value(const Ipv6& address) { octets(address.octets); }
    void value(const MacAddress& mac) { octets(mac.octets); }

    void octets(ByteView data) { out_.insert(out_.end(), data.begin(), data.end()); }
    void rest(const Bytes& data) { octets(data); }
    void rest(const std::string& text) { out_.insert(out_.end(), text.begin(), text.end()); }
    /// `count` zero octets.
    void pad(std::size_t count) { out_.resize(out_.size() + count); }

    /// Overwrites what was written at `offset`: for lengths and checksums known only later.
    template <std::unsigned_integral T>
    void patch(std::size_t offset, T number) {
        (void)out_.at(offset + sizeof(T) - 1);
        store(offset, number);
    }
    [[nodiscard]] std::size_t size() const { return out_.size(); }
    [[nodiscard]] const Bytes& bytes() const { return out_; }
    [[nodiscard]] Bytes take() { return std::move(out_); }

  private:
    template <std::unsigned_integral T>
    void store(std::size_t offset, T number) {
        for (std::size_t i = sizeof(T); i != 0; --i, number = static_cast<T>(number >> 4 >> 4))
            out_[offset + i - 1] = static_cast<std::uint8_t>(number);
    }

    Bytes out_;
};

} // namespace base
