#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>
#include <utility>

#include "magd/log_level.hpp"
#include "magd/trail.hpp"
#include "nlink/base/address.hpp"

/// Log lines on standard error: with the time and the level for a reader, or with the
/// priority for journald, which adds the time itself (sd-daemon(3)).
namespace magd::log {

/// From which level on lines are written; info until told.
void set_level(Level least);
[[nodiscard]] bool enabled(Level level);

/// Writes one line. Control characters in it become '?', so that a peer's text stays in its line.
void write(Level level, std::string_view text);

template <class... Args>
void line(Level level, fmt::format_string<Args...> format, Args&&... args) {
    if (enabled(level)) write(level, fmt::format(format, std::forward<Args>(args)...));
}
template <class... Args>
void debug(fmt::format_string<Args...> format, Args&&... args) {
    line(Level::debug, format, std::forward<Args>(args)...);
}
template <class... Args>
void info(fmt::format_string<Args...> format, Args&&... args) {
    line(Level::info, format, std::forward<Args>(args)...);
}
template <class... Args>
void warning(fmt::format_string<Args...> format, Args&&... args) {
    line(Level::warning, format, std::forward<Args>(args)...);
}
template <class... Args>
void error(fmt::format_string<Args...> format, Args&&... args) {
    line(Level::error, format, std::forward<Args>(args)...);
}

/// Writes a line about one client, which begins with its MAC, and keeps what is worth it.
void write_client(Level level, const base::MacAddress& mac, std::string text);

template <class... Args>
void client(Level level, const base::MacAddress& mac, fmt::format_string<Args...> format, Args&&... args) {
    if (level >= kept || enabled(level))
        write_client(level, mac, fmt::format(format, std::forward<Args>(args)...));
}

/// Keeps something about a client that is not worth a line.
void step(const base::MacAddress& mac, std::string text);
/// What was kept of a client of late, the oldest first.
[[nodiscard]] std::vector<Trail::Step> trail_of(const base::MacAddress& mac);

/// The text as it stands in the log; `journald` puts the priority before it.
[[nodiscard]] std::string clean(Level level, std::string_view text, bool journald);

/// Whether `stream` is what the environment variable JOURNAL_STREAM names ("DEVICE:INODE").
[[nodiscard]] bool is_journal(int stream, const char* journal_stream);

} // namespace magd::log
