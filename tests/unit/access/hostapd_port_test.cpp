/// The port against a socket where hostapd's would be; the test plays hostapd. The time is the test's.
#include <doctest/doctest.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "magd/access/hostapd_port.hpp"
#include "magd/wakeup.hpp"

namespace hostapd_port_test {

using namespace magd::access;
using std::chrono::seconds;

namespace {

constexpr TimePoint start{seconds{1000}};
const base::MacAddress client{{2, 0, 0, 0, 0, 0xc}}, other{{2, 0, 0, 0, 0, 0xd}};
const std::string listed = "02:00:00:00:00:0c\nflags=[AUTH][ASSOC][AUTHORIZED]\naid=1\n";

/// A folder that is gone afterwards.
struct Folder {
    std::filesystem::path path;
    Folder() {
        std::string name = (std::filesystem::temp_directory_path() / "magd-hostapd-XXXXXX").native();
        path = ::mkdtemp(name.data());
        std::filesystem::create_directory(path / "theirs");
    }
    ~Folder() { std::filesystem::remove_all(path); }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;

    [[nodiscard]] HostapdPlace place() const {
        return {.interface = "wlan0", .own_prefix = path / "hostapd-", .folder = path / "theirs"};
    }
    [[nodiscard]] std::filesystem::path own() const { return path / "hostapd-wlan0"; }
    [[nodiscard]] std::filesystem::path theirs() const { return path / "theirs" / "wlan0"; }
};

sockaddr_un address_at(const std::filesystem::path& path) {
    sockaddr_un out{};
    out.sun_family = AF_UNIX;
    path.native().copy(static_cast<char*>(out.sun_path), sizeof out.sun_path - 1);
    return out;
}

base::Fd bound_at(const std::filesystem::path& path) {
    base::Fd fd(::socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    const auto address = address_at(path);
    REQUIRE(::bind(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
    return fd;
}

/// hostapd's end. When it goes, it leaves the file, as a process does that is killed.
struct PlayedHostapd {
    sockaddr_un client;
    base::Fd socket;
    explicit PlayedHostapd(const Folder& folder)
        : client(address_at(folder.own())),
          socket(bound_at(folder.theirs())) {}

    /// The next request, or nothing.
    [[nodiscard]] std::string asked() const {
        std::array<char, 100> buffer{};
        const auto size = ::recv(socket.get(), buffer.data(), buffer.size(), 0);
        return size < 0 ? "" : std::string(buffer.data(), static_cast<std::size_t>(size));
    }
    void says(const std::string& datagram) const {
        REQUIRE(::sendto(socket.get(), datagram.data(), datagram.size(), 0,
                         reinterpret_cast<const sockaddr*>(&client), sizeof client) >= 0);
    }
};

HostapdPort must_open(const Folder& folder) {
    auto port = HostapdPort::open(folder.place());
    REQUIRE_MESSAGE(port, port.error().what);
    return std::move(*port);
}

bool waiting(int fd) {
    pollfd wanted{.fd = fd, .events = POLLIN, .revents = 0};
    return ::poll(&wanted, 1, 0) == 1;
}

using Sightings = std::vector<Sighting>;

/// Attaches and tells of one station.
void introduce(HostapdPort& port, const PlayedHostapd& hostapd, TimePoint now) {
    CHECK(port.tick(now).empty());
    REQUIRE(hostapd.asked() == "ATTACH");
    hostapd.says("OK\n");
    CHECK(port.receive(now).empty());
    CHECK(port.take_changes() == std::vector{HostapdState{.connected = true}});
    REQUIRE(hostapd.asked() == "STA-FIRST");
    hostapd.says(listed);
    CHECK(port.receive(now) == Sightings{{.mac = client}});
    REQUIRE(hostapd.asked() == "STA-NEXT 02:00:00:00:00:0c");
    hostapd.says("");
    CHECK(port.receive(now).empty());
    CHECK(hostapd.asked().empty());
}

} // namespace

TEST_CASE("stations that are there, come and go") {
    const Folder folder;
    const PlayedHostapd hostapd(folder);
    auto port = must_open(folder);
    introduce(port, hostapd, start);
    hostapd.says("<3>AP-STA-CONNECTED 02:00:00:00:00:0d");
    hostapd.says("garbage");
    hostapd.says("<3>AP-STA-DISCONNECTED 02:00:00:00:00:0c");
    CHECK(port.receive(start) == Sightings{{.mac = other}, {.mac = client, .present = false}});
    CHECK(port.drops()[HostapdDrop::unreadable] == 1);
    CHECK(port.receive(start).empty());
    CHECK(port.take_changes().empty());
}

TEST_CASE("a flood is taken a part at a time") {
    constexpr int many = 100;
    const Folder folder;
    const PlayedHostapd hostapd(folder);
    auto port = must_open(folder);
    introduce(port, hostapd, start);
    for (int i = 0; i < many; ++i)
        hostapd.says("<3>AP-STA-CONNECTED " +
                     base::to_string(base::MacAddress{{2, 0, 0, 0, 1, static_cast<std::uint8_t>(i)}}));
    CHECK(port.receive(start).size() == magd::messages_per_wakeup);
    CHECK(waiting(port.fd()));
    CHECK(port.receive(start).size() == many - magd::messages_per_wakeup);
}

TEST_CASE("hostapd is not there: its path and the reason are told, once, and it is found when it is") {
    const Folder folder;
    auto port = must_open(folder);
    const auto why = folder.theirs().native() + ": No such file or directory";
    CHECK(port.tick(start).empty());
    CHECK(port.take_changes() == std::vector{HostapdState{.why = why}});
    CHECK(port.deadline() == start + seconds{1});
    CHECK(port.tick(port.deadline()).empty());
    CHECK(port.take_changes().empty());
    const PlayedHostapd hostapd(folder);
    introduce(port, hostapd, port.deadline());
}

TEST_CASE("hostapd is killed and started again: the same descriptor goes on, nobody is lost on the way") {
    const Folder folder;
    std::optional<PlayedHostapd> hostapd(std::in_place, folder);
    auto port = must_open(folder);
    const base::Fd watched(::dup(port.fd()));
    introduce(port, *hostapd, start);
    hostapd.reset();
    CHECK(port.tick(port.deadline()).empty());
    CHECK(port.take_changes() ==
          std::vector{HostapdState{.why = folder.theirs().native() + ": Connection refused"}});
    const auto at_once = port.deadline();
    CHECK(port.tick(at_once).empty());
    CHECK(port.deadline() == at_once + seconds{1});

    std::filesystem::remove(folder.theirs());
    hostapd.emplace(folder);
    CHECK(port.tick(port.deadline()).empty());
    REQUIRE(hostapd->asked() == "ATTACH");
    CHECK_FALSE(waiting(watched.get()));
    hostapd->says("OK\n");
    CHECK(waiting(watched.get()));
    CHECK(port.receive(port.deadline()).empty());
    REQUIRE(hostapd->asked() == "STA-FIRST");
    hostapd->says("");
    CHECK(port.receive(port.deadline()) == Sightings{{.mac = client, .present = false}});
    CHECK(port.take_changes() == std::vector{HostapdState{.connected = true}});
}

TEST_CASE("hostapd ends, and says so") {
    const Folder folder;
    std::optional<PlayedHostapd> hostapd(std::in_place, folder);
    auto port = must_open(folder);
    introduce(port, *hostapd, start);
    hostapd->says("<3>AP-STA-DISCONNECTED 02:00:00:00:00:0c");
    hostapd->says("<3>AP-DISABLED ");
    hostapd->says("<3>CTRL-EVENT-TERMINATING ");
    hostapd.reset();
    CHECK(port.receive(start) == Sightings{{.mac = client, .present = false}});
    CHECK(port.take_changes() == std::vector{HostapdState{.why = "hostapd terminates"}});
    CHECK(port.deadline() == start + seconds{1});
}

TEST_CASE("an answer that came in time counts, however late it is looked at") {
    const Folder folder;
    const PlayedHostapd hostapd(folder);
    auto port = must_open(folder);
    introduce(port, hostapd, start);
    CHECK(port.tick(port.deadline()).empty());
    REQUIRE(hostapd.asked() == "PING");
    hostapd.says("PONG\n");
    CHECK(port.tick(port.deadline() + seconds{1}).empty());
    CHECK(port.take_changes().empty());
}

TEST_CASE("a hostapd that is stopped and whose queue is full does not answer") {
    const Folder folder;
    const PlayedHostapd hostapd(folder);
    auto port = must_open(folder);
    introduce(port, hostapd, start);
    const auto peer = bound_at(folder.path / "busy");
    const auto address = address_at(folder.theirs());
    while (::sendto(peer.get(), "PING", 4, 0, reinterpret_cast<const sockaddr*>(&address), sizeof address) >
           0) {
    }
    REQUIRE(errno == EAGAIN);
    const auto pinged = port.deadline();
    CHECK(port.tick(pinged).empty());
    CHECK(port.take_changes().empty());
    CHECK(port.deadline() == pinged + seconds{2});
    CHECK(port.tick(port.deadline()).empty());
    CHECK(port.take_changes() == std::vector{HostapdState{.why = "hostapd does not answer"}});
}

TEST_CASE("while there is a hostapd, nobody else is heard; while there is none, nobody is") {
    const Folder folder;
    auto port = must_open(folder);
    const auto stranger = bound_at(folder.path / "stranger");
    const auto address = address_at(folder.own());
    const std::string lie = "<3>AP-STA-CONNECTED 02:00:00:00:00:0d";
    const auto tells = [&] {
        return ::sendto(stranger.get(), lie.data(), lie.size(), 0,
                        reinterpret_cast<const sockaddr*>(&address), sizeof address) > 0;
    };
    CHECK(tells());
    CHECK(port.receive(start).empty());
    const PlayedHostapd hostapd(folder);
    introduce(port, hostapd, start);
    CHECK_FALSE(tells());
    CHECK(port.receive(start).empty());
}

TEST_CASE("the own socket is its group's too, and goes with the port") {
    const Folder folder;
    {
        auto port = must_open(folder);
        const auto moved = std::move(port);
        struct stat status{};
        REQUIRE(::stat(folder.own().c_str(), &status) == 0);
        CHECK((status.st_mode & 0777) == 0660);
    }
    CHECK_FALSE(std::filesystem::exists(folder.own()));
}

TEST_CASE("what a process that has ended left is replaced") {
    const Folder folder;
    (void)bound_at(folder.own());
    REQUIRE(std::filesystem::exists(folder.own()));
    const PlayedHostapd hostapd(folder);
    auto port = must_open(folder);
    introduce(port, hostapd, start);
}

TEST_CASE("nothing else is replaced, and the error names it") {
    const Folder folder;
    const auto error_of = [](const HostapdPlace& place) {
        const auto port = HostapdPort::open(place);
        REQUIRE_FALSE(port);
        return port.error().what;
    };
    const auto own = folder.own().native();
    SUBCASE("a file") {
        std::ofstream(own) << "precious";
        CHECK(error_of(folder.place()) == own + " exists and is not a socket: remove it");
        CHECK(std::filesystem::file_size(own) == 8);
    }
    SUBCASE("another process's, which looks for hostapd") {
        const auto port = must_open(folder);
        CHECK(error_of(folder.place()) == "another process holds " + own);
        CHECK(std::filesystem::exists(own));
    }
    SUBCASE("another process's, which has found hostapd") {
        const PlayedHostapd hostapd(folder);
        auto port = must_open(folder);
        introduce(port, hostapd, start);
        CHECK(error_of(folder.place()) == "another process holds " + own);
        CHECK(port.receive(start).empty());
    }
    SUBCASE("a folder that is not there") {
        auto place = folder.place();
        place.own_prefix = (folder.path / "none" / "hostapd-").native();
        CHECK(error_of(place) == "cannot make " + place.own_prefix + "wlan0: No such file or directory");
    }
    SUBCASE("paths that are too long") {
        auto place = folder.place();
        place.own_prefix = "/" + std::string(110, 'x');
        CHECK(error_of(place) == place.own_prefix + "wlan0 is too long for a socket");
        place = folder.place();
        place.folder = "/" + std::string(102, 'x');
        CHECK(error_of(place) == place.folder + "/wlan0 is too long for a socket");
    }
}

} // namespace hostapd_port_test
