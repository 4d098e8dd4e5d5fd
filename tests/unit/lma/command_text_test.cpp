#include <doctest/doctest.h>

#include "tools/lma/command_text.hpp"

namespace lma::test {
namespace {

template <class C>
C command(std::string_view line) {
    const auto parsed = parse_command(line, {.bulk = true});
    REQUIRE(parsed);
    return std::get<C>(*parsed);
}

std::string fault(std::string_view line) {
    const auto parsed = parse_command(line, {});
    REQUIRE_FALSE(parsed);
    return parsed.error();
}

const base::Address mag{base::Ipv4{0x0a6a236f}};

TEST_CASE("revocations") {
    CHECK(command<Revoke>("revoke 00:23:c2:db:29:2d").client == "00:23:c2:db:29:2d");
    CHECK(command<Revoke>("revoke a@b").trigger == pmip::RevocationTrigger::administrative);
    CHECK_FALSE(command<Revoke>("revoke a@b 7").ipv4_only);
    CHECK(command<Revoke>("revoke a@b 7").trigger == pmip::RevocationTrigger::out_of_sync);
    CHECK(command<Revoke>("  revoke  a@b  ipv4  7\r").ipv4_only);
    CHECK(command<RevokeMag>("revoke-mag 10.106.35.111").mag == mag);
    CHECK(command<RevokeRealm>("revoke-realm example.com").realm == "example.com");
    for (const auto* line : {"revoke", "revoke a 7 8", "revoke a ipv4 7 8", "revoke a 256", "revoke a ipv6"})
        CHECK(fault(line) == "usage: revoke CLIENT [ipv4] [TRIGGER]");
    CHECK(fault("revoke-mag x") == "usage: revoke-mag ADDRESS");
    CHECK(fault("revoke-realm") == "usage: revoke-realm REALM");
}

TEST_CASE("messages") {
    CHECK(command<Notify>("notify a@b vendor").reason == pmip::NotificationReason::vendor_specific);
    CHECK(command<Notify>("notify a@b 9").reason == pmip::NotificationReason{9});
    CHECK(command<Notify>("notify a@b qos").acknowledge);
    CHECK_FALSE(command<Notify>("notify a@b qos no-ack").acknowledge);
    CHECK(command<Localize>("localize a@b c@d 60").other == "c@d");
    CHECK(command<Localize>("localize a@b c@d 60").lifetime == 60);
    CHECK(command<ReportError>("binding-error 10.106.35.111 2").status ==
          pmip::BindingErrorStatus::unknown_mh_type);
    CHECK_FALSE(command<ReportError>("binding-error 10.106.35.111 1 2001:db8::1").home_address.unspecified());
    for (const auto* line : {"notify a@b", "notify a@b nonsense", "notify a@b qos ack"})
        CHECK(fault(line) == "usage: notify CLIENT REASON [no-ack]");
    CHECK(fault("localize a@b c@d 65536") == "usage: localize CLIENT CLIENT SECONDS");
    for (const auto* line : {"binding-error x 1", "binding-error 10.0.0.1", "binding-error 10.0.0.1 1 x"})
        CHECK(fault(line) == "usage: binding-error ADDRESS STATUS [HOME]");
}

TEST_CASE("misbehaviour") {
    CHECK(command<Misbehave>("refuse 130").how == Misbehaviour{.refuse = pmip::Status{130}});
    CHECK(command<Misbehave>("refuse 130 3").how == Misbehaviour{.updates = 3, .refuse = pmip::Status{130}});
    CHECK(command<Misbehave>("delay 700 1").how ==
          Misbehaviour{.updates = 1, .delay = pmip::Milliseconds{700}});
    CHECK(command<Misbehave>("accept 3 1").how == Misbehaviour{.updates = 1, .accept = pmip::Status{3}});
    CHECK(fault("accept 128") == "usage: accept STATUS [UPDATES]");
    CHECK(command<Misbehave>("silent").how == Misbehaviour{.silent = true});
    CHECK(command<Misbehave>("lose 2").how == Misbehaviour{.updates = 2, .lose = true});
    CHECK(command<Misbehave>("duplicate").how == Misbehaviour{.duplicate = true});
    CHECK(command<Misbehave>("reorder").how == Misbehaviour{.reorder = true});
    CHECK(command<Misbehave>("change-address").how == Misbehaviour{.change_address = true});
    CHECK(command<Misbehave>("behave").how == Misbehaviour{});
    for (const auto* line : {"refuse", "refuse 0", "refuse 256", "refuse 130 x", "refuse 130 1 1"})
        CHECK(fault(line) == "usage: refuse STATUS [UPDATES]");
    CHECK(fault("silent 3") == "usage: silent"); // it would not see the updates that it is to count
    CHECK(fault("delay") == "usage: delay MILLISECONDS [UPDATES]");
}

TEST_CASE("the rest") {
    CHECK_FALSE(command<Restart>("restart").announce);
    CHECK(command<Restart>("restart announce").announce);
    (void)command<ChangeKeys>("change-keys");
    CHECK(command<Offer>("redirect 10.106.35.111").offers == Offers{.bulk = true, .redirect = mag});
    CHECK(command<Offer>("redirect off").offers == Offers{.bulk = true});
    CHECK(fault("restart now") == "usage: restart [announce]");
    CHECK(fault("redirect x") == "usage: redirect ADDRESS");
    CHECK(fault("") == "no command");
    CHECK(fault("make-coffee") == "no such command");
}

TEST_CASE("every command says how it is used") {
    CHECK(command_help().size() == 18);
    for (const auto& item : command_help()) CHECK_FALSE(item.help.empty());
}

} // namespace
} // namespace lma::test
