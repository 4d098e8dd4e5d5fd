#pragma once

#include <concepts>
#include <cstdint>
#include <string>

#include "nlink/base/address.hpp"

namespace pmip {

/// Something an operator follows a client by; becomes a log line with the MAC in it.
struct Note {
    enum class Level : std::uint8_t { debug, info, warning, error };
    base::MacAddress mac;
    Level level = Level::info;
    std::string text;
};

/// The same about an LMA.
struct LmaNote {
    std::string lma;
    Note::Level level = Note::Level::info;
    std::string text;
};

/// Makes the text of a note that somebody reads; most are read by nobody.
template <class T>
concept Words = std::invocable<T> && std::convertible_to<std::invoke_result_t<T>, std::string>;

} // namespace pmip
