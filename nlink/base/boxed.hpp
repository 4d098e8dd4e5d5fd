#pragma once

#include <cassert>
#include <memory>
#include <optional>
#include <utility>

namespace base {

/// A std::optional whose value lies elsewhere: it takes one pointer where there is none. Copies are
/// deep, comparisons are of values. For what is large and seldom there.
template <class T>
class Boxed {
  public:
    Boxed() = default;
    Boxed(std::nullopt_t) {}
    Boxed(T value) : value_(std::make_unique<T>(std::move(value))) {}
    Boxed(const Boxed& other) : value_(other ? std::make_unique<T>(*other) : nullptr) {}
    Boxed(Boxed&&) noexcept = default;
    Boxed& operator=(const Boxed& other) { return *this = Boxed(other); }
    Boxed& operator=(Boxed&&) noexcept = default;
    ~Boxed() = default;

    explicit operator bool() const { return has_value(); }
    [[nodiscard]] bool has_value() const { return value_ != nullptr; }
    T& operator*() { return *get(); }
    const T& operator*() const { return *get(); }
    T* operator->() { return get(); }
    const T* operator->() const { return get(); }
    void reset() { value_.reset(); }

    /// std::optional would take a Boxed for a value of its own.
    friend bool operator==(const Boxed&, const std::optional<T>&) = delete;
    friend bool operator==(const Boxed& a, const Boxed& b) { return a && b ? *a == *b : !a && !b; }

  private:
    [[nodiscard]] T* get() const {
        assert(value_);
        return value_.get();
    }
    std::unique_ptr<T> value_;
};

} // namespace base
