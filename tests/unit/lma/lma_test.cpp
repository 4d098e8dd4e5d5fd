#include "tests/unit/lma/lma_support.hpp"

namespace lma::test {
namespace {

template <class O>
void remove(ProxyBindingUpdate& update) {
    std::erase_if(update.options, [](const Option& option) { return std::holds_alternative<O>(option); });
}

TEST_CASE("the reference flow: tunnel first, then the answer") {
    Bench lma;
    CHECK(lma.send(Ask{}) == Lines{"Want " + own_tunnel, granted});
    CHECK(lma.to == base::Address{mag1});
    CHECK(lma.lma.entries().size() == 1);
}

TEST_CASE("the answer has the reference flow's options in its order") {
    Bench lma;
    const auto update = lma.update(Ask{});
    (void)lma.send(update);
    const ProxyBindingAck expected{
        .status = Status::accepted,
        .flags = pba_flag::proxy,
        .sequence = update.sequence,
        .lifetime = 900,
        .options = {update.options[0], update.options[1], update.options[2], update.options[3],
                    update.options[4],
                    Ipv4HomeAddressReply{Ipv4HomeAddressStatus::success, {{0xc0a8052c}, 24}},
                    Ipv4DefaultRouter{{0xc0a80501}}, GreKey{100}}};
    CHECK(lma.ack == expected);
}

TEST_CASE("clients get addresses and keys of their own") {
    Bench lma;
    (void)lma.send(Ask{});
    CHECK(lma.send({.nai = "b@ciscotacbangalore.com", .key = 2}).back() ==
          "PBA 0 hoa 192.168.5.45/24 key 101 lifetime 3600");
    CHECK(lma.send({.nai = "c@example.com", .key = 3}).back() ==
          "PBA 0 hoa 10.0.0.2/29 key 102 lifetime 3600");
    CHECK(lma.send({.nai = "no-realm", .key = 4}).back() ==
          "PBA 0 hoa 192.168.5.46/24 key 103 lifetime 3600");
}

TEST_CASE("a retransmission is the same session") {
    Bench lma;
    (void)lma.send(Ask{});
    CHECK(lma.send(Ask{}) == Lines{granted});
    CHECK(lma.send({.handoff = Handoff::unknown}) == Lines{granted});
    CHECK(lma.lma.entries().size() == 1);
}

TEST_CASE("and so it is without a link-layer identifier") {
    Bench lma;
    (void)lma.send({.handoff = Handoff::unknown, .llid = {}});
    CHECK(lma.send({.handoff = Handoff::unknown, .llid = {}}) == Lines{granted});
}

TEST_CASE("refresh extends the lifetime") {
    Bench lma;
    (void)lma.send(Ask{});
    lma.advance(3000s);
    CHECK(lma.send({.handoff = Handoff::no_change, .address = {{0xc0a8052c}, 24}}) == Lines{granted});
    lma.advance(3000s);
    CHECK(lma.on(Tick{}).empty());
    CHECK(lma.next() == Lines{"Unwant " + own_tunnel}); // 3600 s after the refresh
    CHECK(lma.lma.entries().empty());
}

TEST_CASE("handoff: same address and uplink key, another tunnel") {
    Bench lma;
    (void)lma.send(Ask{});
    CHECK(lma.send({.handoff = Handoff::between_mags, .key = 7, .from = mag2}) ==
          Lines{"Want 1 192.168.5.44 to 10.106.35.112 keys 100/7", granted});
    CHECK(lma.lma.entries().at(1).handoffs == 1);
    SUBCASE("the old MAG's de-registration is ignored") {
        CHECK(lma.send({.handoff = Handoff::unknown, .address = {{0xc0a8052c}, 24}, .lifetime = 0}).empty());
        CHECK_FALSE(lma.lma.entries().at(1).deregistered);
    }
}

TEST_CASE("de-registration: answered at once, deleted later") {
    Bench lma;
    (void)lma.send(Ask{});
    const Ask leave{.handoff = Handoff::unknown, .address = {{0xc0a8052c}, 24}, .lifetime = 0};
    CHECK(lma.send(leave) == Lines{"Unwant " + own_tunnel, "PBA 0 hoa 192.168.5.44/24 lifetime 0"});
    const auto ends = lma.now.steady + 10s;
    CHECK(lma.lma.deadline() == ends);
    CHECK(lma.send(leave) == Lines{"PBA 0 hoa 192.168.5.44/24 lifetime 0"}); // again, without a new delay
    CHECK(lma.lma.deadline() == ends);
    SUBCASE("then it is gone") {
        CHECK(lma.next().empty());
        CHECK(lma.lma.entries().empty());
        CHECK(lma.send(leave).empty());
    }
    SUBCASE("or revived with its address and key") {
        CHECK(lma.send(Ask{}) == Lines{"Want " + own_tunnel, granted});
        CHECK(lma.next() == Lines{"Unwant " + own_tunnel});
    }
}

TEST_CASE("an address given back is not given out at once") {
    auto settings = reference_settings();
    settings.min_delay_before_delete = 0ms;
    Bench lma(settings);
    (void)lma.send(Ask{});
    (void)lma.send({.handoff = Handoff::unknown, .lifetime = 0});
    (void)lma.next();
    CHECK(lma.send(Ask{}).back() == "PBA 0 hoa 192.168.5.45/24 key 101 lifetime 3600");
}

TEST_CASE("the pool runs out, and turns over when one comes back") {
    Bench lma; // 10.0.0.2 to 10.0.0.6
    for (int i = 2; i <= 6; ++i)
        CHECK(lma.send({.nai = fmt::format("{}@example.com", i)})
                  .back()
                  .starts_with(fmt::format("PBA 0 hoa 10.0.0.{}/29", i)));
    CHECK(lma.send({.nai = "7@example.com"}) == Lines{"PBA 130 hoa 0.0.0.0/0 (128) lifetime 0"});
    (void)lma.send({.nai = "3@example.com", .lifetime = 0});
    (void)lma.next();
    CHECK(lma.send({.nai = "7@example.com"}).back().starts_with("PBA 0 hoa 10.0.0.3/29"));
}

TEST_CASE("an address of the client's choice") {
    Bench lma;
    CHECK(lma.send({.address = {{0xc0a80563}, 24}}).back() ==
          "PBA 0 hoa 192.168.5.99/24 key 100 lifetime 3600");
    const auto refused = [&](base::Ipv4 address) {
        CHECK(lma.send({.nai = "b@ciscotacbangalore.com", .address = {address, 24}}).back() ==
              fmt::format("PBA 171 hoa {}/24 (129) lifetime 0", base::to_string(address)));
    };
    refused({0xc0a80563}); // another client's
    refused({0xc0a80501}); // the router's
    refused({0xc0a805ff}); // broadcast
    refused({0xc0a80509}); // below the first
    refused({0xc0a80963}); // of another network
}

TEST_CASE("the order of the checks") {
    Bench lma;
    auto update = lma.update({.nai = "x@nowhere", .lifetime = 900});
    update.options.clear();
    CHECK(lma.send(update, stranger) == Lines{"PBA 160 lifetime 0"});
    CHECK(find<MobileNodeIdentifier>(lma.ack.options)->id.identifier.empty());
    update.options.emplace_back(MobileNodeIdentifier{{1, "x@nowhere"}});
    CHECK(lma.send(update, stranger) == Lines{"PBA 154 lifetime 0"});
    CHECK(lma.send(update) == Lines{"PBA 153 lifetime 0"});
    update.options = {MobileNodeIdentifier{{1, "x@ciscotacbangalore.com"}}, Timestamp{1}};
    CHECK(lma.send(update) == Lines{"PBA 156 lifetime 0"});
    update.options = {MobileNodeIdentifier{{1, "x@ciscotacbangalore.com"}}};
    CHECK(lma.send(update) == Lines{"PBA 158 lifetime 0"});
    update.options.emplace_back(HomeNetworkPrefix{});
    CHECK(lma.send(update) == Lines{"PBA 161 hnp ::/0 lifetime 0"});
    CHECK(find<HandoffIndicator>(lma.ack.options)->indicator == Handoff::reserved);
    update.options.emplace_back(HandoffIndicator{Handoff::new_interface});
    CHECK(lma.send(update) == Lines{"PBA 162 hnp ::/0 lifetime 0"});
    update.options.emplace_back(AccessTechnologyType{AccessTechnology::ieee80211});
    CHECK(lma.send(update) == Lines{"PBA 172 hnp ::/0 lifetime 0"});
    update.options.emplace_back(Ipv4HomeAddressRequest{});
    CHECK(lma.send(update) == Lines{"PBA 163 hnp ::/0 hoa 0.0.0.0/0 (128) lifetime 0"});
    update.options.emplace_back(Ipv4HomeAddressRequest{});
    CHECK(lma.send(update) == Lines{"PBA 173 hnp ::/0 hoa 0.0.0.0/0 (128) lifetime 0"});
    CHECK(lma.lma.entries().empty());
}

TEST_CASE("what is not answered at all") {
    Bench lma;
    auto update = lma.update(Ask{});
    SUBCASE("no P flag") { update.flags = pbu_flag::acknowledge; }
    SUBCASE("a prefix length above 32") {
        remove<Ipv4HomeAddressRequest>(update);
        update.options.emplace_back(Ipv4HomeAddressRequest{{{}, 33}});
    }
    SUBCASE("a de-registration of nothing") { update.lifetime = 0; }
    CHECK(lma.send(update).empty());
    CHECK(lma.lma.entries().empty());
}

TEST_CASE("timestamps: near the clock, and rising") {
    Bench lma;
    auto update = lma.update(Ask{});
    const auto sent = find<Timestamp>(update.options)->value;
    (void)lma.send(update);
    CHECK(lma.send(update).back().starts_with("PBA 156")); // the same again
    const auto with = [&](std::uint64_t value) {
        remove<Timestamp>(update);
        update.options.emplace_back(Timestamp{value});
        return lma.send(update).back();
    };
    CHECK(with(sent - 1).starts_with("PBA 157"));
    CHECK(find<Timestamp>(lma.ack.options)->value == timestamp_value(lma.now.wall));
    CHECK(with(sent + 65536 * 301 / 1000).starts_with("PBA 156"));
    CHECK(find<Timestamp>(lma.ack.options)->value == timestamp_value(lma.now.wall));
    CHECK(with(sent + 1) == granted);
    CHECK(find<Timestamp>(lma.ack.options)->value == sent + 1);
}

TEST_CASE("a late update may not outrun the window either") {
    Bench lma;
    const auto update = lma.update(Ask{});
    lma.advance(301ms);
    CHECK(lma.send(update).back().starts_with("PBA 156"));
}

TEST_CASE("sequence numbers, when there is no timestamp") {
    Bench lma;
    lma.timestamps = false;
    lma.sequence = 65534;
    (void)lma.send(Ask{});                    // 65535
    CHECK(lma.send(Ask{}).back() == granted); // 0
    CHECK(lma.send(Ask{}).back() == granted);
    lma.sequence = 32769;
    CHECK(lma.send(Ask{}).back().starts_with("PBA 135")); // 32770 is just behind
    CHECK(lma.ack.sequence == 1);
    CHECK(find<Timestamp>(lma.ack.options) == nullptr);
    lma.sequence = 32767;
    CHECK(lma.send(Ask{}).back() == granted); // 32768 is just ahead
}

TEST_CASE("a shorter lifetime is granted as asked, a longer one as configured") {
    Bench lma;
    CHECK(lma.send(Ask{.lifetime = 15}).back().ends_with("lifetime 60"));
    CHECK(lma.send(Ask{.lifetime = 65535}).back().ends_with("lifetime 3600"));
}

TEST_CASE("misbehaviour on request") {
    auto settings = reference_settings();
    SUBCASE("refuses") {
        settings.misbehaviour.refuse = Status{153};
        Bench lma(settings);
        CHECK(lma.send(Ask{}) == Lines{"PBA 153 hoa 0.0.0.0/0 (128) lifetime 0"});
        CHECK(lma.lma.entries().empty());
    }
    SUBCASE("says nothing") {
        settings.misbehaviour.silent = true;
        Bench lma(settings);
        CHECK(lma.send(Ask{}).empty());
    }
}

} // namespace
} // namespace lma::test
