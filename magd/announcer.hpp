#pragma once

#include <asio/io_context.hpp>
#include <asio/steady_timer.hpp>

#include <functional>
#include <string_view>
#include <utility>
#include <vector>

#include "magd/admission.hpp"
#include "magd/arp_service.hpp"
#include "magd/dhcp6_service.hpp"
#include "magd/dhcp_service.hpp"
#include "magd/gateway.hpp"
#include "magd/journal/keeper.hpp"
#include "magd/router_service.hpp"
#include "magd/silence_poll.hpp"
#include "magd/unheard.hpp"

namespace magd {

/// Tells clients of their service, once the journal has it: what was acknowledged outlives the process.
class Announcer {
  public:
    /// `again` must lead to another announcement, of nothing new if there is none.
    Announcer(asio::io_context& loop, const pmip::Mag& mag, journal::Keeper& keeper, DhcpService& dhcp,
              Dhcp6Service& dhcp6, RouterService& router, ArpService& arp, SilencePoll& silence,
              Admission& admission, std::function<void()> again)
        : mag_(mag),
          keeper_(keeper),
          dhcp_(dhcp),
          dhcp6_(dhcp6),
          router_(router),
          arp_(arp),
          silence_(silence),
          admission_(admission),
          again_(std::move(again)),
          retry_(loop) {}

    /// Keeps what has changed of any client, and tells these. Whoever must wait is told later.
    void announce(const std::vector<ClientNews>& news);
    /// The gateway has another link-layer address on an access interface: its clients hear of it.
    void readdressed(std::string_view access);

  private:
    /// Whether all that was promised is in the journal.
    [[nodiscard]] bool keep();
    void inform(const ClientNews& client);

    const pmip::Mag& mag_;
    journal::Keeper& keeper_;
    DhcpService& dhcp_;
    Dhcp6Service& dhcp6_;
    RouterService& router_;
    ArpService& arp_;
    SilencePoll& silence_;
    Admission& admission_;
    std::function<void()> again_;
    asio::steady_timer retry_;
    Unheard unheard_; ///< wait for the journal
    bool fails_ = false;
};

} // namespace magd
