#include "magd/journal/keeper.hpp"

#include "magd/journal/record.hpp"

namespace magd::journal {

base::Result<void> Keeper::write(const pmip::Mag& mag) {
    if (journal_ && !touched_.empty()) {
        header_.sequence = mag.next_sequence();
        Changes changes{.header = header_, .records = {}};
        for (const auto& mac : touched_) {
            const auto* binding = mag.find(mac);
            const bool carried = binding != nullptr && binding->programmed;
            changes.records[mac] = carried ? std::optional(record_of(*binding)) : std::nullopt;
        }
        if (auto written = journal_->write(changes); !written) return written;
    }
    touched_.clear();
    promised_.clear();
    return {};
}

base::Result<void> Keeper::live(pmip::TimePoint now) {
    header_.alive = now;
    return journal_ ? journal_->write({.header = header_, .records = {}}) : base::Result<void>{};
}

base::Result<void> Keeper::clear() {
    touched_.clear();
    promised_.clear();
    return journal_ ? journal_->clear(header_) : base::Result<void>{};
}

} // namespace magd::journal
