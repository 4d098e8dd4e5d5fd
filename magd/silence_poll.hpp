#pragma once

#include <asio/io_context.hpp>
#include <asio/steady_timer.hpp>

#include <functional>
#include <list>
#include <map>
#include <optional>
#include <vector>

#include "magd/access/arp_port.hpp"
#include "magd/access/neighbour_port.hpp"
#include "magd/access/neighbour_sighting.hpp"
#include "magd/admission.hpp"
#include "magd/gateway.hpp"
#include "magd/kernel/netlink_kernel.hpp"
#include "magd/silence.hpp"
#include "magd/silence_counters.hpp"
#include "magd/watch.hpp"

namespace magd {

/// Where clients are asked whether they are there, and heard: one of each for each access interface.
struct SilencePorts {
    std::vector<access::ArpPort>& arp;
    std::vector<access::NeighbourPort>& neighbour;
};

/// Asks silent clients whether they are there still, and lets go of those that do not answer: nothing else
/// tells that a client has left without a word. One that was taken for gone and is heard again is attached
/// again: it may have noticed nothing, and would say nothing that attaches it for long.
class SilencePoll {
  public:
    using Events = std::vector<pmip::Event>;

    SilencePoll(asio::io_context& loop, const Config& config, const Gateway& gateway,
                kernel::NetlinkKernel& kernel, SilencePorts ports, Admission& admission,
                std::function<void(Events)> dispatch)
        : loop_(loop),
          config_(config),
          gateway_(gateway),
          kernel_(kernel),
          ports_(ports),
          admission_(admission),
          dispatch_(std::move(dispatch)),
          silence_(config.binding.maximum) {}

    /// Listens from now on.
    void begin();
    /// The client's service has begun, or something has told that it is there.
    void attached(const base::MacAddress& mac);
    /// The client's service has ended.
    void detached(const base::MacAddress& mac);
    /// The configuration has been read again.
    void reconfigured();

    [[nodiscard]] const base::Counters<SilenceCounter>& counters() const { return counters_; }

  private:
    template <class Port, class Take>
    bool listen(Port& port, Take take);
    bool listen(access::ArpPort& port);
    bool listen(access::NeighbourPort& port);
    [[nodiscard]] bool listen_to_all();
    [[nodiscard]] bool is_elsewhere(const access::PacketPort& port, const base::MacAddress& mac) const;
    void heard(const access::PacketPort& port, const base::MacAddress& mac);
    [[nodiscard]] bool has_home_address(const access::NeighbourSighting& seen) const;
    void keep(const base::MacAddress& mac, const base::Ipv6& address);
    void come_back(const access::PacketPort& port, const base::MacAddress& mac);
    void tick();
    void look_at(const base::MacAddress& mac, Events& events);
    [[nodiscard]] bool answers(const pmip::Binding& binding) const;
    void ask(const pmip::Binding& binding);
    [[nodiscard]] bool ask_ipv4(const pmip::Binding& binding);
    [[nodiscard]] bool ask_ipv6(const pmip::Binding& binding);
    [[nodiscard]] bool send(access::PacketPort& port, const base::MacAddress& mac,
                            const base::Bytes& question);
    void arm();

    asio::io_context& loop_;
    const Config& config_;
    const Gateway& gateway_;
    kernel::NetlinkKernel& kernel_;
    SilencePorts ports_;
    Admission& admission_;
    std::function<void(Events)> dispatch_;
    Silence silence_;
    std::map<base::MacAddress, base::Ipv6> addresses_; ///< that clients with IPv6 were heard to have
    base::Counters<SilenceCounter> counters_;
    std::list<Watch> watches_;
    asio::steady_timer timer_{loop_};
};

} // namespace magd
