#include "tests/unit/pmip/mag_support.hpp"

/// Localized routing, RFC 6705.
namespace pmip::test {
namespace {

MagSettings local() {
    auto settings = reference_settings();
    settings.local_routing = true;
    settings.lmas["LMA1"].encapsulations = {Encapsulation::gre_udp, Encapsulation::gre};
    return settings;
}

LocalizedRoutingInitiation between(const std::vector<Profile>& clients) {
    LocalizedRoutingInitiation message{.sequence = 3, .lifetime = 60, .options = {}};
    for (const auto& profile : clients) message.options.emplace_back(MobileNodeIdentifier{profile.mn_id});
    return message;
}

/// Status and lifetime of the answer.
std::string answer(Bench& mag, const LocalizedRoutingInitiation& message) {
    const auto lines = mag.heard(message);
    REQUIRE(lines.size() == 1);
    const std::string_view line = lines.front();
    const auto begin = line.find("status");
    return std::string(line.substr(begin, line.find(':', begin) - begin));
}

const auto here = client();
const auto neighbour = client(numbered(9));

TEST_CASE("unless it is on, all traffic goes through the LMA") {
    Bench mag;
    mag.attach();
    const LocalizedRoutingInitiation message{
        .sequence = 3,
        .lifetime = 60,
        .options = {MobileNodeIdentifier{here.mn_id}, HomeNetworkPrefix{}, RestartCounter{1}}};
    CHECK(mag.heard(message) == Lines{"to 10.106.37.40: LRA seq 3 status 128 lifetime 0 s: MN-ID "
                                      "0023.c2db.292d@ciscotacbangalore.com, HNP ::/0"});
    CHECK(mag.count(Counter::localized_routing_refused) == 1);
}

TEST_CASE("two clients that are here and are routed locally") {
    Bench mag(local());
    mag.attach(here);
    mag.attach(neighbour);
    CHECK(answer(mag, between({here, neighbour})) == "status 0 lifetime 60 s");
    CHECK(mag.count(Counter::localized_routing_accepted) == 1);

    SUBCASE("a lifetime of 0: to stop is the operator's to do") {
        auto message = between({here, neighbour});
        message.lifetime = 0;
        CHECK(answer(mag, message) == "status 128 lifetime 0 s");
    }
    SUBCASE("one alone: the other is behind another gateway") {
        CHECK(answer(mag, between({here})) == "status 128 lifetime 0 s");
        CHECK(answer(mag, between({})) == "status 128 lifetime 0 s");
    }
    SUBCASE("one has left") {
        (void)mag.down(neighbour.mac);
        CHECK(answer(mag, between({here, neighbour})) == "status 129 lifetime 0 s");
    }
    SUBCASE("another LMA's clients") {
        CHECK(mag.heard(between({here, neighbour}), lma2).front().find("status 129") != std::string::npos);
    }
    CHECK(mag.count(Counter::localized_routing_accepted) == 1);
}

TEST_CASE("one that the kernel does not carry yet") {
    Bench mag(local());
    mag.attach(here);
    (void)mag.up(neighbour);
    CHECK(answer(mag, between({here, neighbour})) == "status 129 lifetime 0 s");
    CHECK(answer(mag, between({here, client(numbered(7))})) == "status 129 lifetime 0 s");
}

TEST_CASE("by two encapsulations: their packets meet at the LMA only") {
    Bench mag(local());
    mag.attach(here);
    (void)mag.up(neighbour);
    auto ack = acceptance(mag.pbu);
    number_addresses(ack, 9);
    ack.status = Status::gre_tunneling_but_tlv_header_not_supported;
    (void)mag.pba(ack);
    (void)mag.programmed(neighbour.mac);
    REQUIRE(mag.binding(neighbour.mac).encapsulation == Encapsulation::gre);
    CHECK(answer(mag, between({here, neighbour})) == "status 128 lifetime 0 s");
}

} // namespace
} // namespace pmip::test
