#include "tools/lma/show.hpp"

#include <nlohmann/json.hpp>

namespace lma {
namespace {

using nlohmann::json;

json session(const CacheEntry& entry) {
    auto prefixes = json::array();
    if (entry.ipv6)
        for (const auto& prefix : entry.ipv6->home_prefixes) prefixes.push_back(base::to_string(prefix));
    return {{"number", entry.number},
            {"nai", entry.mn_id.identifier},
            {"mag", base::to_string(entry.mag)},
            {"home_address", entry.ipv4 ? json(base::to_string(entry.ipv4->home_address)) : json()},
            {"home_prefixes", std::move(prefixes)},
            {"encapsulation", pmip::name(entry.encapsulation)},
            {"uplink_key", entry.uplink_key},
            {"downlink_key", entry.downlink_key},
            {"lifetime", entry.lifetime.count()},
            {"handoffs", entry.handoffs},
            {"deregistered", entry.deregistered}};
}

} // namespace

std::string show(const std::map<std::uint32_t, CacheEntry>& entries) {
    auto out = json::array();
    for (const auto& [number, entry] : entries) out.push_back(session(entry));
    return out.dump(-1, ' ', false, json::error_handler_t::replace);
}

} // namespace lma
