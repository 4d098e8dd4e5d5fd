/// Any octets as what hostapd says: datagrams with 0xff between them. One that is a single octet 0xfe
/// is time that passes up to the deadline, and 0xfd a request that is refused.
#include "magd/access/hostapd_message.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <set>
#include <string>

#include "magd/access/hostapd_session.hpp"

namespace {

using namespace magd::access;

void expect(bool condition) {
    if (!condition) std::abort();
}

void expect_one_station(const base::MacAddress& mac) {
    expect((mac.octets[0] & 1) == 0 && mac != base::MacAddress{});
}

/// What is about a station is about one, and means the same with more behind it.
void check_reading(const std::string& datagram) {
    const auto message = read_hostapd(datagram);
    if (!message) return;
    if (const auto* sighting = std::get_if<Sighting>(&*message)) {
        expect_one_station(sighting->mac);
        expect(read_hostapd(datagram + " keyid=x") == message);
    }
    if (const auto* station = std::get_if<HostapdStation>(&*message)) {
        expect_one_station(station->mac);
        expect(read_hostapd(datagram + "\nflags=[AUTHORIZED]\n") == message);
    }
}

/// A session and what its owner knows.
struct Owner {
    HostapdSession session{};
    TimePoint now{};
    std::set<base::MacAddress> present{};
    std::optional<HostapdState> state{};

    HostapdStep next(const std::string& datagram) {
        if (datagram == "\xfe") return session.tick(now = std::max(now, session.deadline()));
        if (datagram == "\xfd") return session.failed({.what = "refused"}, now);
        return session.received(datagram, now);
    }
    void take(const std::string& datagram) {
        const auto step = next(datagram);
        for (const auto& one : step.sightings) // each is news
            expect(one.present ? present.insert(one.mac).second : present.erase(one.mac) == 1);
        expect(present.size() <= HostapdSession::maximum_stations);
        if (step.change) expect(step.change != std::exchange(state, step.change));
        expect(!step.connect || step.request == "ATTACH");
        if (!step.request.empty()) expect(session.deadline() == now + HostapdSession::answer_limit);
        // It is asked again soon, whatever it heard.
        expect(session.deadline() <= now + HostapdSession::ping_interval);
    }
};

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string input(data, data + size);
    Owner owner;
    for (std::size_t at = 0, end = 0; end != std::string::npos; at = end + 1) {
        end = input.find('\xff', at);
        const auto datagram = input.substr(at, end == std::string::npos ? end : end - at);
        check_reading(datagram);
        owner.take(datagram);
    }
    return 0;
}
