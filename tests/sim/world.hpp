#pragma once

#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "tests/sim/agenda.hpp"
#include "tests/sim/node.hpp"
#include "tests/sim/trace.hpp"

namespace sim {

/// MAGs, LMAs, clients and a network, on a clock that jumps from event to event. Days of troubles
/// alternate with nights in which all must come to rest.
class World {
  public:
    explicit World(const Scenario& scenario);

    /// To the end of time, or to the first thing that went wrong.
    [[nodiscard]] std::optional<Violation> run();

    /// What happened of late, to that client and to all.
    [[nodiscard]] std::vector<std::string> story(const std::string& client) const;

    struct Tally {
        std::uint64_t events = 0, packets = 0, attaches = 0, troubles = 0, rests = 0;
    };
    [[nodiscard]] const Tally& tally() const { return tally_; }

  private:
    struct Client {
        pmip::Profile profile;
        std::optional<std::size_t> at; ///< the MAG that it is behind
        std::uint32_t visit = 0;       ///< raised when it comes, moves or leaves
        bool asking = false;           ///< it has no service and asks for it
    };

    // what may be on the agenda
    struct Arrive {
        Packet packet;
    };
    struct Settle { ///< the kernel's word
        std::size_t mag = 0;
        std::uint32_t life = 0;
        base::MacAddress mac;
        std::uint64_t generation = 0;
        bool fails = false;
    };
    struct Act { ///< a client comes, moves or leaves
        std::size_t client = 0;
    };
    struct Gone { ///< a MAG notices that a client has left
        std::size_t client = 0, mag = 0;
    };
    struct Ask { ///< a client without service asks once more
        std::size_t client = 0;
        std::uint32_t visit = 0;
    };
    struct Verdict { ///< an attach must have ended
        std::size_t client = 0;
        std::uint32_t visit = 0;
    };
    struct Trouble {};
    struct Look {};
    using Deed = std::function<void()>;
    using Thing = std::variant<Arrive, Settle, Act, Gone, Ask, Verdict, Trouble, Look, Deed>;

    // world.cpp
    bool step(pmip::TimePoint end);
    void day(pmip::Milliseconds length);
    void till(pmip::TimePoint end);
    void later(pmip::Milliseconds delay, Thing thing) { agenda_.add(now_ + delay, std::move(thing)); }
    void fail(const Property& property, std::size_t client, std::string detail);
    void tell(std::string who, std::string text);
    void tell(std::size_t client, std::string who, std::string text);
    [[nodiscard]] pmip::Now now_of(pmip::Milliseconds offset) const;
    void happen(Look);
    void happen(const Deed& deed) { deed(); }

    // world_nodes.cpp
    void feed(MagNode& node, const pmip::Event& event);
    void feed(LmaNode& node, const lma::LmaEvent& event);
    void execute(MagNode& node, pmip::Action& action);
    void execute(LmaNode& node, lma::LmaAction& action);
    static void keep(MagNode& node, const base::MacAddress& mac);
    void programme(MagNode& node, pmip::Binding binding);
    void send(End from, const base::Address& to, pmip::Message message);
    void happen(Arrive& arrival);
    void happen(const Settle& word);

    // world_clients.cpp
    void happen(Act act);
    void happen(Gone gone);
    void happen(Ask ask);
    void happen(Verdict verdict);
    void attach(std::size_t client, std::size_t mag);
    void flap(std::size_t client, std::uint32_t visit);
    void leave(std::size_t client);
    void roam(std::size_t client);
    void detached(std::size_t client, std::size_t mag);

    // world_trouble.cpp
    void happen(Trouble);
    void storm_rises();
    void partition();
    void mag_restarts();
    void take_over(MagNode& node, const std::map<base::MacAddress, pmip::Binding>& sessions);
    void lma_restarts();
    void clock_jumps();
    void clock_is(MagNode& node, pmip::Milliseconds offset);
    void lma_drains();
    void kernel_refuses();
    void revocation();
    void notification();
    void lma_misbehaves();
    void clear_up();

    // world_rest.cpp
    void rest();
    void rest_of(std::size_t client);
    void rest_of(const MagNode& node);
    void rest_of(const LmaNode& node);

    [[nodiscard]] bool served(std::size_t client) const;
    [[nodiscard]] MagNode& any_mag() { return mags_[random_.below(mags_.size())]; }
    [[nodiscard]] LmaNode& any_lma() { return lmas_[random_.below(lmas_.size())]; }

    Scenario scenario_;
    Random random_;
    pmip::TimePoint begin_, now_;
    std::deque<MagNode> mags_;
    std::deque<LmaNode> lmas_;
    std::vector<Client> clients_;
    Network network_;
    Agenda<Thing> agenda_;
    bool quiet_ = false;
    unsigned kernel_failures_ = 0; ///< in percent
    bool kernel_slow_ = false;

    std::uint64_t lines_ = 0;
    std::vector<Trace> traces_; ///< of each client
    Trace trace_;               ///< of all else
    std::optional<Violation> violation_;
    Tally tally_;
};

} // namespace sim
