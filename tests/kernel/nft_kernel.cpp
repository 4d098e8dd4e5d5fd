/// nftables objects against the running kernel: a whole ruleset is listed equal and readably, its
/// elements come and go, and what is refused changes nothing.
#include <algorithm>
#include <chrono>

#include "tests/kernel/nft_ruleset.hpp"
#include "tests/kernel/nlink_support.hpp"

namespace nft_kernel {

using namespace nlink;
using namespace ruleset;
using support::contains, support::ip, support::mac, support::must, support::run;

namespace {

/// A network namespace with the ruleset in it.
struct Loaded {
    support::Namespace here;
    Socket netfilter = support::Namespace::open(NETLINK_NETFILTER);

    Loaded() {
        const auto done = commit(ruleset::requests());
        REQUIRE_MESSAGE(done, done.error().what);
    }
    base::Result<void> commit(const std::vector<Request>& batch) {
        return nft::transact_atomic(netfilter, batch);
    }
    base::Result<void> commit(const Request& request) { return commit(std::vector{request}); }
    std::vector<nft::Element> elements(const nft::SetName& name) {
        auto found = must(nft::dump_elements(netfilter, name));
        std::ranges::sort(found);
        return found;
    }
    std::vector<nft::Rule> listed_rules() {
        std::vector<nft::Rule> out;
        for (const auto& one : must(nft::dump_rules(netfilter, table)))
            out.push_back({.table = one.table, .chain = one.chain, .comment = one.comment});
        return out;
    }
};

const auto client = mac("00:23:c2:db:29:2d");
const auto home = ip("192.168.5.44");
const auto lma = ip("10.106.37.40");

/// Elements of the downlink map, sorted.
std::vector<nft::Element> downlink_elements(std::uint32_t count) {
    std::vector<nft::Element> out;
    for (std::uint32_t i = 0; i < count; ++i)
        out.push_back(downlink_element(lma, 1000 + i, base::Ipv4{home.value + i}));
    return out;
}

class Stopwatch {
  public:
    long long lap() {
        const auto now = std::chrono::steady_clock::now();
        const auto spent = now - std::exchange(start_, now);
        return std::chrono::duration_cast<std::chrono::milliseconds>(spent).count();
    }

  private:
    std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

} // namespace

TEST_CASE("a whole ruleset is listed as it was added") {
    Loaded kernel;
    CHECK(must(nft::dump_tables(kernel.netfilter)) ==
          std::vector{nft::Table{.table = table, .comment = "fingerprint 1"}});
    CHECK(must(nft::dump_chains(kernel.netfilter, table)) == chains);
    CHECK(must(nft::dump_sets(kernel.netfilter, table)) == sets);
    CHECK(must(nft::dump_counters(kernel.netfilter, table)) == counters);

    auto expected = rules();
    for (auto& one : expected) one.expressions.clear();
    CHECK(kernel.listed_rules() == expected);
}

TEST_CASE("nft lists the ruleset readably") {
    Loaded kernel;
    const std::vector<Request> elements{
        nft::add_element(accesses, access_element(kernel.here.left)),
        nft::add_element(uplink, uplink_element(kernel.here.left, client, home)),
        nft::add_element(uplink_key, uplink_key_element(lma, home, 100)),
        nft::add_element(downlink, downlink_element(lma, 1, home)),
    };
    REQUIRE(kernel.commit(elements));
    const auto said = run("nft list ruleset; echo status $?");
    CHECK(contains(said, "status 0"));
    for (const std::string part : {
             "table inet magd {",
             "comment \"fingerprint 1\"",
             "counter uplink_unknown {\n\t\tpackets 0 bytes 0",
             "type iface_index\n\t\telements = { \"left\" }",
             "type iface_index . ether_addr . ipv4_addr : verdict",
             "typeof ip saddr . @th,96,32 . ip saddr : @th,96,32",
             "elements = { 10.106.37.40 . 0x1 . 192.168.5.44 : 0x3e7 }",
             "elements = { 10.106.37.40 . 192.168.5.44 : 0x64 }",
             "@th,96,32 set ip daddr . @th,224,32 map @uplink_key accept",
             "@th,96,32 set ip saddr . @th,96,32 . @th,256,32 map @downlink accept",
             "elements = { \"left\" . 00:23:c2:db:29:2d . 192.168.5.44 : goto lma_1 }",
             "meta mark set meta mark & 0xff01ffff | 0x00010000",
             "type filter hook prerouting priority mangle; policy accept;",
             "iif != @access accept",
             "meta nfproto != ipv4 drop",
             "udp dport 67 drop comment \"DHCP is read from the interface\"",
             "iif . ether saddr . ip saddr vmap @uplink",
             "counter name \"uplink_unknown\" drop",
             "counter name \"uplink_no_key\" drop comment \"no placeholder key leaves\"",
             "oifname \"mag-LMA1\" tcp flags syn / syn,rst tcp option maxseg size set 1424",
             "iif @access counter name \"local_refused\" drop",
         })
        CHECK_MESSAGE(contains(said, part), "missing: ", part, "\nin: ", said);
}

TEST_CASE("nft can load the maps that it lists") {
    Loaded kernel;
    REQUIRE(kernel.commit(nft::add_element(downlink, downlink_element(lma, 1, home))));
    REQUIRE(kernel.commit(nft::add_element(uplink_key, uplink_key_element(lma, home, 100))));
    const auto maps = kernel.elements(downlink), keys = kernel.elements(uplink_key);
    const auto said =
        run("(nft list map inet magd downlink; nft list map inet magd uplink_key) > "
            "/tmp/nft-maps-$$; nft flush ruleset; nft -f /tmp/nft-maps-$$; rm /tmp/nft-maps-$$");
    CHECK(said.empty());
    CHECK(kernel.elements(downlink) == maps);
    CHECK(kernel.elements(uplink_key) == keys);
}

TEST_CASE("elements come and go, and say what they are about") {
    Loaded kernel;
    const auto element = uplink_element(kernel.here.left, client, home);
    REQUIRE(kernel.commit(nft::add_element(uplink, element)));
    CHECK(kernel.elements(uplink) == std::vector{element});
    CHECK(UplinkKey::value(kernel.elements(uplink).front().key) ==
          UplinkKey::Value{kernel.here.left, client, home});

    const auto twice = kernel.commit(nft::add_element(uplink, element));
    REQUIRE(!twice);
    CHECK(twice.error().code == EEXIST);
    CHECK(contains(twice.error().what, "0023c2db292d0000c0a8052c of inet magd uplink: File exists"));

    REQUIRE(kernel.commit(nft::remove_element(uplink, element)));
    CHECK(kernel.elements(uplink).empty());
    const auto gone = kernel.commit(nft::remove_element(uplink, element));
    REQUIRE(!gone);
    CHECK(gone.error().code == ENOENT);
    CHECK(contains(gone.error().what, "of inet magd uplink: No such file or directory"));
}

TEST_CASE("another value for a key: removed and added in one transaction") {
    Loaded kernel;
    const auto before = uplink_key_element(lma, home, 100);
    const auto after = uplink_key_element(lma, home, 101);
    REQUIRE(kernel.commit(nft::add_element(uplink_key, before)));
    CHECK(kernel.commit(nft::add_element(uplink_key, after)).error().code == EEXIST);
    REQUIRE(kernel.commit({nft::remove_element(uplink_key, before), nft::add_element(uplink_key, after)}));
    CHECK(kernel.elements(uplink_key) == std::vector{after});
}

TEST_CASE("one bad element: nothing of the transaction is applied") {
    Loaded kernel;
    const auto elements = downlink_elements(3);
    REQUIRE(kernel.commit(nft::add_element(downlink, elements[1])));
    const auto refused = kernel.commit({
        nft::add_element(accesses, access_element(kernel.here.left)),
        nft::add_element(downlink, elements[0]),
        nft::add_element(downlink, elements[1]),
        nft::add_element(downlink, elements[2]),
        nft::add_counter(counter("more")),
    });
    REQUIRE(!refused);
    CHECK(refused.error() ==
          base::Error{.code = EEXIST,
                      .what = "add element 0a6a2528000003e9c0a8052d of inet magd downlink: File exists"});
    CHECK(kernel.elements(downlink) == std::vector{elements[1]});
    CHECK(kernel.elements(accesses).empty());
    CHECK(must(nft::dump_counters(kernel.netfilter, table)) == counters);

    const auto all = kernel.commit(nft::add_elements(downlink, elements));
    CHECK(all.error().what == "add 3 elements of inet magd downlink: File exists");
    CHECK(kernel.elements(downlink) == std::vector{elements[1]});
}

TEST_CASE("the table is replaced as a whole in one transaction, whether it was there or not") {
    Loaded kernel;
    REQUIRE(kernel.commit(nft::add_element(accesses, access_element(kernel.here.left))));
    std::vector<Request> batch{nft::ensure_table({.table = table}), nft::remove_table(table)};
    for (auto& request : ruleset::requests("fingerprint 2")) batch.push_back(std::move(request));
    REQUIRE(kernel.commit(batch));
    CHECK(must(nft::dump_tables(kernel.netfilter)).front().comment == "fingerprint 2");
    CHECK(kernel.elements(accesses).empty());

    REQUIRE(kernel.commit(nft::remove_table(table)));
    CHECK(run("nft list ruleset").empty());
    REQUIRE(kernel.commit(batch));
    CHECK(must(nft::dump_sets(kernel.netfilter, table)) == sets);
}

TEST_CASE("a set that is full says so") {
    Loaded kernel;
    const nft::Set small{.set = set("small"), .key = AccessKey::types(), .size = 1};
    REQUIRE(
        kernel.commit({nft::add_set(small), nft::add_element(small.set, access_element(kernel.here.left))}));
    const auto second = kernel.commit(nft::add_element(small.set, access_element(kernel.here.right)));
    REQUIRE(!second);
    CHECK(second.error().code == ENFILE);
}

TEST_CASE("what is missing or in use is named") {
    Loaded kernel;
    const nft::TableName none{.name = "none"};
    const auto error = [&](const Request& request) { return kernel.commit(request).error(); };
    CHECK(error(nft::add_table({.table = table})).code == EEXIST);
    CHECK(error(nft::add_set(sets.front())).code == EEXIST);
    CHECK(error(nft::add_chain(chains.front())).code == EEXIST);
    CHECK(error(nft::add_counter(counters.front())).code == EEXIST);
    CHECK(error(nft::remove_table(none)) ==
          base::Error{.code = ENOENT, .what = "remove table inet none: No such file or directory"});
    CHECK(error(nft::remove_set(accesses)).code == EBUSY);
    CHECK(error(nft::remove_counter(table, "local_refused")) ==
          base::Error{.code = EBUSY,
                      .what = "remove counter inet magd local_refused: Device or resource busy"});
    CHECK(
        error(nft::add_rule(rule("uplink", {refuse("nothing")}, "bad"))) ==
        base::Error{.code = ENOENT, .what = "add rule inet magd uplink \"bad\": No such file or directory"});
    const nft::Element nowhere{.key = UplinkKey::octets(kernel.here.left, client, home),
                               .data = nft::go_to("lma_2")};
    CHECK(error(nft::add_element(uplink, nowhere)).code == ENOENT);
    CHECK(nft::dump_elements(kernel.netfilter, set("none")).error().code == ENOENT);
    CHECK(must(nft::dump_chains(kernel.netfilter, none)).empty());
    CHECK(must(nft::dump_sets(kernel.netfilter, none)).empty());
    CHECK(must(nft::dump_rules(kernel.netfilter, none)).empty());
    CHECK(must(nft::dump_counters(kernel.netfilter, none)).empty());
}

TEST_CASE("rules, chains, sets and counters are removed one by one") {
    Loaded kernel;
    std::vector<Request> batch;
    for (const auto& one : must(nft::dump_rules(kernel.netfilter, table)))
        batch.push_back(nft::remove_rule(one));
    for (const auto& one : chains) batch.push_back(nft::remove_chain(table, one.name));
    for (const auto& one : sets) batch.push_back(nft::remove_set(one.set));
    for (const auto& one : counters) batch.push_back(nft::remove_counter(table, one.name));
    REQUIRE(kernel.commit(batch));
    CHECK(run("nft list ruleset") == "table inet magd {\n\tcomment \"fingerprint 1\"\n}\n");
}

TEST_CASE("another program's tables are not among those listed") {
    Loaded kernel;
    REQUIRE(run("nft 'add table ip magd; add chain ip magd other; add set ip magd s { type mark; };"
                "add table inet other; add counter inet other c'")
                .empty());
    CHECK(must(nft::dump_tables(kernel.netfilter)).size() == 2);
    CHECK(must(nft::dump_chains(kernel.netfilter, table)) == chains);
    CHECK(must(nft::dump_sets(kernel.netfilter, table)) == sets);
    CHECK(must(nft::dump_counters(kernel.netfilter, table)) == counters);
    CHECK(must(nft::dump_sets(kernel.netfilter, {.name = "magd", .family = nft::Family::ipv4})) ==
          std::vector{nft::Set{.set = {.table = {.name = "magd", .family = nft::Family::ipv4}, .name = "s"},
                               .key = {nft::DataType::mark}}});
}

TEST_CASE("65,535 elements in one transaction") {
    constexpr std::uint32_t count = 65535;
    Loaded kernel;
    const auto elements = downlink_elements(count);
    Stopwatch watch;
    const auto batch = nft::add_elements(downlink, elements);
    const auto built = watch.lap();
    const auto added = kernel.commit(batch);
    REQUIRE_MESSAGE(added, added.error().what);
    const auto committed = watch.lap();
    auto found = must(nft::dump_elements(kernel.netfilter, downlink));
    const auto dumped = watch.lap();
    std::ranges::sort(found);
    CHECK((found == elements));
    watch.lap();
    REQUIRE(kernel.commit(nft::remove_elements(downlink, elements)));
    const auto removed = watch.lap();
    CHECK(kernel.elements(downlink).empty());
    MESSAGE(count, " elements: ", batch.size(), " messages built in ", built, " ms, added in ", committed,
            " ms, listed in ", dumped, " ms, removed in ", removed, " ms");
}

} // namespace nft_kernel
