#pragma once

#include <compare>
#include <concepts>
#include <initializer_list>
#include <set>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace base {

/// A value that many others have too, such as a name that the configuration gives: all that are equal share
/// one place, so that each takes a pointer. They are kept until the program ends, so it is for values of
/// which there are few. Not for use by two threads.
template <class T>
class Interned {
  public:
    Interned() : Interned(T{}) {}
    template <class U>
        requires(std::convertible_to<U, T> && !std::same_as<std::remove_cvref_t<U>, Interned>)
    Interned(U&& value) : value_(&pooled(T(std::forward<U>(value)))) {}
    Interned(std::initializer_list<typename T::value_type> elements) : Interned(T(elements)) {}

    operator const T&() const { return *value_; }
    operator std::string_view() const
        requires std::same_as<T, std::string>
    {
        return *value_;
    }
    const T& operator*() const { return *value_; }
    const T* operator->() const { return value_; }

    // What containers and texts have.
    [[nodiscard]] bool empty() const { return value_->empty(); }
    [[nodiscard]] auto size() const { return value_->size(); }
    [[nodiscard]] auto begin() const { return value_->begin(); }
    [[nodiscard]] auto end() const { return value_->end(); }
    [[nodiscard]] decltype(auto) front() const { return value_->front(); }

    friend bool operator==(const Interned& a, const Interned& b) { return a.value_ == b.value_; }
    friend auto operator<=>(const Interned& a, const Interned& b) { return *a <=> *b; }
    friend bool operator==(const Interned& a, const T& b) { return *a == b; }
    friend bool operator==(const Interned& a, const char* b)
        requires std::same_as<T, std::string>
    {
        return *a == b;
    }

  private:
    static const T& pooled(T value) {
        static std::set<T> pool;
        return *pool.insert(std::move(value)).first;
    }
    const T* value_;
};

} // namespace base
