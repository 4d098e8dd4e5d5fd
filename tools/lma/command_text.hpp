#pragma once

#include <expected>
#include <span>
#include <string>
#include <string_view>

#include "tools/lma/event.hpp"

/// Commands as lines of text, for the control socket: words with spaces between them.
namespace lma {

struct CommandHelp {
    std::string_view usage; ///< the verb and its words; those in brackets may be left out
    std::string_view help;
};
/// Every command there is.
[[nodiscard]] std::span<const CommandHelp> command_help();

/// Reads one line. `offers`: what is offered now, where a command changes one thing of it.
/// An error says what is wrong, and how the command is used if its verb is known.
[[nodiscard]] std::expected<Command, std::string> parse_command(std::string_view line, const Offers& offers);

} // namespace lma
