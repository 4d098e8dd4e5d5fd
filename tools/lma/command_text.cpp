#include "tools/lma/command_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <memory>
#include <optional>
#include <vector>

namespace lma {
namespace {

using pmip::NotificationReason;
using Words = std::span<const std::string_view>;
using Parsed = std::optional<Command>; ///< nothing: the words are not those of the command

template <class T>
std::optional<T> number(std::string_view word) {
    T value{};
    const auto* const begin = std::to_address(word.begin());
    const auto* const end = std::to_address(word.end());
    const auto [stopped, error] = std::from_chars(begin, end, value);
    if (error != std::errc{} || stopped != end) return std::nullopt;
    return value;
}

/// The word at that place, or the fallback if there is none; nothing if it is no number.
template <class T>
std::optional<T> number_at(Words words, std::size_t place, T fallback) {
    return place < words.size() ? number<T>(words[place]) : fallback;
}

Parsed parse_revoke(Words words, const Offers&) {
    if (words.empty() || words.size() > 3) return std::nullopt;
    const bool ipv4_only = words.size() > 1 && words[1] == "ipv4";
    const auto administrative = std::to_underlying(pmip::RevocationTrigger::administrative);
    const auto trigger = number_at<std::uint8_t>(words, ipv4_only ? 2 : 1, administrative);
    if (!trigger || (!ipv4_only && words.size() > 2)) return std::nullopt;
    return Revoke{.client = std::string(words[0]),
                  .ipv4_only = ipv4_only,
                  .trigger = pmip::RevocationTrigger{*trigger}};
}

Parsed parse_revoke_mag(Words words, const Offers&) {
    const auto mag = words.size() == 1 ? base::parse_address(words[0]) : std::nullopt;
    return mag ? Parsed(RevokeMag{*mag}) : std::nullopt;
}

Parsed parse_revoke_realm(Words words, const Offers&) {
    return words.size() == 1 ? Parsed(RevokeRealm{std::string(words[0])}) : std::nullopt;
}

struct Reason {
    std::string_view name;
    NotificationReason reason;
};
constexpr std::array reasons{
    Reason{"reregister", NotificationReason::force_reregistration},
    Reason{"parameters", NotificationReason::update_session_parameters},
    Reason{"vendor", NotificationReason::vendor_specific},
    Reason{"access-network", NotificationReason::ani_params_requested},
    Reason{"qos", NotificationReason::qos_service_request},
};

std::optional<NotificationReason> reason_of(std::string_view word) {
    const auto* const named = std::ranges::find(reasons, word, &Reason::name);
    if (named != reasons.end()) return named->reason;
    const auto value = number<std::uint16_t>(word);
    return value ? std::optional(NotificationReason{*value}) : std::nullopt;
}

Parsed parse_notify(Words words, const Offers&) {
    const bool quiet = words.size() == 3 && words[2] == "no-ack";
    const auto reason = quiet || words.size() == 2 ? reason_of(words[1]) : std::nullopt;
    if (!reason) return std::nullopt;
    return Notify{.client = std::string(words[0]), .reason = *reason, .acknowledge = !quiet};
}

Parsed parse_localize(Words words, const Offers&) {
    const auto lifetime = words.size() == 3 ? number<std::uint16_t>(words[2]) : std::nullopt;
    if (!lifetime) return std::nullopt;
    return Localize{.client = std::string(words[0]), .other = std::string(words[1]), .lifetime = *lifetime};
}

Parsed parse_binding_error(Words words, const Offers&) {
    if (words.size() < 2 || words.size() > 3) return std::nullopt;
    const auto mag = base::parse_address(words[0]);
    const auto status = number<std::uint8_t>(words[1]);
    const auto home = words.size() == 3 ? base::parse_ipv6(words[2]) : base::Ipv6{};
    if (!mag || !status || !home) return std::nullopt;
    return ReportError{.mag = *mag, .status = pmip::BindingErrorStatus{*status}, .home_address = *home};
}

/// The misbehaviour, for as many updates as the word at that place says.
Parsed misbehave(Misbehaviour how, Words words, std::size_t place) {
    const auto updates = number_at<std::uint32_t>(words, place, 0);
    if (!updates || words.size() > place + 1) return std::nullopt;
    how.updates = *updates;
    return Misbehave{how};
}

Parsed parse_refuse(Words words, const Offers&) {
    const auto status = words.empty() ? std::nullopt : number<std::uint8_t>(words[0]);
    if (!status || pmip::accepted(pmip::Status{*status})) return std::nullopt;
    return misbehave({.refuse = pmip::Status{*status}}, words, 1);
}

Parsed parse_accept(Words words, const Offers&) {
    const auto status = words.empty() ? std::nullopt : number<std::uint8_t>(words[0]);
    if (!status || !pmip::accepted(pmip::Status{*status})) return std::nullopt;
    return misbehave({.accept = pmip::Status{*status}}, words, 1);
}

Parsed parse_delay(Words words, const Offers&) {
    const auto delay = words.empty() ? std::nullopt : number<std::uint32_t>(words[0]);
    return delay ? misbehave({.delay = pmip::Milliseconds{*delay}}, words, 1) : std::nullopt;
}

Parsed parse_silent(Words words, const Offers&) {
    return words.empty() ? Parsed(Misbehave{{.silent = true}}) : std::nullopt;
}
Parsed parse_lose(Words words, const Offers&) { return misbehave({.lose = true}, words, 0); }
Parsed parse_duplicate(Words words, const Offers&) { return misbehave({.duplicate = true}, words, 0); }
Parsed parse_reorder(Words words, const Offers&) { return misbehave({.reorder = true}, words, 0); }
Parsed parse_change_address(Words words, const Offers&) {
    return misbehave({.change_address = true}, words, 0);
}
Parsed parse_behave(Words words, const Offers&) { return words.empty() ? Parsed(Misbehave{}) : std::nullopt; }

Parsed parse_restart(Words words, const Offers&) {
    if (words.size() > 1 || (words.size() == 1 && words[0] != "announce")) return std::nullopt;
    return Restart{.announce = words.size() == 1};
}

Parsed parse_change_keys(Words words, const Offers&) {
    return words.empty() ? Parsed(ChangeKeys{}) : std::nullopt;
}

Parsed parse_redirect(Words words, const Offers& offers) {
    Offer command{offers};
    command.offers.redirect = words.size() == 1 ? base::parse_address(words[0]) : std::nullopt;
    const bool off = words.size() == 1 && words[0] == "off";
    return off || command.offers.redirect ? Parsed(command) : std::nullopt;
}

using Parse = Parsed (*)(Words, const Offers&);
struct Verb {
    CommandHelp help;
    Parse parse;
    [[nodiscard]] std::string_view name() const { return help.usage.substr(0, help.usage.find(' ')); }
};

constexpr std::array verbs{
    Verb{{"revoke CLIENT [ipv4] [TRIGGER]", "Revoke a session, or its IPv4 address alone."}, parse_revoke},
    Verb{{"revoke-mag ADDRESS", "Revoke all sessions of a gateway."}, parse_revoke_mag},
    Verb{{"revoke-realm REALM", "Revoke all sessions of a realm."}, parse_revoke_realm},
    Verb{{"notify CLIENT REASON [no-ack]",
          "Send an Update Notification: reregister, parameters, vendor, access-network, qos, or a number."},
         parse_notify},
    Verb{{"localize CLIENT CLIENT SECONDS", "Have two clients' packets forwarded locally; 0 stops."},
         parse_localize},
    Verb{{"binding-error ADDRESS STATUS [HOME]", "Send a Binding Error to a gateway."}, parse_binding_error},
    Verb{{"refuse STATUS [UPDATES]", "Refuse every registration, or so many updates."}, parse_refuse},
    Verb{{"accept STATUS [UPDATES]", "Accept with this status, below 128."}, parse_accept},
    Verb{{"silent", "Take nothing and send nothing."}, parse_silent},
    Verb{{"lose [UPDATES]", "Lose answers."}, parse_lose},
    Verb{{"delay MILLISECONDS [UPDATES]", "Delay answers."}, parse_delay},
    Verb{{"duplicate [UPDATES]", "Answer twice."}, parse_duplicate},
    Verb{{"reorder [UPDATES]", "Send every other answer after the one that follows it."}, parse_reorder},
    Verb{{"change-address [UPDATES]", "Answer with another address than is held."}, parse_change_address},
    Verb{{"behave", "Misbehave no more."}, parse_behave},
    Verb{{"restart [announce]", "Forget everything, with a new restart counter."}, parse_restart},
    Verb{{"change-keys", "Give every session another uplink key."}, parse_change_keys},
    Verb{{"redirect ADDRESS", "Redirect gateways to another LMA; off: no longer."}, parse_redirect},
};

constexpr auto helps = [] {
    std::array<CommandHelp, verbs.size()> out{};
    std::ranges::transform(verbs, out.begin(), &Verb::help);
    return out;
}();

std::vector<std::string_view> words_of(std::string_view line) {
    std::vector<std::string_view> out;
    for (std::size_t at = line.find_first_not_of(" \r"); at != std::string_view::npos;
         at = line.find_first_not_of(" \r", at)) {
        const auto end = std::min(line.find_first_of(" \r", at), line.size());
        out.push_back(line.substr(at, end - at));
        at = end;
    }
    return out;
}

} // namespace

std::span<const CommandHelp> command_help() { return helps; }

std::expected<Command, std::string> parse_command(std::string_view line, const Offers& offers) {
    const auto words = words_of(line);
    if (words.empty()) return std::unexpected("no command");
    const auto* const verb = std::ranges::find_if(verbs, [&](const Verb& v) { return v.name() == words[0]; });
    if (verb == verbs.end()) return std::unexpected("no such command");
    if (auto command = verb->parse(Words(words).subspan(1), offers)) return *command;
    return std::unexpected(fmt::format("usage: {}", verb->help.usage));
}

} // namespace lma
