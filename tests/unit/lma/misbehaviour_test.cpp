#include "tests/unit/lma/lma_support.hpp"

/// What tests can have the LMA do wrong.
namespace lma::test {
namespace {

Bench misbehaving(const Misbehaviour& how) {
    Bench lma;
    (void)lma.on(Command{Misbehave{how}});
    return lma;
}

TEST_CASE("refuses the next ones") {
    auto lma = misbehaving({.updates = 2, .refuse = Status::insufficient_resources});
    CHECK(lma.send(Ask{}) == Lines{"PBA 130 hoa 0.0.0.0/0 (128) lifetime 0"});
    CHECK(lma.send(Ask{}).back().starts_with("PBA 130"));
    CHECK(lma.send(Ask{}).back() == granted);
}

TEST_CASE("accepts the next one with another status") {
    auto lma = misbehaving({.updates = 1, .accept = Status::gre_tunneling_but_tlv_header_not_supported});
    CHECK(lma.send(Ask{}).back().starts_with("PBA 3 "));
    CHECK(lma.send(Ask{}).back() == granted);
}

TEST_CASE("takes and says nothing, until told otherwise") {
    auto lma = misbehaving({.silent = true});
    CHECK(lma.send(Ask{}).empty());
    CHECK(lma.hear(Heartbeat{.options = {}}).empty());
    CHECK(lma.lma.entries().empty());
    (void)lma.on(Command{Misbehave{}});
    CHECK(lma.send(Ask{}).back() == granted);
}

TEST_CASE("loses the answer to what it does") {
    auto lma = misbehaving({.updates = 1, .lose = true});
    CHECK(lma.send(Ask{}) == Lines{"Want " + own_tunnel});
    CHECK(lma.send(Ask{}) == Lines{granted});
}

TEST_CASE("answers late") {
    auto lma = misbehaving({.delay = 700ms});
    CHECK(lma.send(Ask{}) == Lines{"Want " + own_tunnel});
    const auto before = lma.now.steady;
    CHECK(lma.next() == Lines{granted});
    CHECK(lma.now.steady == before + 700ms);
}

TEST_CASE("answers twice") {
    auto lma = misbehaving({.duplicate = true});
    CHECK(lma.send(Ask{}) == Lines{"Want " + own_tunnel, granted, granted});
}

TEST_CASE("answers in the wrong order") {
    auto lma = misbehaving({.reorder = true});
    CHECK(lma.send(Ask{}) == Lines{"Want " + own_tunnel});
    CHECK(lma.send(Ask{}) == Lines{granted, granted});
    CHECK(lma.ack.sequence == 1); // the older one came last
    CHECK(lma.send(Ask{}).empty());
}

TEST_CASE("answers with another address and prefix than it holds") {
    auto lma = misbehaving({.change_address = true});
    const Ask dual{.nai = "a@example.com", .prefixes = {any_prefix}};
    CHECK(lma.send(dual).back() == "PBA 0 hnp 2001:db8:0:2::/64 hoa 10.0.0.3/29 key 100 lifetime 3600");
    CHECK(lma.lma.entries().at(1).ipv4->home_address.address == base::Ipv4{0x0a000002});
}

TEST_CASE("restarts: all is forgotten, and the counter rises") {
    Bench lma;
    (void)lma.send(Ask{});
    SUBCASE("quietly") { CHECK(lma.on(Command{Restart{}}) == Lines{"Unwant " + own_tunnel}); }
    SUBCASE("or says so") {
        CHECK(
            lma.on(Command{Restart{.announce = true}}) ==
            Lines{"Unwant " + own_tunnel, "Heartbeat unsolicited response seq 0 counter 2 to 10.106.35.111"});
    }
    CHECK(lma.lma.entries().empty());
    CHECK_FALSE(lma.lma.deadline());
    CHECK(lma.hear(Heartbeat{.options = {}}) == Lines{"Heartbeat response seq 0 counter 2 to 10.106.35.111"});
}

TEST_CASE("changes its keys") {
    Bench lma;
    (void)lma.send(Ask{});
    CHECK(lma.on(Command{ChangeKeys{}}) == Lines{"Want 1 192.168.5.44 to 10.106.35.111 keys 101/1"});
    CHECK(lma.send(Ask{}) == Lines{"PBA 0 hoa 192.168.5.44/24 key 101 lifetime 3600"});
}

} // namespace
} // namespace lma::test
