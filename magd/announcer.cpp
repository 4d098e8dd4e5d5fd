#include "magd/announcer.hpp"

#include <chrono>
#include <utility>

#include "magd/log.hpp"
#include "magd/served.hpp"

namespace magd {

/// Until a journal that could not be written is written again.
static constexpr std::chrono::seconds retry_after{1};

void Announcer::announce(const std::vector<ClientNews>& news) {
    if (keep())
        for (const auto& client : unheard_.take()) inform(client);
    for (const auto& client : news) {
        if (client.online && keeper_.holds_back(client.mac)) {
            unheard_.hold(client);
        } else {
            unheard_.drop(client.mac);
            inform(client);
        }
    }
}

void Announcer::readdressed(std::string_view access) {
    for (const auto& [mac, binding] : mag_.bindings()) {
        if (served(mag_, keeper_, mac, access) == nullptr) continue;
        router_.attached(mag_, mac);
        arp_.attached(mag_, mac);
    }
}

/// While that fails, it is tried again and again, and said once.
bool Announcer::keep() {
    const auto kept = keeper_.write(mag_);
    if (!kept && !fails_)
        log::error("{}: new clients are not served until the journal can be written again",
                   kept.error().what);
    if (kept && fails_) log::info("the journal is written again");
    fails_ = !kept;
    if (kept) return true;
    retry_.expires_after(retry_after);
    retry_.async_wait([this](const asio::error_code& error) {
        if (!error) again_();
    });
    return false;
}

void Announcer::inform(const ClientNews& client) {
    if (client.online) {
        log::step(client.mac, "kept in the journal");
        dhcp_.attached(mag_, client.mac);
        router_.attached(mag_, client.mac);
        dhcp6_.attached(mag_, client.mac);
        if (!client.goes_on) arp_.attached(mag_, client.mac);
        silence_.attached(client.mac);
    } else {
        admission_.ended(client.mac);
        silence_.detached(client.mac);
        dhcp_.detached(mag_, client.mac);
        router_.detached(client.mac);
        dhcp6_.detached(mag_, client.mac);
    }
}

} // namespace magd
