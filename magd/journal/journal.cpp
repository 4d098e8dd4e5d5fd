#include "magd/journal/journal.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include <cerrno>
#include <chrono>
#include <string_view>
#include <utility>

namespace magd::journal {
namespace {

constexpr std::int64_t application = 0x6d616764; // "magd"
constexpr std::int64_t version = 2;              ///< of the tables and of the records

constexpr const char* settings =
    "PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL;"
    "PRAGMA synchronous = OFF; PRAGMA cache_size = -512; BEGIN IMMEDIATE; COMMIT";
constexpr const char* tables =
    "BEGIN;"
    "CREATE TABLE header (boot TEXT NOT NULL, restart_counter INTEGER NOT NULL, sequence INTEGER NOT NULL,"
    " alive INTEGER NOT NULL);"
    "CREATE TABLE binding (mac TEXT PRIMARY KEY, record TEXT NOT NULL) WITHOUT ROWID;"
    "PRAGMA application_id = 1835100004; PRAGMA user_version = 2; COMMIT";

/// One prepared statement, for one run.
class Statement {
  public:
    Statement(sqlite3* database, const char* text) {
        code_ = sqlite3_prepare_v2(database, text, -1, &statement_, nullptr);
    }
    Statement(const Statement&) = delete;
    Statement& operator=(const Statement&) = delete;
    ~Statement() { sqlite3_finalize(statement_); }

    void bind(int place, std::string_view text) {
        if (code_ == SQLITE_OK)
            code_ = sqlite3_bind_text(statement_, place, text.data(), static_cast<int>(text.size()),
                                      SQLITE_TRANSIENT);
    }
    void bind(int place, std::int64_t number) {
        if (code_ == SQLITE_OK) code_ = sqlite3_bind_int64(statement_, place, number);
    }
    /// Whether there is a row; if not, code() says whether that is well.
    bool step() {
        if (code_ == SQLITE_OK || code_ == SQLITE_ROW) code_ = sqlite3_step(statement_);
        return code_ == SQLITE_ROW;
    }
    /// For the next run with other values.
    void rewind() {
        if (code_ == SQLITE_DONE) code_ = sqlite3_reset(statement_);
    }
    [[nodiscard]] int code() const { return code_ == SQLITE_DONE || code_ == SQLITE_ROW ? SQLITE_OK : code_; }
    [[nodiscard]] std::int64_t number(int column) const { return sqlite3_column_int64(statement_, column); }
    /// Valid until the next step.
    [[nodiscard]] std::string_view text(int column) const {
        const auto* text = sqlite3_column_text(statement_, column);
        if (text == nullptr) return {};
        return {reinterpret_cast<const char*>(text),
                static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
    }

  private:
    sqlite3_stmt* statement_ = nullptr;
    int code_ = SQLITE_OK;
};

int errno_of(int code) {
    switch (code & 0xff) {
    case SQLITE_NOTADB:
    case SQLITE_CORRUPT: return EILSEQ;
    case SQLITE_BUSY: return EBUSY;
    case SQLITE_FULL: return ENOSPC;
    case SQLITE_READONLY: return EROFS;
    case SQLITE_CANTOPEN: return EACCES;
    default: return EIO;
    }
}

} // namespace

void Journal::Close::operator()(sqlite3* database) const { sqlite3_close(database); }

std::unexpected<base::Error> Journal::fail(int code) const {
    return base::fail(fmt::format("{}: {}", file_.native(), sqlite3_errmsg(database_.get())), errno_of(code));
}

base::Result<Journal> Journal::open(const std::filesystem::path& file) {
    sqlite3* raw = nullptr;
    const auto code =
        sqlite3_open_v2(file.c_str(), &raw, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, nullptr);
    Journal journal(Database(raw), file);
    if (code != SQLITE_OK) return journal.fail(code);
    if (auto prepared = journal.prepare(); !prepared) return std::unexpected(prepared.error());
    return journal;
}

base::Result<void> Journal::prepare() {
    if (auto done = run(settings); !done) return done;
    const auto kind = number("PRAGMA application_id");
    const auto schema = number("PRAGMA user_version");
    const auto parts = number("SELECT count(*) FROM sqlite_schema");
    for (const auto& read : {kind, schema, parts})
        if (!read) return std::unexpected(read.error());
    if (*kind == 0 && *parts == 0) return run(tables);
    if (*kind != application) return base::fail(file_.native() + " is a database of another program", EILSEQ);
    if (*schema != version)
        return base::fail(
            fmt::format("{} is of format {}, this program's is {}", file_.native(), *schema, version),
            EILSEQ);
    Statement check(database_.get(), "PRAGMA quick_check(1)");
    if (!check.step()) return fail(check.code());
    if (check.text(0) != "ok")
        return base::fail(fmt::format("{} is damaged: {}", file_.native(), check.text(0)), EILSEQ);
    return {};
}

base::Result<void> Journal::run(const char* statements) {
    const auto code = sqlite3_exec(database_.get(), statements, nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) return fail(code);
    return {};
}

base::Result<std::int64_t> Journal::number(const char* query) {
    Statement statement(database_.get(), query);
    if (!statement.step()) return fail(statement.code());
    return statement.number(0);
}

base::Result<std::optional<Header>> Journal::header() {
    Statement statement(database_.get(), "SELECT boot, restart_counter, sequence, alive FROM header");
    std::optional<Header> header;
    if (statement.step())
        header = {.boot = std::string(statement.text(0)),
                  .restart_counter = static_cast<std::uint32_t>(statement.number(1)),
                  .sequence = static_cast<std::uint16_t>(statement.number(2)),
                  .alive = pmip::TimePoint{pmip::Milliseconds{statement.number(3)}}};
    if (statement.code() != SQLITE_OK) return fail(statement.code());
    return header;
}

base::Result<void> Journal::each(const std::function<void(std::string_view)>& take) {
    Statement bindings(database_.get(), "SELECT record FROM binding ORDER BY mac");
    while (bindings.step()) take(bindings.text(0));
    if (bindings.code() != SQLITE_OK) return fail(bindings.code());
    return {};
}

base::Result<void> Journal::write(const Changes& changes) {
    if (auto begun = run("BEGIN IMMEDIATE"); !begun) return begun;
    auto done = put(changes);
    if (done) done = run("COMMIT");
    if (!done) (void)run("ROLLBACK"); // the first fault is what the caller must hear
    return done;
}

base::Result<void> Journal::replace(const Changes& all) {
    if (auto begun = run("BEGIN IMMEDIATE"); !begun) return begun;
    auto done = run("DELETE FROM binding");
    if (done) done = put(all);
    if (done) done = run("COMMIT");
    if (!done) (void)run("ROLLBACK");
    return done;
}

base::Result<void> Journal::put(const Changes& changes) {
    Statement store(database_.get(), "INSERT OR REPLACE INTO binding VALUES (?1, ?2)");
    Statement forget(database_.get(), "DELETE FROM binding WHERE mac = ?1");
    for (const auto& [mac, record] : changes.records) {
        auto& statement = record ? store : forget;
        statement.bind(1, base::to_string(mac));
        if (record) statement.bind(2, *record);
        statement.step();
        if (statement.code() != SQLITE_OK) return fail(statement.code());
        statement.rewind();
    }
    return put(changes.header);
}

base::Result<void> Journal::put(const Header& header) {
    Statement forget(database_.get(), "DELETE FROM header");
    forget.step();
    if (forget.code() != SQLITE_OK) return fail(forget.code());
    Statement store(database_.get(), "INSERT INTO header VALUES (?1, ?2, ?3, ?4)");
    store.bind(1, header.boot);
    store.bind(2, std::int64_t{header.restart_counter});
    store.bind(3, std::int64_t{header.sequence});
    store.bind(4, std::chrono::duration_cast<pmip::Milliseconds>(header.alive.time_since_epoch()).count());
    store.step();
    if (store.code() != SQLITE_OK) return fail(store.code());
    return {};
}

} // namespace magd::journal
