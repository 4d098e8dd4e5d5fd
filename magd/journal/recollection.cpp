#include "magd/journal/recollection.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <chrono>
#include <fstream>
#include <utility>

#include "magd/journal/record.hpp"

namespace magd::journal {
namespace {

namespace fs = std::filesystem;

std::uint32_t by_clock() {
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    return static_cast<std::uint32_t>(std::chrono::duration_cast<std::chrono::seconds>(now).count());
}

/// More updates than may have gone since the header was written.
constexpr std::uint16_t sequence_leap = 4096;

/// Whoever is to look into it finds it where it was, beside the new one.
base::Result<Journal> begin_anew(const fs::path& file, std::string why, std::vector<std::string>& troubles) {
    const auto aside = fs::path(file) += ".aside";
    std::error_code error;
    fs::rename(file, aside, error);
    for (const auto* part : {"-wal", "-shm"}) fs::remove(fs::path(file) += part);
    if (error) return base::fail(fmt::format("{}, and it cannot be set aside: {}", why, error.message()));
    troubles.push_back(fmt::format("{}; it is kept as {}, and clients attach anew", why, aside.native()));
    return Journal::open(file);
}

void take(const Contents& contents, const std::string& boot, Recollection& out) {
    out.header.boot = boot;
    if (!contents.header) {
        out.header.restart_counter = by_clock();
        return;
    }
    out.header.restart_counter = contents.header->restart_counter;
    out.header.sequence = static_cast<std::uint16_t>(contents.header->sequence + sequence_leap);
    const bool same_start = !boot.empty() && contents.header->boot == boot;
    bool lost = !same_start;
    if (same_start)
        for (const auto& record : contents.records) {
            auto binding = binding_of(record);
            if (binding) out.bindings.push_back(std::move(*binding));
            if (!binding)
                out.troubles.push_back(fmt::format("a session is lost: {} in {}", binding.error(), record));
            lost = lost || !binding;
        }
    if (lost) ++out.header.restart_counter;
}

/// What nobody can read goes, so that it is lost once. Sessions that go on stay in the file when the disk
/// is full: the next write brings the header too, and until then new clients wait.
base::Result<void> begin_run(Journal& journal, Recollection& run) {
    if (run.bindings.empty()) return journal.clear(run.header);
    Changes changes{.header = run.header, .records = {}};
    base::Result<void> kept;
    if (!run.troubles.empty()) {
        for (const auto& binding : run.bindings) changes.records[binding.profile.mac] = record_of(binding);
        kept = journal.clear(run.header);
    }
    if (kept) kept = journal.write(changes);
    if (!kept) run.troubles.push_back(kept.error().what);
    return {};
}

} // namespace

fs::path journal_in(const fs::path& folder) { return folder / "journal.db"; }

base::Result<Recollection> recollect(const fs::path& folder, const std::string& boot) {
    const auto file = journal_in(folder);
    std::error_code ignored;
    fs::create_directory(folder, ignored);
    Recollection out;
    auto journal = Journal::open(file);
    if (!journal && journal.error().code == EBUSY)
        return base::fail(file.native() + " is in use: another magd runs with this state directory", EBUSY);
    if (!journal && journal.error().code == EILSEQ)
        journal = begin_anew(file, journal.error().what, out.troubles);
    auto contents = journal ? journal->read() : std::unexpected(journal.error());
    take(contents.value_or(Contents{}), boot, out);
    const auto kept = contents ? begin_run(*journal, out) : std::unexpected(contents.error());
    if (kept)
        out.journal = std::move(*journal);
    else
        out.troubles.push_back(kept.error().what + "; no session outlives this run");
    return out;
}

std::string boot_id() {
    std::string id;
    std::getline(std::ifstream("/proc/sys/kernel/random/boot_id"), id);
    return id;
}

} // namespace magd::journal
