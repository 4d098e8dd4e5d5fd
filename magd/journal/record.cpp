#include "magd/journal/record.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>
#include <limits>
#include <utility>

#include "magd/pmip/codec.hpp"

namespace magd::journal {
namespace {

using nlohmann::json;
using namespace pmip;

/// A record that cannot be one of ours.
struct Unreadable {
    std::string why;
};

std::string hex(base::ByteView octets) { return fmt::format("{:02x}", fmt::join(octets, "")); }

base::Bytes octets_of(std::string_view hex) {
    base::Bytes out;
    for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
        std::uint8_t octet = 0;
        const auto* end = hex.data() + i + 2;
        if (std::from_chars(hex.data() + i, end, octet, 16).ptr != end) throw Unreadable{"octets"};
        out.push_back(octet);
    }
    return out;
}

template <class T>
T value(const std::optional<T>& read, std::string_view what) {
    if (!read) throw Unreadable{std::string(what)};
    return *read;
}

/// A whole number that T holds; the times of a century fit into 42 bits.
template <class T>
T number(const json& record, const char* key, std::uint64_t most = std::numeric_limits<T>::max()) {
    const auto& read = record.at(key);
    if (!read.is_number_unsigned() || read.get<std::uint64_t>() > most) throw Unreadable{key};
    return static_cast<T>(read.get<std::uint64_t>());
}
constexpr std::uint64_t longest = std::uint64_t{1} << 42;
constexpr std::uint64_t longest_lifetime = 0xffff * std::uint64_t{lifetime_unit.count()};

/// Options travel as they do on the wire, in the message that they came with.
std::string options_text(const Binding& binding) {
    ProxyBindingAck message;
    message.options = binding.told;
    if (binding.offload) message.options.emplace_back(*binding.offload);
    return hex(encode(message, Padding::never_pad1));
}

void read_options(std::string_view text, Binding& binding) {
    auto decoded = decode(octets_of(text));
    auto* message = decoded ? std::get_if<ProxyBindingAck>(&decoded->message) : nullptr;
    if (message == nullptr) throw Unreadable{"options"};
    for (auto& option : message->options)
        if (auto* offload = std::get_if<TrafficOffloadSelector>(&option))
            binding.offload = std::move(*offload);
        else
            binding.told.push_back(std::move(option));
}

json profile_json(const Profile& profile) {
    return {
        {"mac", to_string(profile.mac)},
        {"mn_id_subtype", profile.mn_id.subtype},
        {"mn_id", hex(base::ByteView(reinterpret_cast<const std::uint8_t*>(profile.mn_id.identifier.data()),
                                     profile.mn_id.identifier.size()))},
        {"realm", profile.realm},
        {"ipv4", profile.ipv4},
        {"ipv6", profile.ipv6},
        {"access_technology", std::to_underlying(profile.access_technology)},
        {"link_layer_id", hex(profile.link_layer_id)},
        {"access", profile.access_name},
        {"service", profile.service}};
}

Profile profile_of(const json& record) {
    Profile profile;
    profile.mac = value(base::parse_mac(record.at("mac").get<std::string>()), "mac");
    const auto identifier = octets_of(record.at("mn_id").get<std::string>());
    profile.mn_id = {number<std::uint8_t>(record, "mn_id_subtype"),
                     std::string(identifier.begin(), identifier.end())};
    profile.realm = record.at("realm");
    profile.ipv4 = record.at("ipv4");
    profile.ipv6 = record.at("ipv6");
    profile.access_technology = AccessTechnology{number<std::uint8_t>(record, "access_technology")};
    profile.link_layer_id = octets_of(record.at("link_layer_id").get<std::string>());
    profile.access_name = record.at("access");
    profile.service = record.at("service");
    return profile;
}

json ipv4_json(const Ipv4Session& session) {
    return {{"home_address", to_string(session.home_address)},
            {"default_router", to_string(session.default_router)}};
}

json ipv6_json(const Ipv6Session& session) {
    json prefixes = json::array();
    for (const auto& prefix : session.home_prefixes) prefixes.push_back(to_string(prefix));
    json out{{"home_prefixes", std::move(prefixes)}, {"link_local", to_string(session.link_local)}};
    if (session.home_address) out["home_address"] = to_string(*session.home_address);
    return out;
}

Ipv4Session ipv4_of(const json& session) {
    return {value(base::parse_prefix4(session.at("home_address").get<std::string>()), "home_address"),
            value(base::parse_ipv4(session.at("default_router").get<std::string>()), "default_router")};
}

Ipv6Session ipv6_of(const json& session) {
    Ipv6Session out;
    for (const auto& prefix : session.at("home_prefixes"))
        out.home_prefixes.push_back(value(base::parse_prefix6(prefix.get<std::string>()), "home_prefixes"));
    out.link_local = value(base::parse_ipv6(session.at("link_local").get<std::string>()), "link_local");
    if (session.contains("home_address"))
        out.home_address =
            value(base::parse_ipv6(session.at("home_address").get<std::string>()), "home_address");
    if (out.home_prefixes.empty()) throw Unreadable{"home_prefixes"};
    return out;
}

Encapsulation encapsulation_of(const json& record) {
    return Encapsulation{
        number<std::uint8_t>(record, "encapsulation", std::to_underlying(Encapsulation::device))};
}

/// One that the kernel can carry: it has a session, and keys where they are needed.
void require_whole(const Binding& binding) {
    if (!binding.ipv4 && !binding.ipv6) throw Unreadable{"no home address"};
    const auto whole = [](const base::Prefix6& prefix) { return prefix.length == 64; };
    if (binding.ipv6 && !std::ranges::all_of(binding.ipv6->home_prefixes, whole))
        throw Unreadable{"home prefix, which is not of 64 bits"};
    if (keyed(binding.encapsulation) && (!binding.uplink_key || binding.downlink_key == 0))
        throw Unreadable{"no key"};
}

Binding read(const json& record) {
    Binding binding;
    binding.profile = profile_of(record);
    binding.phase = Phase::active;
    binding.lma = record.at("lma");
    binding.redirected = record.at("redirected");
    if (record.contains("ipv4_session")) binding.ipv4 = ipv4_of(record.at("ipv4_session"));
    if (record.contains("ipv6_session")) binding.ipv6 = ipv6_of(record.at("ipv6_session"));
    binding.encapsulation = encapsulation_of(record);
    binding.downlink_key = number<std::uint32_t>(record, "downlink_key");
    if (record.contains("uplink_key")) binding.uplink_key = number<std::uint32_t>(record, "uplink_key");
    read_options(record.at("options").get<std::string>(), binding);
    if (record.contains("lease")) binding.lease = LeaseTime{number<std::uint32_t>(record, "lease")};
    binding.group = number<std::uint32_t>(record, "group");
    const auto& waived = record.at("waived");
    binding.waived = {waived.at(0), waived.at(1), waived.at(2), waived.at(3)};
    binding.wanted = binding.programmed = binding.asked = true;
    binding.lifetime = Seconds{number<std::int64_t>(record, "lifetime", longest_lifetime)};
    binding.expires = TimePoint{Milliseconds{number<std::int64_t>(record, "expires", longest)}};
    binding.handoffs = number<std::uint32_t>(record, "handoffs");
    binding.shortfall = record.at("shortfall").get<std::string>();
    binding.timestamps = {number<std::uint64_t>(record, "timestamp_sent"),
                          number<std::uint64_t>(record, "timestamp_accepted")};
    require_whole(binding);
    return binding;
}

} // namespace

std::string record_of(const Binding& binding) {
    auto record = profile_json(binding.profile);
    record["lma"] = binding.lma;
    record["redirected"] = binding.redirected;
    if (binding.ipv4) record["ipv4_session"] = ipv4_json(*binding.ipv4);
    if (binding.ipv6) record["ipv6_session"] = ipv6_json(*binding.ipv6);
    record["encapsulation"] = std::to_underlying(binding.encapsulation);
    record["downlink_key"] = binding.downlink_key;
    if (binding.uplink_key) record["uplink_key"] = *binding.uplink_key;
    record["options"] = options_text(binding);
    if (binding.lease != binding.lease.zero()) record["lease"] = binding.lease.count();
    record["group"] = binding.group;
    record["waived"] = {binding.waived.ipv4, binding.waived.gre, binding.waived.force_udp,
                        binding.waived.plain};
    record["lifetime"] = binding.lifetime.count();
    const auto expires = binding.expires.value_or(TimePoint{}).time_since_epoch();
    record["expires"] = std::chrono::duration_cast<Milliseconds>(expires).count();
    record["handoffs"] = binding.handoffs;
    record["shortfall"] = *binding.shortfall;
    record["timestamp_sent"] = binding.timestamps.sent;
    record["timestamp_accepted"] = binding.timestamps.accepted;
    return record.dump(-1, ' ', false, json::error_handler_t::replace);
}

std::expected<Binding, std::string> binding_of(std::string_view record) {
    try {
        return read(json::parse(record));
    } catch (const Unreadable& unreadable) {
        return std::unexpected("unreadable " + unreadable.why);
    } catch (const json::exception& error) {
        return std::unexpected(error.what());
    }
}

} // namespace magd::journal
