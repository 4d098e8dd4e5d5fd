#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "magd/pmip/types.hpp"
#include "nlink/base/address.hpp"
#include "nlink/base/error.hpp"

struct sqlite3;

namespace magd::journal {

/// What a journal says beside its records.
struct Header {
    std::string boot;                  ///< of which start of the machine (boot_id) the records are
    std::uint32_t restart_counter = 0; ///< the one told to LMAs, RFC 5847
    std::uint16_t sequence = 0;        ///< of the next PBU
    pmip::TimePoint alive{};           ///< when the process last said that it lives
    bool operator==(const Header&) const = default;
};

/// What one write changes. All of it is kept, or nothing.
struct Changes {
    Header header;
    std::map<base::MacAddress, std::optional<std::string>> records; ///< nothing: the record is gone
};

/// The file that outlives the process: an SQLite database with a record for each carried client. It is
/// for a process that dies, not for a power cut, after which the kernel carries nobody either: a write is
/// handed to the kernel, and never waits for the disk.
class Journal {
  public:
    /// Makes the file if there is none. Error code EILSEQ: that is no journal of ours, or a damaged one;
    /// EBUSY: another process has it.
    static base::Result<Journal> open(const std::filesystem::path& file);

    /// Nothing in a new journal.
    [[nodiscard]] base::Result<std::optional<Header>> header();
    /// Gives each record in turn.
    [[nodiscard]] base::Result<void> each(const std::function<void(std::string_view)>& take);
    [[nodiscard]] base::Result<void> write(const Changes& changes);
    /// The same in place of every record that there is.
    [[nodiscard]] base::Result<void> replace(const Changes& all);
    /// Forgets every record, and keeps this header.
    [[nodiscard]] base::Result<void> clear(const Header& header) {
        return replace({.header = header, .records = {}});
    }

  private:
    struct Close {
        void operator()(sqlite3* database) const;
    };
    using Database = std::unique_ptr<sqlite3, Close>;

    Journal(Database database, std::filesystem::path file)
        : database_(std::move(database)),
          file_(std::move(file)) {}
    [[nodiscard]] base::Result<void> prepare();
    [[nodiscard]] base::Result<void> run(const char* statements);
    [[nodiscard]] base::Result<std::int64_t> number(const char* query);
    [[nodiscard]] std::unexpected<base::Error> fail(int code) const;
    [[nodiscard]] base::Result<void> put(const Changes& changes);
    [[nodiscard]] base::Result<void> put(const Header& header);

    Database database_;
    std::filesystem::path file_;
};

} // namespace magd::journal
