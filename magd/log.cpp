#include "magd/log.hpp"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>
#include <sys/stat.h>
#include <syslog.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>

namespace magd::log {
namespace {

struct LevelText {
    spdlog::level::level_enum spdlog;
    int priority;
};

/// In the order of Level.
constexpr std::array<LevelText, 4> level_texts{{
    {spdlog::level::debug, LOG_DEBUG},
    {spdlog::level::info, LOG_INFO},
    {spdlog::level::warn, LOG_WARNING},
    {spdlog::level::err, LOG_ERR},
}};

const LevelText& text_of(Level level) { return level_texts.at(static_cast<std::size_t>(level)); }

/// The one logger of the process, and where it writes to.
struct Output {
    bool journald = is_journal(STDERR_FILENO, std::getenv("JOURNAL_STREAM"));
    spdlog::logger logger{"magd", std::make_shared<spdlog::sinks::stderr_sink_st>()};

    Output() { logger.set_pattern(journald ? "%v" : "%Y-%m-%dT%H:%M:%S.%e %-5l %v"); }
};

Output& output() {
    static Output the_output;
    return the_output;
}

/// A megabyte, if every line is a long one.
constexpr std::size_t trail_steps = 4096;

Trail& trail() {
    static Trail the_trail(trail_steps);
    return the_trail;
}

} // namespace

void set_level(Level least) { output().logger.set_level(text_of(least).spdlog); }

bool enabled(Level level) { return output().logger.should_log(text_of(level).spdlog); }

void write(Level level, std::string_view text) {
    auto& out = output();
    out.logger.log(text_of(level).spdlog, clean(level, text, out.journald));
}

void write_client(Level level, const base::MacAddress& mac, std::string text) {
    if (enabled(level)) write(level, base::to_string(mac) + ' ' + text);
    if (level >= kept) step(mac, std::move(text));
}

void step(const base::MacAddress& mac, std::string text) {
    trail().add({.at = std::chrono::steady_clock::now(), .mac = mac, .text = std::move(text)});
}

std::vector<Trail::Step> trail_of(const base::MacAddress& mac) { return trail().of(mac); }

std::string clean(Level level, std::string_view text, bool journald) {
    std::string line = journald ? fmt::format("<{}>{}", text_of(level).priority, text) : std::string(text);
    const auto control = [](char c) { return (c >= 0 && c < ' ') || c == '\x7f'; };
    std::ranges::replace_if(line, control, '?');
    return line;
}

bool is_journal(int stream, const char* journal_stream) {
    struct stat status{};
    if (journal_stream == nullptr || fstat(stream, &status) != 0) return false;
    return fmt::format("{}:{}", status.st_dev, status.st_ino) == journal_stream;
}

} // namespace magd::log
