#include "tests/unit/lma/lma_support.hpp"

/// How packets are to travel: GRE Key option, F and T flags, statuses 2, 3, 129 and 163.
namespace lma::test {
namespace {

LmaSettings accepting(std::vector<Encapsulation> encapsulations) {
    auto settings = reference_settings();
    settings.tunnels.encapsulations = std::move(encapsulations);
    return settings;
}

template <class O>
ProxyBindingUpdate without(ProxyBindingUpdate update) {
    std::erase_if(update.options, [](const Option& option) { return std::holds_alternative<O>(option); });
    return update;
}

const std::string want = "Want 1 192.168.5.44 to 10.106.35.111";
const std::string reply = " hoa 192.168.5.44/24";

TEST_CASE("with a key") {
    CHECK(Bench(accepting({Encapsulation::gre})).send(Ask{}) ==
          Lines{want + " keys 100/1 gre", "PBA 0" + reply + " key 100 lifetime 3600"});
    CHECK(Bench(accepting({Encapsulation::gre_unkeyed, Encapsulation::gre})).send(Ask{}) ==
          Lines{want + " gre without keys", "PBA 0" + reply + " no key lifetime 3600"});
    CHECK(Bench(accepting({Encapsulation::ip})).send(Ask{}) ==
          Lines{want + " ip", "PBA 2" + reply + " lifetime 3600"});
    CHECK(Bench(accepting({Encapsulation::device})).send(Ask{}) ==
          Lines{want, "PBA 0" + reply + " lifetime 3600"});
}

TEST_CASE("without a key") {
    const std::vector<Option> unkeyed{GreKey{}};
    CHECK(Bench(accepting({Encapsulation::gre, Encapsulation::gre_unkeyed})).send(Ask{}, unkeyed) ==
          Lines{want + " gre without keys", "PBA 0" + reply + " no key lifetime 3600"});
    CHECK(Bench(accepting({Encapsulation::gre})).send(Ask{}, unkeyed).back().starts_with("PBA 163"));
}

TEST_CASE("without GRE") {
    Bench lma(accepting({Encapsulation::gre_udp, Encapsulation::ip}));
    CHECK(lma.send(without<GreKey>(lma.update(Ask{}))) ==
          Lines{want + " ip", "PBA 0" + reply + " lifetime 3600"});
    Bench strict(accepting({Encapsulation::gre_unkeyed}));
    CHECK(strict.send(without<GreKey>(strict.update(Ask{}))).back().starts_with("PBA 163"));
}

TEST_CASE("GRE in UDP goes over IPv4 alone") {
    Bench lma(accepting({Encapsulation::gre_udp, Encapsulation::gre}));
    const auto lines = lma.send(Ask{}, {AlternateCareOfAddress{{{0xfd, 9}}}});
    CHECK(lines.front() == "Want 1 192.168.5.44 to fd09:: keys 100/1 gre");
    CHECK(lma.to == base::Address{mag1}); // the answer goes to the packet's source
}

TEST_CASE("the T flag") {
    const auto t = pbu_flag::tlv_header;
    Bench with(accepting({Encapsulation::gre_udp}));
    CHECK(with.send(Ask{}, {}, t).back().starts_with("PBA 0"));
    CHECK((with.ack.flags & pba_flag::tlv_header) != 0);
    (void)with.send(Ask{});
    CHECK((with.ack.flags & pba_flag::tlv_header) == 0);
    Bench lma(accepting({Encapsulation::gre}));
    CHECK(lma.send(Ask{}, {}, t).back().starts_with("PBA 3"));
    CHECK((lma.ack.flags & pba_flag::tlv_header) == 0);
}

TEST_CASE("the F flag") {
    CHECK(Bench().send(Ask{}, {}, pbu_flag::force_udp).back().starts_with("PBA 129"));
    auto settings = reference_settings();
    settings.tunnels.accept_force_udp = true;
    Bench lma(settings);
    CHECK(lma.send(Ask{}, {}, pbu_flag::force_udp).back().starts_with("PBA 0"));
    CHECK(*find<NatDetection>(lma.ack.options) == NatDetection{.force_udp = true, .refresh_time = 110});
}

TEST_CASE("an alternate IPv4 care-of address is told back") {
    Bench lma;
    const AlternateIpv4CareOfAddress other{{0x0a000009}};
    CHECK(lma.send(Ask{}, {other}).front() == "Want 1 192.168.5.44 to 10.0.0.9 keys 100/1");
    CHECK(*find<AlternateIpv4CareOfAddress>(lma.ack.options) == other);
}

} // namespace
} // namespace lma::test
