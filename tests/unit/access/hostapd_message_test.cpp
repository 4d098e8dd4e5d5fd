#include <doctest/doctest.h>

#include <string>

#include "magd/access/hostapd_message.hpp"

namespace hostapd_message_test {

using namespace magd::access;

namespace {

const base::MacAddress client{{2, 0, 0, 0, 0, 0xc}};
const std::string text = base::to_string(client);

/// As hostapd 2.10 answers; behind the flags comes more of the kind.
std::string station(const std::string& flags) {
    return text + "\nflags=" + flags + "\naid=1\ncapability=0x0\n";
}

bool reads(std::string_view datagram, const HostapdMessage& expected) {
    return read_hostapd(datagram) == expected;
}

} // namespace

TEST_CASE("a station comes and goes, whatever follows its address") {
    CHECK(reads("<3>AP-STA-CONNECTED " + text, Sighting{.mac = client}));
    CHECK(reads("<3>AP-STA-CONNECTED " + text + " auth_alg=open keyid=a b", Sighting{.mac = client}));
    CHECK_FALSE(read_hostapd("<3>AP-STA-CONNECTED " + text + "\n"));
    CHECK(reads("<3>AP-STA-DISCONNECTED " + text, Sighting{.mac = client, .present = false}));
    CHECK(reads("<3>AP-STA-DISCONNECTED " + text + " reason=3", Sighting{.mac = client, .present = false}));
}

TEST_CASE("an event may have another level") {
    CHECK(reads("<2>AP-STA-CONNECTED " + text, Sighting{.mac = client}));
}

TEST_CASE("hostapd ends; the space behind it is real") {
    CHECK(reads("<3>CTRL-EVENT-TERMINATING ", HostapdNotice::terminating));
    CHECK(reads("<3>CTRL-EVENT-TERMINATING", HostapdNotice::terminating));
}

TEST_CASE("events of no concern are none the less readable") {
    for (const std::string event :
         {"<3>AP-DISABLED ", "<3>AP-ENABLED ", "<3>CTRL-EVENT-EAP-STARTED 02:00:00:00:00:01", "<3>", "<3> ",
          "<3>AP-STA-CONNECTEDX 02:00:00:00:00:01", "<3>ap-sta-connected 02:00:00:00:00:01"})
        CHECK_MESSAGE(reads(event, HostapdNotice::other), event);
}

TEST_CASE("short answers, with the end of line and without") {
    CHECK(reads("OK\n", HostapdAnswer::ok));
    CHECK(reads("OK", HostapdAnswer::ok));
    CHECK(reads("FAIL\n", HostapdAnswer::fail));
    CHECK(reads("PONG\n", HostapdAnswer::pong));
    CHECK(reads("UNKNOWN COMMAND\n", HostapdAnswer::unknown_command));
    CHECK(reads("", HostapdAnswer::empty));
}

TEST_CASE("only an authorized station may send") {
    CHECK(reads(station("[AUTH][ASSOC][AUTHORIZED]"), HostapdStation{.mac = client, .authorized = true}));
    CHECK(reads(station("[AUTH][ASSOC][AUTHORIZED][SHORT_PREAMBLE][WMM]"),
                HostapdStation{.mac = client, .authorized = true}));
    CHECK(reads(station("[AUTH][ASSOC]"), HostapdStation{.mac = client}));
    CHECK(reads(station(""), HostapdStation{.mac = client}));
}

TEST_CASE("the flags are the line of that name, where it is among the others") {
    CHECK(reads(text + "\naid=1\nflags=[AUTHORIZED]\n", HostapdStation{.mac = client, .authorized = true}));
    CHECK(reads(text + "\nxflags=[AUTHORIZED]\nflags=[AUTH]\nflags=[AUTHORIZED]\n",
                HostapdStation{.mac = client}));
    CHECK_FALSE(read_hostapd(text + "\nkeyid=[AUTHORIZED]\naid=1\n"));
}

TEST_CASE("an answer that is cut before the end of its flags is not taken for an unauthorized station") {
    const auto whole = station("[AUTH][ASSOC][AUTHORIZED]");
    const auto flags_end = whole.find("\naid") + 1;
    for (std::size_t size = 1; size < flags_end; ++size)
        CHECK_MESSAGE(!read_hostapd(whole.substr(0, size)), size);
    for (auto size = flags_end; size <= whole.size(); ++size)
        CHECK_MESSAGE(reads(whole.substr(0, size), HostapdStation{.mac = client, .authorized = true}), size);
}

TEST_CASE("an event that is cut is of no concern, or unreadable, but never about a station") {
    const auto whole = "<3>AP-STA-DISCONNECTED " + text;
    for (std::size_t size = 1; size < whole.size(); ++size) {
        const auto part = whole.substr(0, size);
        CHECK_MESSAGE((!read_hostapd(part) || reads(part, HostapdNotice::other)), size);
    }
}

TEST_CASE("what is no message of hostapd") {
    using std::string_literals::operator""s;
    for (const auto& garbage : {"\n"s,
                                "\0"s,
                                "ok\n"s,
                                "OK\n\n"s,
                                "OK "s,
                                " OK"s,
                                "OKAY\n"s,
                                "PONG\nPONG\n"s,
                                "2.10"s,
                                "<"s,
                                "<3"s,
                                "<33>AP-ENABLED "s,
                                "<x>AP-ENABLED "s,
                                "3>AP-ENABLED "s,
                                "AP-STA-CONNECTED 02:00:00:00:00:01"s,
                                "IFNAME=wlan0 <3>AP-ENABLED "s,
                                "state=ENABLED\nphy=\n"s,
                                "flags=[AUTHORIZED]\n"s,
                                "\n02:00:00:00:00:01\nflags=[AUTHORIZED]\n"s,
                                "02:00:00:00:00:0\nflags=[AUTHORIZED]\n"s,
                                "02:00:00:00:00:01 \nflags=[AUTHORIZED]\n"s,
                                "02:00:00:00:00:01\r\nflags=[AUTHORIZED]\n"s})
        CHECK_MESSAGE(!read_hostapd(garbage), garbage);
}

TEST_CASE("an event about a station needs one station's address") {
    for (const std::string name : {"<3>AP-STA-CONNECTED", "<3>AP-STA-DISCONNECTED"})
        for (const std::string address :
             {"", " ", "  02:00:00:00:00:01", " 02:00:00:00:00", " 02:00:00:00:00:0g",
              " 02:00:00:00:00:01:02", " ff:ff:ff:ff:ff:ff", " 01:00:5e:00:00:01", " 00:00:00:00:00:00"})
            CHECK_MESSAGE(!read_hostapd(name + address), name, address);
    CHECK_FALSE(read_hostapd("03:00:00:00:00:01\nflags=[AUTHORIZED]\n"));
    CHECK_FALSE(read_hostapd("00:00:00:00:00:00\nflags=[AUTHORIZED]\n"));
}

} // namespace hostapd_message_test
