#pragma once

#include <concepts>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "magd/pmip/mag.hpp"
#include "tests/sim/property.hpp"

namespace sim {

/// One client as the actions and events of one MAG tell it, in the watch's own books.
struct Book {
    // the exchange that is open, if any
    bool open = false;
    bool waiting = false; ///< its next copy waits for its turn
    pmip::Exchange::Kind kind = pmip::Exchange::Kind::initial;
    struct Copy {
        std::uint16_t sequence = 0;
        pmip::TimePoint sent;
        std::uint64_t timestamp = 0;
    };
    std::vector<Copy> copies; ///< the latest ones
    base::Address lma;        ///< whom it asks
    pmip::Milliseconds timeout{};
    std::uint64_t timestamp = 0; ///< of the last copy of any exchange
    std::uint64_t accepted = 0;  ///< the timestamp that the LMA accepted last
    bool turned_back = false;    ///< the clock was since

    // updates of late
    pmip::TimePoint since;
    std::size_t updates = 0;
    std::size_t triggers = 0;

    // the session
    bool registered = false;
    bool held = false;                      ///< the LMA last asked may hold one
    std::optional<pmip::TimePoint> ends;    ///< of the lifetime
    std::optional<pmip::TimePoint> refresh; ///< when a refresh must have begun
    std::optional<base::Address> owed;      ///< the LMA that must be told that it goes on elsewhere
    std::optional<base::Address> waived_by; ///< who took its IPv4 away

    // the kernel and the client
    std::uint64_t wanted = 0; ///< generation in the kernel, 0 if none
    bool programmed = false;
    bool served = false; ///< Attached came, and no Detached since
    std::string at;      ///< the LMA that the kernel sends to
    std::optional<pmip::Ipv4Session> ipv4;
    base::Boxed<pmip::Ipv6Session> ipv6;
};

/// Looks over one MAG's shoulder at every step, and says what must not have happened. End-state
/// checks alone miss a core that acts on stale answers.
class Watch {
  public:
    Watch(const pmip::Mag& mag, std::size_t clients) : mag_(mag), books_(clients) {}

    void before(const pmip::Event& event);
    void after(const pmip::Event& event, const std::vector<pmip::Action>& actions, const pmip::Now& now);
    /// At any time: what time alone must have brought about.
    void look(const pmip::Now& now);
    /// When all is quiet.
    void rest();
    /// The next exchanges may have lower timestamps; their copies' must rise still.
    void clock_went_back();

    [[nodiscard]] const Book& book(std::size_t client) const { return books_[client]; }
    [[nodiscard]] const std::optional<Violation>& violation() const { return violation_; }

  private:
    /// The detail is a text, or makes one: most checks hold, and nobody reads theirs.
    void check(const Property& property, bool holds, std::size_t client, const auto& detail) {
        if (holds) return;
        if constexpr (std::invocable<decltype(detail)>)
            violated(property, client, detail());
        else
            violated(property, client, detail);
    }
    void check(const Property& property, bool holds, std::size_t client) {
        check(property, holds, client, "");
    }
    void violated(const Property& property, std::size_t client, std::string_view detail);

    // watch_answer.cpp
    void before(const pmip::MessageIn& in, const pmip::ProxyBindingAck& ack);
    static void refused(pmip::Status status, Book& book);
    void answered(const pmip::ProxyBindingAck& ack, const std::vector<pmip::Action>& actions);
    void accepted(const pmip::ProxyBindingAck& ack, std::size_t client);
    void revoked(const pmip::MessageIn& in, const pmip::BindingRevocation& ack);

    // watch_update.cpp
    void see(const pmip::SendPbu& action, bool by_time, const pmip::Now& now);
    [[nodiscard]] bool parts(const pmip::SendPbu& action) const;
    void first(const pmip::SendPbu& action, Book& book, std::size_t client);
    void copy(const pmip::SendPbu& action, bool by_time, Book& book, std::size_t client,
              const pmip::Now& now);
    void rise(const pmip::SendPbu& action, Book& book, std::size_t client);
    void pace(Book& book, std::size_t client, const pmip::Now& now);
    void keys(const pmip::SendPbu& action, std::size_t client);
    void demands(const pmip::SendPbu& action, Book& book, std::size_t client);

    void see(const pmip::Action& action, bool by_time, const pmip::Now& now);
    void see(const pmip::Want& action);
    void see(const pmip::Unwant& action);
    void see(const pmip::Attached& action);
    void adopted(const pmip::Binding& session, std::size_t client);
    void left(std::size_t client);
    void addresses(const Book& book, std::size_t client);
    void settle_touched(std::optional<std::size_t> client, const std::vector<pmip::Action>& actions,
                        const pmip::Now& now);
    void settle(std::size_t client, const pmip::Now& now);
    void on_time(std::size_t client, const pmip::Now& now);

    const pmip::Mag& mag_;
    std::vector<Book> books_;
    std::set<std::size_t> open_; ///< clients whose exchange is open
    std::optional<Violation> violation_;

    // of the event under way
    std::optional<std::size_t> named_; ///< the client that an answer names
    bool stale_ = false;               ///< that answer
    std::optional<pmip::Binding> was_; ///< the binding before a stale answer
    bool leaves_ = false;              ///< a client that some LMA may know
};

} // namespace sim
