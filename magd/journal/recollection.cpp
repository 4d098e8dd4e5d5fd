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

std::string pause_trouble(pmip::TimePoint::duration pause, const Run& run) {
    return fmt::format(
        "the last run ended {} s ago, longer than kernel.adoption_limit ({} s): its sessions are "
        "lost, and clients attach anew",
        std::chrono::floor<pmip::Seconds>(pause).count(), run.longest_pause.count());
}

/// Whether the earlier process' sessions go on.
bool goes_on(const Header& last, const Run& run, std::vector<std::string>& troubles) {
    if (run.boot.empty() || last.boot != run.boot) return false;
    const auto pause = run.began - last.alive;
    if (pause > run.longest_pause) troubles.push_back(pause_trouble(pause, run));
    return pause <= run.longest_pause;
}

base::Result<void> take_records(Journal& journal, Recollection& out) {
    return journal.each([&out](std::string_view record) {
        auto binding = binding_of(record);
        if (binding) out.bindings.push_back(std::move(*binding));
        if (!binding)
            out.troubles.push_back(fmt::format("a session is lost: {} in {}", binding.error(), record));
    });
}

base::Result<void> take(Journal& journal, const Run& run, Recollection& out) {
    const auto last = journal.header();
    if (!last) return std::unexpected(last.error());
    if (!*last) return {};
    out.header.restart_counter = (*last)->restart_counter;
    out.header.sequence = static_cast<std::uint16_t>((*last)->sequence + sequence_leap);
    const bool on = goes_on(**last, run, out.troubles);
    const auto taken = on ? take_records(journal, out) : base::Result<void>{};
    if (!on || !out.troubles.empty()) ++out.header.restart_counter;
    return taken;
}

/// What nobody can read goes, so that it is lost once. Sessions that go on stay in the file when the disk
/// is full: the next write brings the header too, and until then new clients wait.
base::Result<void> begin_run(Journal& journal, Recollection& run) {
    if (run.bindings.empty()) return journal.clear(run.header);
    Changes changes{.header = run.header, .records = {}};
    if (!run.troubles.empty())
        for (const auto& binding : run.bindings) changes.records[binding.profile.mac] = record_of(binding);
    const auto kept = run.troubles.empty() ? journal.write(changes) : journal.replace(changes);
    if (!kept) run.troubles.push_back(kept.error().what);
    return {};
}

} // namespace

fs::path journal_in(const fs::path& folder) { return folder / "journal.db"; }

base::Result<Recollection> recollect(const fs::path& folder, const Run& run) {
    const auto file = journal_in(folder);
    std::error_code ignored;
    fs::create_directory(folder, ignored);
    Recollection out;
    auto journal = Journal::open(file);
    if (!journal && journal.error().code == EBUSY)
        return base::fail(file.native() + " is in use: another magd runs with this state directory", EBUSY);
    if (!journal && journal.error().code == EILSEQ)
        journal = begin_anew(file, journal.error().what, out.troubles);
    const auto aside = out.troubles; // a new file has lost nothing more
    out.troubles.clear();
    out.header = {.boot = run.boot, .restart_counter = by_clock(), .sequence = 0, .alive = run.began};
    auto kept = journal ? take(*journal, run, out) : std::unexpected(journal.error());
    if (kept) kept = begin_run(*journal, out);
    out.troubles.insert(out.troubles.begin(), aside.begin(), aside.end());
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
