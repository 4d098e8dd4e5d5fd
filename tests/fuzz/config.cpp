/// Any text as a configuration file: it is either a configuration that keeps its promises, or
/// faults that each name a place.
#include "magd/config.hpp"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstdlib>
#include <string_view>

namespace {

void require(bool condition) {
    if (!condition) std::abort();
}

template <class Entries, class Field>
bool names(const Entries& entries, Field field, const std::string& name) {
    return std::ranges::count(entries, name, field) == 1;
}

void check(const magd::Config& config) {
    require(!config.lmas.empty() && !config.realms.empty() && !config.accesses.empty());
    std::size_t paths = 0;
    for (const auto& lma : config.lmas) {
        require(names(config.lmas, &magd::LmaConfig::name, lma.name) && !lma.encapsulations.empty());
        require(std::holds_alternative<base::Ipv4>(lma.address) || config.address6);
        for (std::size_t i = 0; i < lma.encapsulations.size(); ++i)
            require(!tunnel_device(lma, i).empty() && tunnel_device(lma, i).size() <= 15);
        paths += lma.encapsulations.size();
    }
    for (const auto& client : config.clients)
        require(client.mac.one_client() || (client.nai.empty() && !client.downlink_key));
    for (const auto& realm : config.realms) {
        require(!realm.lmas.empty());
        for (const auto& lma : realm.lmas) require(names(config.lmas, &magd::LmaConfig::name, lma));
    }
    for (const auto& access : config.accesses)
        require(names(config.realms, &magd::RealmConfig::name, access.realm) &&
                access.interface.size() <= 15);
    require(config.binding.refresh_before < config.binding.lifetime);
    require(config.kernel.mark_mask >> std::countr_zero(config.kernel.mark_mask) >= paths);
}

void check(const magd::ConfigFaults& faults) {
    require(!faults.empty());
    for (const auto& fault : faults) {
        require(fault.line != 0 && fault.column != 0 && !fault.what.empty());
        const auto line = magd::to_string(fault, "f");
        if (!fault.key.empty()) require(line.find('\n') == std::string::npos);
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string text(data, data + size);
    if (const auto config = magd::parse_config(text))
        check(*config);
    else
        check(config.error());
    return 0;
}
