#include <doctest/doctest.h>

#include "tests/unit/pmip/mag_support.hpp"

/// One update that refreshes many sessions, RFC 6602.
namespace pmip::test {
namespace {

constexpr std::uint32_t group = 77;

MagSettings bulk_settings() {
    auto settings = reference_settings();
    for (auto& [name, lma] : settings.lmas) lma.bulk = true;
    return settings;
}

void agree(ProxyBindingAck& ack) {
    ack.flags |= pba_flag::bulk_binding;
    remove<MobileNodeGroup>(ack.options);
    ack.options.emplace_back(MobileNodeGroup{.id = group});
}

/// Clients 1 to `count`, a second apart, in the LMA's group.
void attach_all(Bench& mag, std::uint8_t count) {
    for (std::uint8_t i = 1; i <= count; ++i) {
        (void)mag.up(client(numbered(i)));
        auto ack = acceptance(mag.pbu);
        option_of<Ipv4HomeAddressReply>(ack.options)->home_address.address.value += i;
        agree(ack);
        (void)mag.pba(ack);
        (void)mag.programmed(numbered(i));
        mag.advance(1s);
    }
}

ProxyBindingAck answer_to_bulk(const ProxyBindingUpdate& update, Status status = Status::accepted) {
    return {.status = status,
            .sequence = update.sequence,
            .lifetime = update.lifetime,
            .options = {MobileNodeIdentifier{}, *find<MobileNodeGroup>(update.options)}};
}

/// The bulk update among the last actions.
std::optional<ProxyBindingUpdate> bulk_update(const Bench& mag) {
    for (const auto& action : mag.actions)
        if (const auto* send = std::get_if<Send>(&action))
            if (const auto* update = std::get_if<ProxyBindingUpdate>(&send->message)) return *update;
    return std::nullopt;
}

TEST_CASE("an update asks for a group, a de-registration does not") {
    Bench mag(bulk_settings());
    (void)mag.up();
    CHECK((mag.pbu.flags & pbu_flag::bulk_binding) != 0);
    CHECK(find<MobileNodeGroup>(mag.pbu.options)->id == 2);
    (void)mag.accepted(); // an LMA that knows no bulk refresh: B is not set in its answer
    (void)mag.programmed();
    CHECK(mag.binding().group == 0);
    CHECK(mag.next().back().starts_with("PBU to LMA1: seq 9466 HI 5"));
    CHECK((mag.pbu.flags & pbu_flag::bulk_binding) != 0);
    (void)mag.down();
    CHECK((mag.pbu.flags & pbu_flag::bulk_binding) == 0);
    CHECK(find<MobileNodeGroup>(mag.pbu.options) == nullptr);
}

TEST_CASE("where bulk refresh is not configured, no group is asked for or joined") {
    Bench mag;
    (void)mag.up();
    CHECK((mag.pbu.flags & pbu_flag::bulk_binding) == 0);
    auto ack = acceptance(mag.pbu);
    agree(ack);
    (void)mag.pba(ack);
    (void)mag.programmed();
    CHECK(mag.next().back().starts_with("PBU to LMA1: seq 9466 HI 5"));
}

TEST_CASE("one update refreshes all sessions of the group") {
    Bench mag(bulk_settings());
    attach_all(mag, 3);
    (void)mag.next(); // 300 s before the end of the first one
    CHECK(mag.elapsed() == 3300s);
    const auto update = bulk_update(mag);
    REQUIRE(update);
    CHECK(update->flags == (pbu_flag::acknowledge | pbu_flag::proxy));
    CHECK(update->lifetime == 900);
    CHECK(find<MobileNodeIdentifier>(update->options) == nullptr);
    CHECK(find<MobileNodeGroup>(update->options)->id == group);
    CHECK(find<Timestamp>(update->options) != nullptr);
    mag.advance(500ms);
    CHECK(mag.heard(answer_to_bulk(*update)).empty());
    for (std::uint8_t i = 1; i <= 3; ++i) {
        CHECK(mag.state(numbered(i)) == "ACTIVE");
        CHECK(*mag.binding(numbered(i)).expires - mag.begin == 6900s); // counted from the update
    }
    CHECK(mag.count(Counter::bulk_refresh_accepted) == 1);
    (void)mag.next();
    CHECK(mag.elapsed() == 6600s);
    CHECK(bulk_update(mag));
    CHECK(mag.count(Counter::pbu_refresh_sent) == 0);
}

TEST_CASE("a group that is not answered: three copies, then each session by itself") {
    Bench mag(bulk_settings());
    attach_all(mag, 3);
    for (const auto* time : {"3300000 ms", "3301000 ms", "3302000 ms", "3303000 ms"}) // two join the wait
        CHECK(mag.next().front() == time);
    CHECK(mag.count(Counter::bulk_refresh_sent) == 3);
    CHECK(mag.next() == Lines{"3307000 ms",
                              "PBU to LMA1: seq 9471 HI 5 lifetime 3600 hoa 192.168.5.45/24 key 1",
                              "PBU to LMA1: seq 9472 HI 5 lifetime 3600 hoa 192.168.5.46/24 key 2",
                              "PBU to LMA1: seq 9473 HI 5 lifetime 3600 hoa 192.168.5.47/24 key 3"});
    CHECK(mag.count(Counter::bulk_refresh_failed) == 1);
    SUBCASE("a late answer to it is ignored") {
        auto late = mag.pbu;
        late.sequence = 9468;
        late.options = {MobileNodeGroup{.id = group}};
        CHECK(mag.heard(answer_to_bulk(late)).empty());
        CHECK(mag.state(numbered(1)) == "REFRESH_PENDING");
    }
    SUBCASE("a session that is put in it again tries it again") {
        auto ack = acceptance(mag.pbu);
        option_of<Ipv4HomeAddressReply>(ack.options)->home_address.address.value += 3;
        agree(ack);
        (void)mag.pba(ack);
        CHECK(mag.mag.peers().at("LMA1").bulk.empty());
    }
}

TEST_CASE("a wait that ended while no time was told: each session by itself, and time goes on") {
    Bench mag(bulk_settings());
    attach_all(mag, 1);
    (void)mag.next();
    mag.advance(10s);
    CHECK(mag.on(Tick{}).back() ==
          "PBU to LMA1: seq 9468 HI 5 lifetime 3600 hoa 192.168.5.45/24 key 1"); // behind a copy for all
    CHECK(*mag.mag.deadline() > mag.now.steady);
}

TEST_CASE("a group that is refused: each session by itself at once") {
    for (const auto status :
         {Status::invalid_mobile_node_group_identifier, Status::missing_mn_identifier_option}) {
        Bench mag(bulk_settings());
        attach_all(mag, 2);
        (void)mag.next();
        CHECK(mag.heard(answer_to_bulk(*bulk_update(mag), status)).empty());
        CHECK(mag.next() ==
              Lines{"3300000 ms", "PBU to LMA1: seq 9468 HI 5 lifetime 3600 hoa 192.168.5.45/24 key 1"});
        CHECK(mag.next().front() == "3301000 ms"); // the other one in its time
    }
}

TEST_CASE("answers that do not count") {
    Bench mag(bulk_settings());
    attach_all(mag, 1);
    (void)mag.next();
    auto answer = answer_to_bulk(*bulk_update(mag));
    SUBCASE("from another LMA") { CHECK(mag.heard(answer, lma2).empty()); }
    SUBCASE("of another sequence number") {
        ++answer.sequence;
        CHECK(mag.heard(answer).empty());
    }
    CHECK(*mag.binding(numbered(1)).expires - mag.begin == 3600s);
    CHECK(mag.mag.peers().at("LMA1").bulk.at(group).failed == false);
}

TEST_CASE("an answer that agrees and names no group is ignored") {
    Bench mag(bulk_settings());
    (void)mag.up();
    auto ack = acceptance(mag.pbu);
    remove<MobileNodeGroup>(ack.options);
    ack.flags |= pba_flag::bulk_binding;
    CHECK(mag.pba(ack).empty());
    CHECK(mag.state() == "INIT");
    CHECK(mag.count(Counter::drop_pba_bulk_without_group) == 1);
}

TEST_CASE("one that leaves meanwhile is not renewed, and one that has left is no member") {
    Bench mag(bulk_settings());
    attach_all(mag, 2);
    (void)mag.next();
    const auto update = *bulk_update(mag);
    (void)mag.down(numbered(1));
    CHECK(mag.heard(answer_to_bulk(update)).empty());
    CHECK(mag.state(numbered(1)) == "DISCONNECTING");
    CHECK(*mag.binding(numbered(2)).expires - mag.begin == 6900s);
}

TEST_CASE("an LMA that has restarted knows no groups") {
    auto settings = bulk_settings();
    settings.lmas["LMA1"].heartbeat_interval = 60s;
    Bench mag(settings);
    attach_all(mag, 1);
    const auto beat = [&](std::uint32_t counter) {
        return mag.heard(Heartbeat{.flags = Heartbeat::response | Heartbeat::unsolicited,
                                   .sequence = 0,
                                   .options = {RestartCounter{counter}}});
    };
    CHECK(beat(1).empty());
    CHECK(beat(2).size() == 1);
    CHECK(mag.mag.peers().at("LMA1").bulk.empty());
}

BindingRevocation revocation_of(std::uint32_t id) {
    return {.type = BindingRevocation::Type::indication,
            .code = 1,
            .sequence = 4,
            .flags = BindingRevocation::proxy,
            .options = {MobileNodeGroup{.id = id}}};
}

TEST_CASE("a revocation of a group ends its sessions") {
    for (const auto id : {group, 1U}) { // 1 names all
        Bench mag(bulk_settings());
        attach_all(mag, 2);
        const auto lines = mag.heard(revocation_of(id));
        CHECK(std::ranges::count(lines, "Unwant") == 2);
        const auto* answer = std::get_if<Send>(&mag.actions.back());
        REQUIRE(answer != nullptr);
        const auto& ack = std::get<BindingRevocation>(answer->message);
        CHECK(ack.code == 0);
        CHECK(ack.options == std::vector<Option>{MobileNodeGroup{.id = id}});
    }
}

TEST_CASE("a revocation of a group that is none here, or that names a client too, ends nothing") {
    Bench mag(bulk_settings());
    attach_all(mag, 1);
    auto both = revocation_of(group);
    both.options.emplace_back(identity(numbered(1)));
    for (const auto& wrong : {revocation_of(5), both}) {
        CHECK(mag.heard(wrong).size() == 1);
        CHECK(std::get<BindingRevocation>(std::get<Send>(mag.actions.back()).message).code ==
              std::to_underlying(RevocationStatus::binding_does_not_exist));
    }
    CHECK(mag.state(numbered(1)) == "ACTIVE");
}

TEST_CASE("a notification to a group concerns all of it") {
    Bench mag(bulk_settings());
    attach_all(mag, 2);
    const auto lines = mag.heard(UpdateNotification{.sequence = 3,
                                                    .reason = NotificationReason::force_reregistration,
                                                    .flags = UpdateNotification::acknowledge,
                                                    .options = {MobileNodeGroup{.id = group}}});
    CHECK(std::ranges::count_if(lines, [](const auto& line) { return line.starts_with("PBU to LMA1"); }) ==
          2);
    const auto& ack = std::get<UpdateNotificationAck>(std::get<Send>(mag.actions.back()).message);
    CHECK(ack.status == NotificationStatus::success);
}

} // namespace
} // namespace pmip::test
