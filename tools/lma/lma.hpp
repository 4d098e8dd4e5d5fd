#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "magd/pmip/event.hpp"
#include "magd/pmip/message.hpp"
#include "tools/lma/address_pool.hpp"
#include "tools/lma/binding_cache.hpp"

/// A lab LMA as a pure function, like the MAG's core: it follows RFC 5213 section 5 for IPv4
/// sessions (RFC 5844) over GRE with keys (RFC 5845), and can misbehave on request.
namespace lma {

struct LmaSettings {
    std::vector<Pool> pools;                           ///< a client without a realm is of the first one
    std::vector<base::Address> mags;                   ///< those that may register clients
    std::uint32_t first_uplink_key = 100;              ///< further sessions count up
    pmip::Seconds max_lifetime{3600};                  ///< granted at most
    pmip::Milliseconds timestamp_window{300};          ///< TimestampValidityWindow, RFC 5213 section 9.1
    pmip::Milliseconds min_delay_before_delete{10000}; ///< MinDelayBeforeBCEDelete
    std::uint8_t refuse_status = 0; ///< not 0: every registration gets it (it must be 128 or more)
    bool silent = false;            ///< nothing is answered
};

struct PbuIn {
    base::Address from;
    std::uint16_t port = 0; ///< source port: the answer goes there
    pmip::ProxyBindingUpdate update;
};
using LmaEvent = std::variant<PbuIn, pmip::Tick>;

struct SendPba {
    base::Address to;
    std::uint16_t port = 0;
    pmip::ProxyBindingAck ack;
};
/// Carry this session's traffic, in place of what its number had before.
struct WantTunnel {
    CacheEntry entry;
};
/// Carry it no more.
struct UnwantTunnel {
    CacheEntry entry;
};
/// A line for the log.
struct LmaNote {
    pmip::Note::Level level = pmip::Note::Level::info;
    std::string text;
};
using LmaAction = std::variant<SendPba, WantTunnel, UnwantTunnel, LmaNote>;

class Lma {
  public:
    explicit Lma(LmaSettings settings);

    /// Takes one event and says what the shell must do, in order.
    [[nodiscard]] std::vector<LmaAction> on(const LmaEvent& event, const pmip::Now& now);
    /// When a Tick is next needed.
    [[nodiscard]] std::optional<pmip::TimePoint> deadline() const { return cache_.deadline(); }
    /// By number; those that wait for their deletion are among them.
    [[nodiscard]] const std::map<std::uint32_t, CacheEntry>& entries() const { return cache_.entries(); }

  private:
    struct Call;
    void handle(const PbuIn& event, Call& call);
    void handle(const pmip::Tick& event, Call& call);
    void register_session(Call& call, const CacheEntry* known);
    void deregister(Call& call, const CacheEntry* known);
    [[nodiscard]] std::optional<CacheEntry> new_session(Call& call);
    [[nodiscard]] pmip::Status order(const Call& call, const CacheEntry* known) const;
    [[nodiscard]] const Pool* pool_of(const pmip::MnId& id) const;
    [[nodiscard]] bool authorised(const base::Address& mag) const;

    LmaSettings settings_;
    BindingCache cache_;
    std::map<std::string, base::Ipv4> last_address_; ///< given out, by realm
    std::uint32_t last_number_ = 0;
    std::uint32_t next_key_;
};

} // namespace lma
