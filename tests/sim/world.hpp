#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "tests/sim/network.hpp"
#include "tests/sim/watch.hpp"
#include "tools/lma/lma.hpp"

namespace sim {

/// What differs from run to run besides the seed.
struct Scenario {
    std::size_t clients = 30;
    pmip::Seconds stormy{600}; ///< clients come, move and leave; the network is bad; the LMA restarts
    pmip::Seconds quiet{1500}; ///< then all is well, and everything must come to rest
    bool timestamps = true;
    Weather weather;
    unsigned kernel_failures = 0; ///< in percent
    unsigned lma_restarts = 0;    ///< in all
};
[[nodiscard]] Scenario scenario_of(std::uint64_t seed);

/// One MAG, one LMA, clients, a kernel and a network, on a clock that jumps from event to event.
class World {
  public:
    World(std::uint64_t seed, Scenario scenario);

    /// Runs to the end of the quiet time. Empty if all was well, or what went wrong and when.
    [[nodiscard]] std::string run();

    /// What happened, for a look at a run that failed.
    [[nodiscard]] const std::vector<std::string>& log() const { return log_; }
    [[nodiscard]] std::uint64_t answers() const { return answers_; }

  private:
    struct Client {
        pmip::Profile profile;
        bool present = false;
    };
    void plan_storm();
    void clear_up();
    bool step();
    void act(std::size_t client);
    void repeat(std::size_t client);
    void feed(const pmip::Event& event);
    void feed(const lma::LmaEvent& event);
    void deliver(const Packet& packet);
    void execute(const pmip::Action& action);
    void execute(const lma::LmaAction& action);
    void programme(const pmip::Want& want);
    [[nodiscard]] std::string at_rest() const;
    [[nodiscard]] std::string disagreement(const Client& client) const;
    void tell(std::string text);

    /// Things that happen at a time: what scripts and the kernel do.
    void later(pmip::Milliseconds delay, std::function<void()> what);

    Scenario scenario_;
    Random random_;
    pmip::Now now_;
    pmip::TimePoint begin_;
    pmip::Mag mag_;
    lma::Lma lma_;
    Watch watch_;
    Network network_;
    std::vector<Client> clients_;
    std::multimap<pmip::TimePoint, std::function<void()>> agenda_;
    std::map<base::MacAddress, pmip::Binding> kernel_; ///< what the MAG's kernel carries
    std::map<std::uint32_t, lma::CacheEntry> tunnels_; ///< what the LMA's carries
    std::vector<std::string> log_;
    std::uint64_t answers_ = 0;
    bool storm_ = true;
};

} // namespace sim
