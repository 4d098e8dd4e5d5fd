#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "magd/pmip/mag.hpp"

namespace sim {

/// Looks over the MAG's shoulder at every step, with books of its own, and says what must not
/// have happened. End-state checks alone miss a core that acts on stale answers.
class Watch {
  public:
    explicit Watch(const pmip::Mag& mag) : mag_(mag) {}

    void before(const pmip::Event& event);
    void after(const pmip::Event& event, const std::vector<pmip::Action>& actions, const pmip::Now& now);

    /// The first thing that went wrong; empty if nothing did.
    [[nodiscard]] const std::string& fault() const { return fault_; }

  private:
    /// One client as its own actions and events tell it.
    struct Client {
        // the exchange that is open, if any
        bool open = false;
        pmip::Exchange::Kind kind = pmip::Exchange::Kind::initial;
        std::vector<std::uint16_t> sequences; ///< of its copies
        pmip::TimePoint last_copy;
        pmip::Milliseconds timeout{};

        std::uint64_t timestamp = 0;
        std::vector<pmip::TimePoint> recent; ///< when PBUs and triggers were, within the last seconds
        std::size_t triggers = 0;            ///< of those
        std::uint64_t wanted = 0;            ///< generation in the kernel, 0 if none
        bool programmed = false;
        bool served = false; ///< Attached came, and no Detached since
    };
    void programmed(const pmip::Programmed& event);
    void answered(const pmip::ProxyBindingAck& ack, const std::vector<pmip::Action>& actions);
    void see(const pmip::SendPbu& action, bool by_time, const pmip::Now& now);
    void see(const pmip::Want& action);
    void see(const pmip::Unwant& action);
    void see(const pmip::Attached& action);
    void see(const pmip::Detached& action);
    void check_rate(const pmip::SendPbu& action, const pmip::Now& now);
    void check_bindings(const pmip::Event& event, const pmip::Now& now);
    [[nodiscard]] bool stale(const pmip::ProxyBindingAck& ack, const base::MacAddress& mac) const;
    [[nodiscard]] std::optional<base::MacAddress> client_of(const pmip::ProxyBindingAck& ack) const;
    void must(bool holds, const std::string& what);

    const pmip::Mag& mag_;
    std::map<base::MacAddress, Client> clients_;
    std::map<base::MacAddress, pmip::Binding> bindings_before_; ///< of the client that an answer names
    std::map<std::string, base::MacAddress> names_;
    std::string fault_;
};

} // namespace sim
