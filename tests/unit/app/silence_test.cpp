#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include "magd/policy.hpp"
#include "magd/silence.hpp"

namespace silence_test {

using namespace magd;
using namespace std::chrono_literals;
using Verdict = Silence::Verdict;

namespace {

constexpr SilenceTerms ten_seconds{.after = SilenceTerms::Seconds{10}};

base::MacAddress client(std::uint32_t number) {
    return {{0x02, 0, static_cast<std::uint8_t>(number >> 24), static_cast<std::uint8_t>(number >> 16),
             static_cast<std::uint8_t>(number >> 8), static_cast<std::uint8_t>(number)}};
}

/// Clients of which some answer, some send packets, and some do neither; time goes from deadline to deadline.
struct World {
    static constexpr Silence::TimePoint start = Silence::TimePoint{} + 1h;
    Silence silence{100'000};
    Silence::TimePoint now = start;
    std::map<base::MacAddress, std::uint64_t> packets{}; ///< that the kernel has counted
    bool answering = false, conclusive = true;
    std::vector<std::pair<std::chrono::milliseconds, Verdict>> seen{}; ///< of all clients, since the start

    void watch(const base::MacAddress& mac, const SilenceTerms& terms = ten_seconds) {
        silence.watch(mac, terms, now);
    }
    void look(const base::MacAddress& mac) {
        const auto verdict = silence.judge(mac, {.packets = packets[mac], .conclusive = conclusive}, now);
        seen.emplace_back(std::chrono::duration_cast<std::chrono::milliseconds>(now - start), verdict);
        if (verdict == Verdict::ask && answering) CHECK_FALSE(silence.heard(mac, now));
    }
    void run_until(std::chrono::milliseconds end) {
        for (auto due = silence.deadline(); due && *due <= start + end; due = silence.deadline()) {
            now = std::max(now, *due);
            for (const auto& mac : silence.due(now)) look(mac);
        }
        now = start + end;
    }
    [[nodiscard]] std::vector<std::chrono::milliseconds> times(Verdict verdict) const {
        std::vector<std::chrono::milliseconds> out;
        for (const auto& [time, what] : seen)
            if (what == verdict) out.push_back(time);
        return out;
    }
};

using Times = std::vector<std::chrono::milliseconds>;

} // namespace

TEST_CASE("a client that has left is asked three times, then it is gone") {
    World world;
    world.watch(client(1));
    CHECK(world.silence.deadline() == World::start + 10s);
    world.run_until(1h);
    CHECK(world.times(Verdict::ask) == Times{10s, 12s, 14s});
    CHECK(world.times(Verdict::gone) == Times{16s});
    CHECK_FALSE(world.silence.deadline());
}

TEST_CASE("the configuration's times count") {
    World world;
    using S = SilenceTerms::Seconds;
    world.watch(client(1), {.after = S{30}, .interval = S{5}, .retries = 0});
    world.run_until(1h);
    CHECK(world.times(Verdict::ask) == Times{30s});
    CHECK(world.times(Verdict::gone) == Times{35s});
}

TEST_CASE("a client that answers stays") {
    World world{.answering = true};
    world.watch(client(1));
    world.run_until(35s);
    CHECK(world.times(Verdict::ask) == Times{10s, 20s, 30s});
    CHECK(world.times(Verdict::gone).empty());
}

TEST_CASE("an answer to the last question is in time") {
    World world;
    world.watch(client(1));
    world.run_until(15'999ms);
    CHECK_FALSE(world.silence.heard(client(1), world.now));
    world.run_until(26s);
    CHECK(world.times(Verdict::ask) == Times{10s, 12s, 14s, 25'999ms});
    CHECK(world.times(Verdict::gone).empty());
}

TEST_CASE("a client that has sent packets is not asked") {
    World world;
    world.watch(client(1));
    for (int i = 1; i <= 6; ++i) {
        ++world.packets[client(1)];
        world.run_until(i * 10s);
    }
    CHECK(world.times(Verdict::there) == Times{10s, 20s, 30s, 40s, 50s, 60s});
    world.run_until(1h);
    CHECK(world.times(Verdict::ask) == Times{70s, 72s, 74s});
}

TEST_CASE("packets between questions are a sign of life too, also by a count that began anew") {
    World world;
    world.packets[client(1)] = 7;
    world.watch(client(1));
    world.run_until(23s); // the first look finds 7
    CHECK(world.times(Verdict::ask) == Times{20s, 22s});
    world.packets[client(1)] = 0;
    world.run_until(35s);
    CHECK(world.times(Verdict::there) == Times{10s, 24s});
    CHECK(world.times(Verdict::ask) == Times{20s, 22s, 34s});
}

TEST_CASE("a count that cannot be had tells nothing") {
    Silence silence(1);
    silence.watch(client(1), ten_seconds, World::start);
    REQUIRE(silence.due(World::start + 10s).size() == 1);
    CHECK(silence.judge(client(1), {.packets = std::nullopt}, World::start + 10s) == Verdict::ask);
}

TEST_CASE("whoever could not be asked rightly is not gone, but asked again") {
    World world{.conclusive = false};
    world.watch(client(1));
    world.run_until(31s);
    CHECK(world.times(Verdict::ask) == Times{10s, 12s, 14s, 26s, 28s, 30s});
    CHECK(world.times(Verdict::gone).empty());
}

TEST_CASE("whoever was taken for gone is noticed when it is back, once") {
    World world;
    world.watch(client(1));
    world.run_until(1min);
    CHECK_FALSE(world.silence.heard(client(2), world.now));
    CHECK(world.silence.heard(client(1), world.now));
    CHECK_FALSE(world.silence.heard(client(1), world.now));
}

TEST_CASE("whoever has attached again by itself is not back a second time") {
    World world;
    world.watch(client(1));
    world.run_until(1min);
    world.watch(client(1));
    world.silence.forget(client(1));
    CHECK_FALSE(world.silence.heard(client(1), world.now));
}

TEST_CASE("not more are remembered as gone than there may be clients") {
    World world{.silence = Silence(1)};
    world.watch(client(1));
    world.watch(client(2));
    world.run_until(1min);
    const int back = static_cast<int>(world.silence.heard(client(1), world.now)) +
                     static_cast<int>(world.silence.heard(client(2), world.now));
    CHECK(back == 1);
}

TEST_CASE("whose service has ended is forgotten, and a new one begins from the beginning") {
    World world;
    world.watch(client(1));
    world.run_until(13s);
    world.silence.forget(client(1));
    CHECK_FALSE(world.silence.deadline());
    world.watch(client(1));
    world.run_until(1min);
    CHECK(world.times(Verdict::ask) == Times{10s, 12s, 23s, 25s, 27s});
}

TEST_CASE("other terms hold at once") {
    World world;
    world.watch(client(1), {.after = SilenceTerms::Seconds{3600}});
    world.run_until(5s);
    SUBCASE("shorter ones") {
        world.watch(client(1));
        world.run_until(16s);
        CHECK(world.times(Verdict::ask) == Times{15s});
    }
    SUBCASE("longer ones") {
        world.watch(client(1));
        world.watch(client(1), {.after = SilenceTerms::Seconds{20}});
        world.run_until(26s);
        CHECK(world.times(Verdict::ask) == Times{25s});
    }
    SUBCASE("none") {
        world.watch(client(1), {.after = SilenceTerms::Seconds{0}});
        CHECK_FALSE(world.silence.deadline());
    }
}

TEST_CASE("a hundred thousand silent clients are asked at an even pace, and all of them") {
    constexpr std::uint32_t clients = 100'000;
    World world{.answering = true};
    for (std::uint32_t i = 0; i < clients; ++i) world.watch(client(i));
    world.run_until(300s);
    const auto asked = world.times(Verdict::ask);
    std::map<std::chrono::seconds, std::size_t> a_second;
    for (const auto time : asked) ++a_second[std::chrono::duration_cast<std::chrono::seconds>(time)];
    for (const auto& [second, questions] : a_second)
        CHECK(questions <= 1s / Silence::pace + Silence::looks_at_once);
    CHECK(asked.front() == 100s); // a millisecond for each client, in place of ten seconds
    CHECK(asked.size() >= 2 * clients);
    CHECK(asked.size() <= 3 * clients);
    CHECK(world.times(Verdict::gone).empty());
}

TEST_CASE("no look takes long, however many are due") {
    World world;
    for (std::uint32_t i = 0; i < 100; ++i) world.watch(client(i));
    const auto due = World::start + 1h;
    CHECK(world.silence.due(due).size() == Silence::looks_at_once);
    CHECK(world.silence.due(due).empty());
    CHECK(world.silence.deadline() == due + Silence::looks_at_once * Silence::pace);
}

TEST_CASE("silent clients are asked where triggers attach them and none tells that they leave") {
    const auto after = [](std::vector<Trigger> triggers, std::optional<pmip::Seconds> said = {}) {
        return silence_terms({.interface = "wlan0",
                              .realm = "a",
                              .triggers = std::move(triggers),
                              .silence_after = said})
            .after.count();
    };
    CHECK(after({Trigger::dhcp}) == 10);
    CHECK(after({Trigger::arp, Trigger::layer2_update}) == 10);
    for (const auto telling : {Trigger::hostapd, Trigger::nl80211, Trigger::bridge})
        CHECK(after({Trigger::dhcp, telling}) == 0);
    CHECK(after({}) == 0);
    CHECK(after({Trigger::dhcp}, 0s) == 0);
    CHECK(after({Trigger::hostapd}, 30s) == 30);
    CHECK(
        silence_terms({.interface = "wlan0", .realm = "a", .silence_interval = 3s, .silence_retries = 5}) ==
        SilenceTerms{.after = SilenceTerms::Seconds{10}, .interval = SilenceTerms::Seconds{3}, .retries = 5});
}

} // namespace silence_test
