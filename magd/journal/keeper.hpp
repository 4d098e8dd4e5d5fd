#pragma once

#include <absl/container/btree_set.h>

#include <optional>
#include <string>

#include "magd/journal/journal.hpp"
#include "magd/pmip/mag.hpp"

namespace magd::journal {

/// Keeps the journal as the core's bindings are. Changes are collected, and written together once all
/// events that wait are handled. While that fails, clients that are new are told nothing: what was
/// acknowledged outlives the process.
class Keeper {
  public:
    /// Without a journal nothing is kept, and nobody waits.
    Keeper(std::optional<Journal> journal, Header header)
        : journal_(std::move(journal)),
          header_(std::move(header)) {}

    /// The client's binding has changed, or is gone.
    void touch(const base::MacAddress& mac) { touched_.insert(mac); }
    /// The client may be told of its service once that is kept.
    void promise(const base::MacAddress& mac) { promised_.insert(mac); }
    /// Whether the client must not be told of its service yet.
    [[nodiscard]] bool holds_back(const base::MacAddress& mac) const { return promised_.contains(mac); }

    /// Writes what has changed. Error: it could not be, and will be with the next write.
    [[nodiscard]] base::Result<void> write(const pmip::Mag& mag);
    /// Whether something waits to be written, because it could not be.
    [[nodiscard]] bool behind() const { return !touched_.empty(); }
    /// Tells the next process that this one lives: to be called every few seconds, and at the end.
    [[nodiscard]] base::Result<void> live(pmip::TimePoint now);
    /// Forgets all clients.
    [[nodiscard]] base::Result<void> clear();

  private:
    std::optional<Journal> journal_;
    Header header_;
    absl::btree_set<base::MacAddress> touched_;
    absl::btree_set<base::MacAddress> promised_;
};

} // namespace magd::journal
