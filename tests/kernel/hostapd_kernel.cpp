/// The port and the program that it is for: Debian's hostapd, which does IEEE 802.1X on a wire as it
/// does on a radio, and wpa_supplicant as the station.
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <thread>
#include <vector>

#include "magd/access/hostapd_port.hpp"
#include "tests/kernel/two_namespaces.hpp"

namespace hostapd_kernel {

using namespace magd::access;
using support::eventually, support::must, support::quietly;

namespace {

constexpr std::string_view station_mac = "02:00:00:00:00:0c";
const Sighting here{.mac = *base::parse_mac(station_mac)};
const Sighting left{.mac = here.mac, .present = false};
const HostapdState connected{.connected = true};

/// A child that is killed and waited for when it goes. It stays in the namespace it is started in.
class Child {
  public:
    explicit Child(std::vector<std::string> words) : pid_(::fork()) {
        REQUIRE(pid_ >= 0);
        if (pid_ != 0) return;
        std::vector<char*> arguments;
        for (auto& word : words) arguments.push_back(word.data());
        arguments.push_back(nullptr);
        ::execvp(arguments[0], arguments.data());
        ::_exit(127);
    }
    ~Child() { end(SIGKILL); }
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;

    void end(int number) {
        if (pid_ <= 0) return;
        signal(number);
        ::waitpid(std::exchange(pid_, 0), nullptr, 0);
    }

    void signal(int number) const { ::kill(pid_, number); }

  private:
    pid_t pid_;
};

/// A gateway with hostapd on `left`, and a station on `right`. The time is the machine's, and goes ahead
/// when nothing is to be awaited but time.
struct Network : support::TwoNamespaces {
    std::filesystem::path folder;
    std::optional<Child> hostapd, station;
    std::optional<HostapdPort> port;
    std::vector<Sighting> sightings;
    std::vector<HostapdState> changes{{}};
    TimePoint::duration ahead{};

    Network() {
        std::string name = (std::filesystem::temp_directory_path() / "magd-hostapd-XXXXXX").native();
        folder = ::mkdtemp(name.data());
        std::ofstream(folder / "users") << "\"user\" MD5 \"secret\"\n";
        std::ofstream(folder / "hostapd.conf")
            << "interface=left\ndriver=wired\nieee8021x=1\neap_server=1\nuse_pae_group_addr=1\n"
            << "eap_user_file=" << (folder / "users").native() << "\n"
            << "ctrl_interface=" << (folder / "hostapd").native() << "\n";
        std::ofstream(folder / "station.conf")
            << "ap_scan=0\nnetwork={\nkey_mgmt=IEEE8021X\neap=MD5\nidentity=\"user\"\npassword=\"secret\"\n"
            << "eapol_flags=0\n}\n";
        enter_right();
        quietly("ip link set right address " + std::string(station_mac));
        enter_left();
    }
    ~Network() { std::filesystem::remove_all(folder); }
    Network(const Network&) = delete;
    Network& operator=(const Network&) = delete;

    void start_hostapd() { hostapd.emplace(program("hostapd")); }
    void start_station() {
        enter_right();
        station.emplace(program("wpa_supplicant"));
        enter_left();
    }
    void open() {
        port.emplace(must(HostapdPort::open({.interface = "left",
                                             .own_prefix = folder / "hostapd-",
                                             .folder = (folder / "hostapd").native()})));
    }

    [[nodiscard]] TimePoint now() const { return std::chrono::steady_clock::now() + ahead; }
    /// What the owner's loop does.
    void turn() { keep(now() < port->deadline() ? port->receive(now()) : port->tick(now())); }
    /// Goes to the deadline, as nothing is to come before it.
    void pass() {
        ahead += std::max(TimePoint::duration{}, port->deadline() - now());
        turn();
    }
    /// No answer is awaited.
    [[nodiscard]] bool idle() const { return port->deadline() - now() > HostapdSession::answer_limit; }
    /// The next ping, or the next list to its end.
    void round() {
        pass();
        REQUIRE(eventually([&] { return idle(); }));
    }
    bool eventually(auto&& condition) {
        return support::eventually([&] { return turn(), condition(); });
    }
    /// What hostapd has told everybody.
    [[nodiscard]] bool logged(std::string_view event) const {
        return support::contains(support::run("cat " + (folder / "hostapd.log").native()), event);
    }
    /// The state becomes this one, and the list is at its end.
    bool becomes(const HostapdState& state) {
        return eventually([&] { return changes.back() == state && (idle() || !state.connected); });
    }
    /// This, and nothing else, is seen of the station.
    bool sees(const Sighting& expected) {
        const bool seen = eventually([&] { return !sightings.empty(); });
        return seen && std::exchange(sightings, {}) == std::vector{expected};
    }

  private:
    [[nodiscard]] std::vector<std::string> program(const std::string& name) const {
        if (name == "hostapd") return {name, "-f", folder / "hostapd.log", folder / "hostapd.conf"};
        return {name, "-Dwired", "-iright", "-f" + (folder / "station.log").native(),
                "-c" + (folder / "station.conf").native()};
    }
    void keep(const std::vector<Sighting>& more) {
        sightings.insert(sightings.end(), more.begin(), more.end());
        for (auto& change : port->take_changes()) changes.push_back(std::move(change));
    }
};

/// Another client of hostapd, which does not look at the answers.
void tell_hostapd(const Network& network, const std::vector<std::string>& requests) {
    sockaddr_un hostapd{.sun_family = AF_UNIX, .sun_path = {}};
    (network.folder / "hostapd/left")
        .native()
        .copy(static_cast<char*>(hostapd.sun_path), sizeof hostapd.sun_path - 1);
    const base::Fd socket(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    REQUIRE(::connect(socket.get(), reinterpret_cast<const sockaddr*>(&hostapd), sizeof hostapd) == 0);
    for (const auto& request : requests) REQUIRE(::send(socket.get(), request.data(), request.size(), 0) > 0);
}

std::string invented(std::size_t i) {
    return base::to_string(
        base::MacAddress{{2, 0, 0, 1, static_cast<std::uint8_t>(i >> 8), static_cast<std::uint8_t>(i)}});
}

} // namespace

TEST_CASE("a station comes in and leaves; hostapd came after the port") {
    Network network;
    network.open();
    network.turn();
    CHECK(network.changes.back().why ==
          (network.folder / "hostapd/left").native() + ": No such file or directory");
    network.start_hostapd();
    CHECK(network.becomes(connected));
    network.start_station();
    CHECK(network.sees(here));
    tell_hostapd(network, {"DEAUTHENTICATE " + std::string(station_mac)});
    CHECK(network.sees(left));
    CHECK(network.changes.size() == 3);
    CHECK(network.port->drops() == base::Counters<HostapdDrop>{});
}

TEST_CASE("a station that was there before the port is told by the list; hostapd ends, and it has left") {
    Network network;
    network.start_hostapd();
    network.open();
    REQUIRE(network.becomes(connected));
    network.start_station();
    REQUIRE(network.sees(here));
    network.port.reset();
    network.open();
    CHECK(network.sees(here));
    network.hostapd->end(SIGTERM);
    CHECK(network.becomes({.why = "hostapd terminates"}));
    CHECK(network.sees(left));
    network.start_hostapd();
    CHECK(network.becomes(connected));
}

TEST_CASE("hostapd is killed; the next one knows the station no more, and that is told once it is asked") {
    Network network;
    network.start_hostapd();
    network.open();
    REQUIRE(network.becomes(connected));
    network.start_station();
    REQUIRE(network.sees(here));
    network.hostapd->end(SIGKILL);
    network.pass(); // a ping
    CHECK(network.changes.back().why == (network.folder / "hostapd/left").native() + ": Connection refused");
    CHECK(network.sightings.empty());
    network.start_hostapd();
    CHECK(network.sees(left));
    CHECK(network.changes.back() == connected);
}

TEST_CASE("hostapd is stopped for a while: it does not answer, and nobody is lost by that") {
    Network network;
    network.start_hostapd();
    network.open();
    REQUIRE(network.becomes(connected));
    network.start_station();
    REQUIRE(network.sees(here));
    network.hostapd->signal(SIGSTOP);
    network.pass(); // a ping
    network.pass(); // no answer
    CHECK(network.changes.back().why == "hostapd does not answer");
    network.hostapd->signal(SIGCONT);
    CHECK(network.becomes(connected));
    for (int i = 0; i < 7; ++i) network.round(); // the next list is among them
    CHECK(network.sightings.empty());
    CHECK(network.changes.back() == connected);
}

TEST_CASE("events that pile up are all heard, however late") {
    // Two events each, and up to six more in the time that this may take; hostapd waits for us at some 280.
    constexpr std::size_t many = 30;
    Network network;
    network.start_hostapd();
    network.open();
    REQUIRE(network.becomes(connected));
    std::vector<std::string> requests;
    for (std::size_t i = 0; i < many; ++i) requests.push_back("NEW_STA " + invented(i));
    tell_hostapd(network, requests);
    network.start_station();
    REQUIRE(eventually([&] { return network.logged("AP-STA-CONNECTED " + std::string(station_mac)); }));
    CHECK(network.sees(here));
    CHECK(network.port->drops() == base::Counters<HostapdDrop>{});
    CHECK(network.changes.back() == connected);
}

} // namespace hostapd_kernel
