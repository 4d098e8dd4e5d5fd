#pragma once

#include <string>
#include <utility>

#include "tools/lma/lma.hpp"

namespace lma {

/// One event being handled: its time, and the actions so far.
struct Lma::Turn {
    pmip::Now now;
    pmip::Note::Level least_note;
    std::vector<LmaAction> actions{};

    void note(pmip::Note::Level level, const pmip::Words auto& words) {
        if (level >= least_note) actions.emplace_back(LmaNote{.level = level, .text = words()});
    }
    void note(pmip::Note::Level level, std::string text) {
        note(level, [&] { return std::move(text); });
    }
    void send(Send message) { actions.emplace_back(std::move(message)); }
};

} // namespace lma
