/// Plays many DHCP clients on one interface and tells how soon their server answers: for tools/bench/attach.
#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <poll.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <iterator>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "magd/access/dhcp_port.hpp"
#include "tools/bench/departures.hpp"
#include "tools/bench/dhcp_leases.hpp"

namespace {

using namespace bench;
using Clock = std::chrono::steady_clock;
using Seconds = std::chrono::duration<double>;

struct Asked {
    std::string interface = "wlan0", leases, control;
    std::uint32_t clients = 1, first = 0;
    std::uint64_t exchanges = 0;
    double rate = 0, patience = 120;
    std::size_t outstanding = 32;
    State state = State::selecting;
};

/// Exchanges that begin before the answers so far are read.
constexpr std::uint64_t begun_at_once = 16;

/// 02:00 and the number.
base::MacAddress mac_of(std::uint32_t number) {
    base::Writer out;
    out.value(std::uint16_t{0x0200});
    out.value(number);
    base::MacAddress mac;
    base::Reader(out.take()).value(mac);
    return mac;
}

std::vector<Leased> fresh(const Asked& asked) {
    std::vector<Leased> out;
    for (std::uint32_t i = 0; i < asked.clients; ++i) out.push_back({.mac = mac_of(asked.first + i)});
    return out;
}

base::Result<std::vector<Leased>> read_leases(const std::string& file) {
    std::ifstream in(file);
    auto out = parse_leases(std::string(std::istreambuf_iterator<char>(in), {}));
    if (!out || out->empty()) return base::fail(fmt::format("there are no leases in the file '{}'", file));
    return *std::move(out);
}

base::Result<void> write_leases(const std::string& file, const Clients& clients) {
    std::ofstream out(file);
    for (std::size_t i = 0; i < clients.count(); ++i) out << line_of(clients.leased(i));
    if (!out.flush()) return base::fail(fmt::format("the file '{}' cannot be written", file));
    return {};
}

/// The clients on their link, from the first exchange to the last.
class Load {
  public:
    /// `departures`: where clients release their addresses.
    Load(const Asked& asked, magd::access::DhcpPort port, std::vector<Leased> clients,
         std::optional<Departures> departures)
        : asked_(asked),
          port_(std::move(port)),
          clients_(std::move(clients)),
          departures_(std::move(departures)) {
        if (asked_.exchanges == 0) asked_.exchanges = clients_.count();
    }

    /// Errors: of the gateway's control socket.
    base::Result<void> run() {
        while (!ended()) {
            begin();
            wait();
            receive();
            while (const auto packet = clients_.overdue(Clock::now())) send(*packet);
            if (auto looked = look(); !looked) return looked;
        }
        took_ = Clock::now() - began_;
        return {};
    }
    [[nodiscard]] const Clients& clients() const { return clients_; }
    [[nodiscard]] std::string report() const;

  private:
    [[nodiscard]] bool ended() const {
        return (begun_ == asked_.exchanges && under_way() == 0) ||
               Clock::now() - began_ > Seconds(asked_.patience);
    }
    /// When the next exchange begins, if its client and the number under way permit.
    [[nodiscard]] TimePoint next() const {
        if (asked_.rate <= 0) return began_;
        return began_ +
               std::chrono::duration_cast<Duration>(Seconds(static_cast<double>(begun_) / asked_.rate));
    }
    [[nodiscard]] bool may_begin() const {
        return begun_ < asked_.exchanges && under_way() < std::min(asked_.outstanding, clients_.count());
    }
    [[nodiscard]] std::uint64_t gone() const {
        return departures_ ? std::min<std::uint64_t>(departures_->gone(), begun_) : 0;
    }
    [[nodiscard]] std::uint64_t under_way() const {
        return departures_ ? begun_ - gone() : clients_.waiting();
    }
    [[nodiscard]] std::size_t served() const { return departures_ ? gone() : clients_.tally().whole.size(); }
    void begin();
    void wait() const;
    void receive();
    [[nodiscard]] base::Result<void> look();
    void send(const dhcp::Packet& packet) {
        if (!port_.send(dhcp::encode_packet(packet))) ++unsent_;
    }

    Asked asked_;
    magd::access::DhcpPort port_;
    Clients clients_;
    std::optional<Departures> departures_;
    const TimePoint began_ = Clock::now();
    Duration took_{};
    std::uint64_t begun_ = 0;
    std::uint64_t unsent_ = 0;
    std::size_t turn_ = 0; ///< of the client that is the next to begin
};

/// A client that still waits is passed over.
void Load::begin() {
    for (std::uint64_t i = 0; i < begun_at_once && may_begin() && next() <= Clock::now(); ++i, ++begun_) {
        while (!clients_.idle(turn_)) turn_ = (turn_ + 1) % clients_.count();
        send(clients_.begin(turn_, asked_.state, Clock::now()));
        turn_ = (turn_ + 1) % clients_.count();
    }
}

void Load::wait() const {
    auto until = began_ + std::chrono::duration_cast<Duration>(Seconds(asked_.patience));
    if (const auto deadline = clients_.deadline()) until = std::min(until, *deadline);
    if (may_begin())
        until = std::min(until, next());
    else if (departures_)
        until = std::min(until, departures_->next());
    const auto left = std::max<Duration>(until - Clock::now(), Duration{});
    const auto whole = std::chrono::duration_cast<std::chrono::seconds>(left);
    const timespec timeout{.tv_sec = whole.count(), .tv_nsec = (left - whole).count()};
    pollfd waited{.fd = port_.fd(), .events = POLLIN, .revents = 0};
    (void)ppoll(&waited, 1, &timeout, nullptr);
}

void Load::receive() {
    while (const auto frame = port_.receive()) {
        const auto packet = dhcp::decode_packet(frame->octets, frame->checksum_trusted);
        if (!packet) continue;
        if (const auto onward = clients_.receive(*packet, Clock::now())) send(*onward);
    }
}

/// Only when there is nothing else to do: the answer is waited for.
base::Result<void> Load::look() {
    if (!departures_ || may_begin()) return {};
    return departures_->look();
}

std::string milliseconds(const Summary& times) {
    const auto ms = [](Duration time) { return std::chrono::duration<double, std::milli>(time).count(); };
    return fmt::format(R"({{"count": {}, "p50": {:.3f}, "p90": {:.3f}, "p99": {:.3f}, "max": {:.3f}}})",
                       times.count, ms(times.p50), ms(times.p90), ms(times.p99), ms(times.longest));
}

/// JSON; times of the stages in milliseconds.
std::string Load::report() const {
    const auto& tally = clients_.tally();
    const auto seconds = Seconds(took_).count();
    return fmt::format(R"({{"exchanges": {}, "unserved": {}, "seconds": {:.3f}, "per_second": {:.0f},
 "retransmitted": {}, "refused": {}, "strange": {}, "unsent": {},
 "offer": {},
 "ack": {},
 "whole": {}}}
)",
                       served(), asked_.exchanges - served(), seconds,
                       static_cast<double>(served()) / seconds, tally.retransmitted, tally.refused,
                       tally.strange, unsent_, milliseconds(summary(tally.offer)),
                       milliseconds(summary(tally.ack)), milliseconds(summary(tally.whole)));
}

base::Result<void> load(const Asked& asked) {
    auto port = magd::access::DhcpPort::open(asked.interface, dhcp::client_port);
    if (!port) return std::unexpected(port.error());
    auto clients = asked.state == State::selecting ? fresh(asked) : read_leases(asked.leases);
    if (!clients) return std::unexpected(clients.error());
    std::optional<Departures> departures;
    if (asked.state == State::releasing) {
        auto opened = Departures::open(asked.control);
        if (!opened) return std::unexpected(opened.error());
        departures = *std::move(opened);
    }
    Load load(asked, *std::move(port), *std::move(clients), std::move(departures));
    if (auto ran = load.run(); !ran) return ran;
    fmt::print("{}", load.report());
    return asked.leases.empty() ? base::Result<void>{} : write_leases(asked.leases, load.clients());
}

const std::map<std::string, State> states{{"selecting", State::selecting},
                                          {"renewing", State::renewing},
                                          {"rebinding", State::rebinding},
                                          {"releasing", State::releasing}};

} // namespace

int main(int argc, char** argv) {
    Asked asked;
    CLI::App app(
        "Plays DHCP clients, and prints how soon they were served as JSON: a stage's times in ms from its "
        "first message, lost ones included.",
        "bench-dhcp");
    app.add_option("--interface", asked.interface, "Where the clients are");
    app.add_option("--clients", asked.clients, "How many")->check(CLI::Range(1, 1 << 20));
    app.add_option("--first", asked.first, "Number of the first, which its MAC address ends in");
    app.add_option("--exchanges", asked.exchanges, "Exchanges of all; else one for each client");
    app.add_option("--rate", asked.rate, "Exchanges that begin in a second; else as many as others end");
    app.add_option("--outstanding", asked.outstanding, "Exchanges under way at a time, at most");
    app.add_option("--patience", asked.patience, "Seconds after which nothing more is waited for");
    app.add_option("--leases", asked.leases, "File that the clients' leases are written to");
    app.add_option("--control", asked.control, "magd's control socket, which tells who has gone (releasing)");
    app.add_option(
           "--state", asked.state,
           "What an exchange is: selecting (DISCOVER to ACK), or of those in the file of leases a REQUEST, "
           "renewing (by unicast) or rebinding (by broadcast), or releasing (a RELEASE, until magd has let "
           "go)")
        ->transform(CLI::CheckedTransformer(states));
    CLI11_PARSE(app, argc, argv);
    if (const auto done = load(asked); !done) {
        fmt::print(stderr, "bench-dhcp: {}\n", done.error().what);
        return 1;
    }
}
