#pragma once

#include <cstddef>
#include <map>
#include <utility>
#include <vector>

#include "magd/gateway.hpp"

namespace magd {

/// Clients that are online and may not be told of it yet: each once, whatever it says meanwhile.
class Unheard {
  public:
    /// Of all that it is to be told the last word counts. That an earlier process has told it all holds only
    /// if each word says so.
    void hold(const ClientNews& client) {
        auto& held = clients_.try_emplace(client.mac, client).first->second;
        held.goes_on = held.goes_on && client.goes_on;
    }
    /// It is offline again.
    void drop(const base::MacAddress& mac) { clients_.erase(mac); }
    /// All, who may be told now.
    [[nodiscard]] std::vector<ClientNews> take() {
        std::vector<ClientNews> all;
        for (const auto& [mac, client] : std::exchange(clients_, {})) all.push_back(client);
        return all;
    }
    [[nodiscard]] std::size_t size() const { return clients_.size(); }

  private:
    std::map<base::MacAddress, ClientNews> clients_;
};

} // namespace magd
