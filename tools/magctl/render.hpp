#pragma once

#include <nlohmann/json_fwd.hpp>

#include <string>
#include <string_view>

#include "tools/magctl/arguments.hpp"

/// Results of the daemon as text for a reader. Whatever the daemon sent, these give text that
/// a terminal can show; what is absent or of another type shows as "-".
namespace magctl {

/// The text in one line, with nothing in it that would steer a terminal.
[[nodiscard]] std::string safe(std::string text);

[[nodiscard]] std::string render_bindings(const nlohmann::json& bindings);
[[nodiscard]] std::string render_lmas(const nlohmann::json& lmas);
/// Those that are not zero, or all.
[[nodiscard]] std::string render_counters(const nlohmann::json& counters, bool all);
/// A table.
[[nodiscard]] std::string render_traffic(const nlohmann::json& clients);
/// Each step with the time since the one before.
[[nodiscard]] std::string render_trace(const nlohmann::json& steps);
/// The answer to attach and detach.
[[nodiscard]] std::string render_client(const nlohmann::json& client);
/// The answer to check, audit and plan; `none` is said where there is nothing to list.
[[nodiscard]] std::string render_differences(const nlohmann::json& differences, std::string_view none);
/// The answer to reload.
[[nodiscard]] std::string render_reload(const nlohmann::json& reloaded);

/// As the command wants it.
[[nodiscard]] std::string render(const Command& command, const nlohmann::json& result);

} // namespace magctl
