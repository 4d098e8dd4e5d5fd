#pragma once

#include "nlink/base/counters.hpp"

namespace magd {

/// What became of clients of which nothing was heard.
enum class SilenceCounter : std::uint8_t { question, unasked, gone, back, count_ };

constexpr base::CounterTexts<SilenceCounter> silence_texts{{
    {"silence_question", "ARP requests and neighbour solicitations to silent clients"},
    {"silence_unasked", "silent clients that could not be asked"},
    {"silence_gone", "clients de-registered since they did not answer"},
    {"silence_back", "of these, clients that were heard again and attached"},
}};

} // namespace magd
