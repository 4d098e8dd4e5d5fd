#include <doctest/doctest.h>

#include <map>

#include "magd/pmip/mag_reaction.hpp"
#include "tests/unit/pmip/mag_support.hpp"

/// What is done about each status of a refused PBU.
namespace pmip::test {
namespace {

/// All that are not retried with a pause; the numbers, so that a changed table shows here.
const std::map<int, Reaction> reactions{
    {130, Reaction::next_lma},       {129, Reaction::waive_udp},      {135, Reaction::resynchronise},
    {146, Reaction::shun_lma},       {151, Reaction::administrative}, {152, Reaction::administrative},
    {153, Reaction::only_next_lma},  {154, Reaction::only_next_lma},  {155, Reaction::ask_any},
    {156, Reaction::retry_in_order}, {157, Reaction::resend},         {158, Reaction::administrative},
    {159, Reaction::ask_any},        {160, Reaction::administrative}, {161, Reaction::administrative},
    {162, Reaction::administrative}, {163, Reaction::insist_on_gre},  {170, Reaction::waive_ipv4},
    {171, Reaction::ask_any},        {172, Reaction::waive_ipv6},     {173, Reaction::administrative},
};

Reaction expected(int status) {
    const auto at = reactions.find(status);
    return at == reactions.end() ? Reaction::retry : at->second;
}

TEST_CASE("the table") {
    for (int status = 128; status < 256; ++status) {
        CAPTURE(status);
        CHECK(reaction_to(Status(status)) == expected(status));
    }
}

/// What is left of it for a client with one LMA, one service and nothing that could be left out.
Reaction last_resort(int status) {
    switch (expected(status)) {
    case Reaction::next_lma: return Reaction::retry;
    case Reaction::only_next_lma:
    case Reaction::waive_udp:
    case Reaction::waive_ipv4:
    case Reaction::waive_ipv6:
    case Reaction::insist_on_gre: return Reaction::administrative;
    default: return expected(status);
    }
}

std::string refusal_text(int status) {
    return "LMA1 refused: " + std::to_string(status) + ' ' + std::string(name(Status(status)));
}

void check_initial(int status) {
    CAPTURE(status);
    Bench mag;
    (void)mag.up();
    const auto lines = mag.refused(Status(status));
    const auto reason = mag.binding().reason;
    switch (last_resort(status)) {
    case Reaction::retry:
    case Reaction::retry_in_order:
    case Reaction::ask_any: // it already asked for any address
        CHECK(lines == Lines{"Detached"});
        CHECK(mag.state() == "NULL");
        CHECK(reason == refusal_text(status) + "; next attempt in 30 s");
        CHECK(mag.next() ==
              Lines{"30000 ms", "PBU to LMA1: seq 9466 HI 4 lifetime 3600 hoa 0.0.0.0/0 key 1"});
        break;
    case Reaction::administrative:
        CHECK(lines == Lines{"Detached"});
        CHECK(mag.state() == "NULL");
        CHECK(reason == refusal_text(status) + "; no further attempt until an operator attaches the client");
        CHECK_FALSE(mag.mag.deadline());
        mag.advance(24h);
        CHECK(mag.up().empty());
        CHECK(mag.up(client(), true).size() == 1);
        CHECK(mag.accepted().size() == 1);
        break;
    case Reaction::shun_lma:
        CHECK(lines == Lines{"Detached"});
        CHECK(mag.state() == "NULL");
        CHECK(reason == refusal_text(status) + "; next attempt in 30 s");
        CHECK(mag.next() == Lines{"30000 ms", "Detached"});
        break;
    case Reaction::resend:
    case Reaction::resynchronise:
        CHECK(lines == Lines{"PBU again to LMA1: seq 9466 HI 1 lifetime 3600 hoa 0.0.0.0/0 key 1"});
        CHECK(mag.state() == "INIT");
        break;
    default: FAIL("no last resort");
    }
    CHECK(mag.count(Counter::pba_rejected) == 1);
}

TEST_CASE("each status, to a first registration") {
    for (int status = 128; status < 256; ++status) check_initial(status);
}

void check_refresh(int status) {
    CAPTURE(status);
    Bench mag;
    mag.attach();
    (void)mag.next();
    REQUIRE(mag.state() == "REFRESH_PENDING");
    const auto lines = mag.refused(Status(status));
    switch (last_resort(status)) {
    case Reaction::retry:
    case Reaction::shun_lma:
    case Reaction::administrative:
        CHECK(lines == Lines{"Unwant", "Detached"});
        CHECK(mag.state() == "NULL");
        CHECK_FALSE(mag.binding().ipv4);
        break;
    case Reaction::ask_any:
        CHECK(lines ==
              Lines{"Unwant", "Detached", "PBU to LMA1: seq 9467 HI 4 lifetime 3600 hoa 0.0.0.0/0 key 1"});
        CHECK(mag.state() == "INIT");
        break;
    case Reaction::retry_in_order:
        CHECK(lines.empty());
        CHECK(mag.state() == "ACTIVE");
        CHECK(mag.binding().reason == refusal_text(status) + "; next attempt in 30 s");
        CHECK(mag.next() ==
              Lines{"3330000 ms", "PBU to LMA1: seq 9467 HI 5 lifetime 3600 hoa 192.168.5.44/24 key 1"});
        break;
    case Reaction::resend:
    case Reaction::resynchronise:
        CHECK(lines == Lines{"PBU again to LMA1: seq 9467 HI 5 lifetime 3600 hoa 192.168.5.44/24 key 1"});
        CHECK(mag.state() == "REFRESH_PENDING");
        break;
    default: FAIL("no last resort");
    }
}

TEST_CASE("each status, to a refresh") {
    for (int status = 128; status < 256; ++status) check_refresh(status);
}

TEST_CASE("each status, to a de-registration: it is over, unless the order was wrong") {
    for (int status = 128; status < 256; ++status) {
        CAPTURE(status);
        Bench mag;
        mag.attach();
        (void)mag.down();
        const auto lines = mag.refused(Status(status));
        const bool again = status == 135 || status == 157;
        CHECK(lines.size() == (again ? 1 : 0));
        CHECK(mag.state() == (again ? "DISCONNECTING" : "none"));
    }
}

TEST_CASE("146: no update of whatever client to this LMA, until an operator acts") {
    Bench mag;
    mag.attach();
    mag.attach(client(numbered(9)));
    (void)mag.up(client(mac_b));
    CHECK(mag.refused(Status::mipv6_auth_fail) == Lines{"Detached"});
    CHECK(mag.mag.peers().at("LMA1").auth_refused);
    CHECK(mag.up(client(numbered(1))) == Lines{"Detached"});
    CHECK(mag.binding(numbered(1)).reason->starts_with("LMA1 refuses the authentication (status 146)"));
    CHECK(mag.up(choosy(numbered(2))).front().starts_with("PBU to LMA2"));
    CHECK(mag.down(numbered(9)) == Lines{"Unwant", "Detached"}); // not even told
    const auto state = [&] { return mag.mag.peers().at("LMA1").auth_refused; };
    SUBCASE("attach") { CHECK(mag.up(client(mac_b), true).front().starts_with("PBU to LMA1")); }
    SUBCASE("undrain") { CHECK(mag.on(LmaDrain{"LMA1", false}).empty()); }
    SUBCASE("reload") { CHECK(mag.on(ConfigurationRead{{}}).empty()); }
    SUBCASE("nothing: sessions stand until their lifetime ends, and are not refreshed") {
        while (mag.mag.deadline() < mag.begin + 3590s)
            for (const auto& line : mag.next()) CHECK_FALSE(line.ends_with("192.168.5.44/24 key 1"));
        CHECK(mag.state() == "ACTIVE");
        return;
    }
    CHECK_FALSE(state());
    (void)mag.next();
    CHECK(mag.state(numbered(1)) == "INIT");
}

TEST_CASE("146 while another client's refresh is out, whose answer is of no use: it is not sent again") {
    Bench mag;
    mag.attach();
    (void)mag.next();
    const auto outstanding = mag.pbu;
    (void)mag.up(client(mac_b));
    CHECK(mag.refused(Status::mipv6_auth_fail) == Lines{"Detached"});
    auto ack = acceptance(outstanding);
    std::erase_if(ack.options, [](const Option& option) { return std::holds_alternative<GreKey>(option); });
    CHECK(mag.pba(ack) == Lines{"Unwant", "Detached"});
    CHECK(mag.state() == "NULL");
    CHECK_FALSE(mag.binding().exchange);
    for (int i = 0; i < 4; ++i)
        for (const auto& line : mag.next()) CHECK_FALSE(line.starts_with("PBU"));
    CHECK(mag.state() == "NULL");
}

TEST_CASE("an LMA that goes on refusing the order is given a pause") {
    for (const auto status :
         {Status::timestamp_lower_than_prev_accepted, Status::sequence_number_out_of_window}) {
        Bench mag;
        (void)mag.up();
        for (int i = 0; i < 3; ++i) CHECK(mag.refused(status).size() == 1);
        CHECK(mag.refused(status) == Lines{"Detached"});
        CHECK(mag.state() == "NULL");
        CHECK(mag.binding().retry_at == mag.now.steady + 30s);
    }
}

TEST_CASE("and at a refresh it keeps its service meanwhile") {
    Bench mag;
    mag.attach();
    (void)mag.next();
    for (int i = 0; i < 3; ++i) CHECK(mag.refused(Status::timestamp_lower_than_prev_accepted).size() == 1);
    CHECK(mag.refused(Status::timestamp_lower_than_prev_accepted).empty());
    CHECK(mag.state() == "ACTIVE");
    CHECK(mag.binding().refresh_at == mag.now.steady + 30s);
}

TEST_CASE("157: a fresh timestamp, not the LMA's") {
    Bench mag;
    (void)mag.up();
    const auto first = find<Timestamp>(mag.pbu.options)->value;
    auto ack = refusal(mag.pbu, Status::timestamp_lower_than_prev_accepted);
    option_of<Timestamp>(ack.options)->value = first + (1000ULL << 16);
    mag.advance(10ms);
    (void)mag.pba(ack);
    const auto second = find<Timestamp>(mag.pbu.options)->value;
    CHECK(second > first);
    CHECK(second < first + 65536);
}

TEST_CASE("157 for a copy that a newer one has overtaken says nothing new") {
    Bench mag;
    (void)mag.up();
    const auto first = mag.pbu;
    (void)mag.next();
    CHECK(mag.pba(refusal(first, Status::timestamp_lower_than_prev_accepted)).empty());
    CHECK(mag.count(Counter::drop_pba_overtaken) == 1);
    CHECK(mag.accepted().size() == 1);
}

TEST_CASE("135: the number after the LMA's, whatever sequence the answer has") {
    auto settings = reference_settings();
    settings.timestamps = false;
    Bench mag(settings);
    (void)mag.up();
    auto ack = refusal(mag.pbu, Status::sequence_number_out_of_window);
    ack.sequence = 20000;
    CHECK(mag.pba(ack) == Lines{"PBU again to LMA1: seq 20001 HI 1 lifetime 3600 hoa 0.0.0.0/0 key 1"});
    CHECK(mag.accepted().size() == 1);
    SUBCASE("never back: other clients' numbers have gone on") {
        (void)mag.up(client(mac_b));
        CHECK(mag.pbu.sequence == 20002);
        ack = refusal(mag.pbu, Status::sequence_number_out_of_window);
        ack.sequence = 19999;
        (void)mag.pba(ack);
        CHECK(mag.pbu.sequence == 20003);
    }
    SUBCASE("and nothing without an update under way") {
        (void)mag.programmed();
        CHECK(mag.pba(ack).empty());
        CHECK(mag.count(Counter::drop_pba_unmatched_sequence) == 1);
    }
}

TEST_CASE("135 with a timestamp that was never sent is not believed") {
    Bench mag;
    (void)mag.up();
    auto ack = refusal(mag.pbu, Status::sequence_number_out_of_window);
    ack.sequence = 1;
    option_of<Timestamp>(ack.options)->value = 1;
    CHECK(mag.pba(ack).empty());
    CHECK(mag.count(Counter::drop_pba_timestamp) == 1);
}

TEST_CASE("160 without an identifier is matched by its sequence number") {
    Bench mag;
    (void)mag.up();
    auto ack = refusal(mag.pbu, Status::missing_mn_identifier_option);
    SUBCASE("empty") { option_of<MobileNodeIdentifier>(ack.options)->id.identifier.clear(); }
    SUBCASE("absent") { remove<MobileNodeIdentifier>(ack.options); }
    SUBCASE("of no outstanding update") {
        option_of<MobileNodeIdentifier>(ack.options)->id.identifier.clear();
        ack.sequence = 1;
        CHECK(mag.pba(ack).empty());
        CHECK(mag.count(Counter::drop_pba_unknown_binding) == 1);
        ack.sequence = mag.pbu.sequence;
    }
    CHECK(mag.pba(ack) == Lines{"Detached"});
    CHECK(mag.binding().reason == "LMA1 refused: 160 MISSING_MN_IDENTIFIER_OPTION; no further attempt until "
                                  "an operator attaches the client");
}

TEST_CASE("161 and 162 may echo a zero") {
    for (const auto status :
         {Status::missing_handoff_indicator_option, Status::missing_access_tech_type_option}) {
        Bench mag;
        (void)mag.up();
        auto ack = refusal(mag.pbu, status);
        if (status == Status::missing_handoff_indicator_option)
            option_of<HandoffIndicator>(ack.options)->indicator = Handoff::reserved;
        else
            option_of<AccessTechnologyType>(ack.options)->technology = AccessTechnology::reserved;
        CHECK(mag.pba(ack) == Lines{"Detached"});
        CHECK(mag.count(Counter::drop_pba_contradicts_pbu) == 0);
    }
}

} // namespace
} // namespace pmip::test
