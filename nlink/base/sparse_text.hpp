#pragma once

#include <string>
#include <utility>

#include "nlink/base/boxed.hpp"

namespace base {

/// A std::string that is empty most of the time, and then takes one pointer.
class SparseText {
  public:
    SparseText() = default;
    SparseText(std::string text) {
        if (!text.empty()) text_ = std::move(text);
    }
    SparseText(const char* text) : SparseText(std::string(text)) {}

    operator const std::string&() const { return **this; }
    const std::string& operator*() const {
        static const std::string none;
        return text_ ? *text_ : none;
    }
    const std::string* operator->() const { return &**this; }
    [[nodiscard]] bool empty() const { return !text_.has_value(); }
    void clear() { text_.reset(); }

    friend bool operator==(const SparseText&, const SparseText&) = default;
    friend bool operator==(const SparseText& a, const std::string& b) { return *a == b; }
    friend bool operator==(const SparseText& a, const char* b) { return *a == b; }

  private:
    Boxed<std::string> text_;
};

} // namespace base
