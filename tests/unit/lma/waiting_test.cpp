#include "tests/unit/lma/lma_support.hpp"

/// MaxDelayBeforeNewBCEAssign: a PBU with handoff state unknown waits for the old MAG's
/// de-registration, RFC 5213 section 5.4.1.2.
namespace lma::test {
namespace {

LmaSettings waiting_settings() {
    auto settings = reference_settings();
    settings.max_delay_before_new = 1500ms;
    return settings;
}

const Ask before{.llid = {1}};
const Ask after{.handoff = Handoff::unknown, .llid = {2}, .key = 7, .from = mag2};
const Ask leave{.handoff = Handoff::unknown, .llid = {1}, .lifetime = 0};
const std::string moved = "Want 1 192.168.5.44 to 10.106.35.112 keys 100/7";
const Lines another{"Want 2 192.168.5.45 to 10.106.35.112 keys 101/7",
                    "PBA 0 hoa 192.168.5.45/24 key 101 lifetime 3600"};

TEST_CASE("the old MAG lets it go in time") {
    Bench lma(waiting_settings());
    (void)lma.send(before);
    CHECK(lma.send(after).empty());
    lma.advance(1400ms);
    CHECK(lma.send(leave) == Lines{"Unwant 1 192.168.5.44 to 10.106.35.111 keys 100/1",
                                   "PBA 0 hoa 192.168.5.44/24 lifetime 0", moved, granted});
}

TEST_CASE("or had done so already") {
    Bench lma(waiting_settings());
    (void)lma.send(before);
    (void)lma.send(leave);
    CHECK(lma.send(after) == Lines{moved, granted});
}

TEST_CASE("or does not: it is a new session") {
    Bench lma(waiting_settings());
    (void)lma.send(before);
    CHECK(lma.send(after).empty());
    const auto ends = lma.now.steady + 1500ms;
    lma.advance(1000ms);
    CHECK(lma.send(after).empty()); // repeated: it waits no longer for that
    CHECK(lma.lma.deadline() == ends);
    CHECK(lma.next() == another);
}

TEST_CASE("without waiting it is a new session at once") {
    Bench lma;
    (void)lma.send(before);
    CHECK(lma.send(after) == another);
}

TEST_CASE("the old MAG is asked by a revocation") {
    auto settings = waiting_settings();
    settings.peers.revoke_old_mag = true;
    Bench lma(settings);
    (void)lma.send(before);
    const auto asked = lma.send(after);
    REQUIRE(asked.size() == 1);
    CHECK(asked[0].starts_with("BRI 4 seq 1"));
    const auto answer = [&](RevocationStatus status) {
        return lma.hear(BindingRevocation{.type = BindingRevocation::Type::acknowledgement,
                                          .code = std::to_underlying(status),
                                          .sequence = 1,
                                          .options = {}});
    };
    SUBCASE("and lets it go") {
        CHECK(answer(RevocationStatus::success) ==
              Lines{"Unwant 1 192.168.5.44 to 10.106.35.111 keys 100/1", moved, granted});
    }
    SUBCASE("or says that the client is still there") {
        CHECK(answer(RevocationStatus::mn_is_attached) == another);
    }
}

} // namespace
} // namespace lma::test
