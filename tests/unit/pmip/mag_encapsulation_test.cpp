#include <doctest/doctest.h>

#include "tests/unit/pmip/mag_support.hpp"

/// The form of the tunnel: what is asked for, and what the LMA's answer makes of it.
namespace pmip::test {
namespace {

using enum Encapsulation;

MagSettings with(std::vector<Encapsulation> encapsulations) {
    auto settings = reference_settings();
    settings.lmas["LMA1"].encapsulations = std::move(encapsulations);
    return settings;
}

std::string carried_as(const std::string& tunnel) {
    return "Want 192.168.5.44/24 router 192.168.5.1 " + tunnel + " on wlan0";
}
const std::string unusable = "PBU to LMA1: seq 9466 HI 4 lifetime 0 hoa 0.0.0.0/0";

/// What happens when the LMA answers the first update of an LMA with these encapsulations.
Lines answered(std::vector<Encapsulation> encapsulations, auto&& change) {
    Bench mag(with(std::move(encapsulations)));
    (void)mag.up();
    auto ack = acceptance(mag.pbu);
    change(ack);
    return mag.pba(ack);
}

void as_it_is(ProxyBindingAck&) {}
void no_option(ProxyBindingAck& ack) { remove<GreKey>(ack.options); }
void no_key(ProxyBindingAck& ack) {
    remove<GreKey>(ack.options);
    ack.options.emplace_back(GreKey{});
}
void not_required(ProxyBindingAck& ack) {
    remove<GreKey>(ack.options);
    ack.status = Status::gre_key_option_not_required;
}
void no_header(ProxyBindingAck& ack) { ack.status = Status::gre_tunneling_but_tlv_header_not_supported; }

TEST_CASE("the first form is asked for") {
    const auto asked = [](std::vector<Encapsulation> encapsulations) {
        return Bench(with(std::move(encapsulations))).up().front();
    };
    const std::string update = "PBU to LMA1: seq 9465 HI 1 lifetime 3600 hoa 0.0.0.0/0";
    CHECK(asked({gre_udp, ip}) == update + " key 1");
    CHECK(asked({gre}) == update + " key 1");
    CHECK(asked({gre_unkeyed, gre}) == update + " unkeyed");
    CHECK(asked({ip, gre}) == update);
    CHECK(asked({device}) == update);
}

TEST_CASE("the answer selects among the forms that the operator allows") {
    const std::vector all{gre_udp, gre, gre_unkeyed, ip};
    CHECK(answered(all, as_it_is) == Lines{carried_as("keys 100/1")});
    CHECK(answered(all, no_header) == Lines{carried_as("keys 100/1 gre")});
    CHECK(answered(all, no_key) == Lines{carried_as("gre-unkeyed")});
    CHECK(answered(all, no_option) == Lines{carried_as("none")});
    CHECK(answered(all, not_required) == Lines{carried_as("none")});
    CHECK(answered({gre}, as_it_is) == Lines{carried_as("keys 100/1 gre")});
    CHECK(answered({gre}, no_header) == Lines{carried_as("keys 100/1 gre")});
    CHECK(answered({gre_unkeyed}, as_it_is) == Lines{carried_as("gre-unkeyed")});
    CHECK(answered({gre_unkeyed, ip}, no_option) == Lines{carried_as("none")});
    CHECK(answered({ip}, as_it_is) == Lines{carried_as("none")});
    CHECK(answered({ip}, no_key) == Lines{carried_as("none")});
    CHECK(answered({device}, as_it_is) == Lines{carried_as("device")});
    CHECK(answered({device}, no_key) == Lines{carried_as("device")});
}

TEST_CASE("and what he does not allow is given back") {
    const Lines given_back{"Detached", unusable};
    CHECK(answered({gre_udp}, no_header) == given_back);
    CHECK(answered({gre_udp}, no_key) == given_back);
    CHECK(answered({gre_udp, gre}, no_option) == given_back);
    CHECK(answered({gre, gre_unkeyed}, not_required) == given_back);
    CHECK(answered({gre_unkeyed}, no_option) == given_back);
    Bench mag(with({gre_udp}));
    (void)mag.up();
    auto ack = acceptance(mag.pbu);
    no_header(ack);
    (void)mag.pba(ack);
    CHECK(mag.binding().reason ==
          "LMA1 accepted with plain GRE, which is not among its encapsulations; next attempt in 30 s");
}

TEST_CASE("status 2 holds for this session alone") {
    Bench mag(with({gre_udp, ip}));
    (void)mag.up();
    auto ack = acceptance(mag.pbu);
    not_required(ack);
    CHECK(mag.pba(ack) == Lines{carried_as("none")});
    (void)mag.programmed();
    CHECK(mag.up(client(mac_b)).front().ends_with("key 2"));
    (void)mag.down(mac_b);
    (void)mag.accepted();
    CHECK(mag.next() == Lines{"3300000 ms", "PBU to LMA1: seq 9468 HI 5 lifetime 3600 hoa 192.168.5.44/24"});
    CHECK(mag.accepted().empty());
}

/// A session without GRE, by status 2 of LMA1, of a client whose realm has both LMAs.
Bench without_gre() {
    auto settings = with({gre_udp, ip});
    Bench mag(settings);
    (void)mag.up(choosy());
    auto ack = acceptance(mag.pbu);
    not_required(ack);
    (void)mag.pba(ack);
    (void)mag.programmed();
    return mag;
}

TEST_CASE("what one LMA gave up is asked of another, and of a new session") {
    auto mag = without_gre();
    (void)mag.next();
    CHECK(mag.pbu.lifetime == 900);
    CHECK(find<GreKey>(mag.pbu.options) == nullptr);
    SUBCASE("LMA2 has only GRE in UDP") {
        CHECK(mag.refused(Status::insufficient_resources).back().starts_with("PBU to LMA2"));
        CHECK(find<GreKey>(mag.pbu.options) != nullptr);
        CHECK(mag.pba(acceptance(mag.pbu), lma2) == Lines{carried_as("keys 100/1")});
    }
    SUBCASE("the session's lifetime ends, and another begins") {
        while (mag.binding().phase != Phase::init) (void)mag.next();
        CHECK(find<GreKey>(mag.pbu.options) != nullptr);
    }
    SUBCASE("an operator's attach leaves the session as it is") {
        (void)mag.accepted();
        (void)mag.up(choosy(), true);
        (void)mag.next();
        CHECK(find<GreKey>(mag.pbu.options) == nullptr);
    }
}

TEST_CASE("an LMA that ignores the option is not sent it any more, unless it insists") {
    Bench mag(with({gre_udp, ip}));
    (void)mag.up();
    auto ack = acceptance(mag.pbu);
    no_option(ack);
    CHECK(mag.pba(ack) == Lines{carried_as("none")});
    CHECK(mag.up(client(mac_b)) == Lines{"PBU to LMA1: seq 9466 HI 1 lifetime 3600 hoa 0.0.0.0/0"});
    CHECK(mag.refused(Status::gre_key_option_required) ==
          Lines{"PBU again to LMA1: seq 9467 HI 1 lifetime 3600 hoa 0.0.0.0/0 key 2"});
    CHECK(mag.refused(Status::gre_key_option_required) == Lines{"Detached"}); // once
    CHECK(mag.binding(mac_b).blocked);
}

TEST_CASE("an answer is read by what its own update asked for") {
    Bench mag(with({gre_udp, ip}));
    (void)mag.up();
    auto first_answer = acceptance(mag.pbu);
    (void)mag.up(client(mac_b));
    auto second = acceptance(mag.pbu);
    option_of<Ipv4HomeAddressReply>(second.options)->home_address.address.value += 1;
    no_option(first_answer);
    (void)mag.pba(first_answer); // from now on this LMA is not asked for GRE; the second client was before
    CHECK(mag.pba(second) == Lines{"Want 192.168.5.45/24 router 192.168.5.1 keys 100/2 on wlan0"});
}

TEST_CASE("163 where plain IP is preferred: GRE for as long as the session lives") {
    Bench mag(with({ip, gre_udp}));
    (void)mag.up();
    CHECK(mag.refused(Status::gre_key_option_required) ==
          Lines{"PBU again to LMA1: seq 9466 HI 1 lifetime 3600 hoa 0.0.0.0/0 key 1"});
    CHECK(mag.accepted() == Lines{carried_as("keys 100/1")});
    (void)mag.programmed();
    CHECK(mag.next().back().ends_with("key 1"));
    (void)mag.accepted();
    (void)mag.up(client(), true);
    CHECK(mag.next().back().ends_with("key 1"));
}

TEST_CASE("163 where there is no GRE") {
    for (const auto form : {ip, device}) {
        Bench mag(with({form}));
        (void)mag.up();
        CHECK(mag.refused(Status::gre_key_option_required) == Lines{"Detached"});
        CHECK(mag.binding().blocked);
    }
}

TEST_CASE("another form at a refresh: the kernel takes it, the client need not know") {
    Bench mag(with({gre_udp, ip}));
    mag.attach();
    (void)mag.next();
    auto ack = acceptance(mag.pbu);
    no_option(ack);
    CHECK(mag.pba(ack) == Lines{carried_as("none")});
    CHECK(mag.binding().reason == "LMA1 assigned another tunnel or GRE key");
    CHECK(mag.programmed() == Lines{"Attached"});
}

TEST_CASE("UDP that was forced must be granted") {
    const auto answered_by = [](const std::vector<Encapsulation>& forms, auto&&... options) {
        auto settings = with(forms);
        settings.lmas["LMA1"].force_udp = true;
        Bench mag(settings);
        (void)mag.up();
        auto ack = acceptance(mag.pbu);
        (ack.options.emplace_back(options), ...);
        return mag.pba(ack);
    };
    CHECK(answered_by({gre_udp}, NatDetection{.force_udp = true, .refresh_time = 110}) ==
          Lines{carried_as("keys 100/1")});
    CHECK(answered_by({gre_udp, gre}) == Lines{carried_as("keys 100/1 gre")});
    CHECK(answered_by({gre_udp, gre}, NatDetection{}) == Lines{carried_as("keys 100/1 gre")});
    CHECK(answered_by({gre_udp}).back().ends_with("lifetime 0 hoa 0.0.0.0/0"));
}

TEST_CASE("a TLV header that nobody asked for is not taken") {
    CHECK(answered({gre_udp, gre}, [](ProxyBindingAck& ack) { ack.flags |= pba_flag::tlv_header; }) ==
          Lines{"Detached", unusable});
}

TEST_CASE("the F flag, and an LMA that refuses it") {
    auto settings = reference_settings();
    settings.lmas["LMA1"].force_udp = true;
    Bench mag(settings);
    (void)mag.up();
    CHECK(mag.pbu.flags == 0x8300);
    CHECK(mag.refused(Status::administratively_prohibited).size() == 1);
    CHECK(mag.pbu.flags == 0x8200);
    SUBCASE("taken without it, for as long as the session lives") {
        (void)mag.accepted();
        (void)mag.programmed();
        (void)mag.next();
        CHECK(mag.pbu.flags == 0x8200);
    }
    SUBCASE("refused without it too: an operator must ask again, with the flag") {
        CHECK(mag.refused(Status::administratively_prohibited) == Lines{"Detached"});
        CHECK_FALSE(mag.mag.deadline());
        (void)mag.up(client(), true);
        CHECK(mag.pbu.flags == 0x8300);
    }
}

} // namespace
} // namespace pmip::test
