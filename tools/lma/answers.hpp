#pragma once

#include <map>
#include <optional>
#include <vector>

#include "tools/lma/event.hpp"

namespace lma {

/// Answers to PBUs on their way out, where misbehaviour strikes.
class Answers {
  public:
    /// What goes now in place of this answer.
    [[nodiscard]] std::vector<Send> pass(Send answer, const Misbehaviour& how, pmip::TimePoint now);
    /// What was delayed until now.
    [[nodiscard]] std::vector<Send> due(pmip::TimePoint now);
    [[nodiscard]] std::optional<pmip::TimePoint> deadline() const;
    void clear();

  private:
    [[nodiscard]] std::vector<Send> order(Send answer, bool reorder);

    std::multimap<pmip::TimePoint, Send> delayed_;
    std::optional<Send> held_; ///< goes after the next one
};

} // namespace lma
