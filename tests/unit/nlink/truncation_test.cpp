/// Requests of our own, read back: whole, cut at every length, and with lengths that lie. A reader
/// may miss a part then, but never makes up another one.
#include <doctest/doctest.h>
#include <sys/socket.h>

#include <functional>

#include "nlink/fou.hpp"
#include "nlink/interface_address.hpp"
#include "nlink/link.hpp"
#include "nlink/neighbour.hpp"
#include "nlink/nft_chain.hpp"
#include "nlink/nft_counter.hpp"
#include "nlink/nft_element.hpp"
#include "nlink/nft_rule.hpp"
#include "nlink/nft_set.hpp"
#include "nlink/nft_table.hpp"
#include "nlink/nft_user_data.hpp"
#include "nlink/route.hpp"
#include "nlink/rule.hpp"
#include "tests/unit/nlink/support.hpp"

namespace truncation_test {

using namespace nlink;
using support::interface, support::ip;

namespace {

/// How a value that was read stands to the one that was written.
struct Comparison {
    int missing = 0;         ///< parts that read as if they were not there
    bool foreign = false;    ///< a part is neither what it was nor missing
    bool header_kept = true; ///< what the family's header says is what it was

    template <class T>
    void part(const T& found, const T& whole, const T& none = {}) {
        if (found == whole) return;
        ++missing;
        foreign = foreign || found != none;
    }
    template <class T>
    void header(const T& found, const T& whole) {
        header_kept = header_kept && found == whole;
        foreign = foreign || found != whole;
    }
};

void compare(Comparison& is, const Tunnel& found, const Tunnel& whole) {
    is.part(found.name, whole.name);
    is.part(found.kind, whole.kind);
    const auto none = base::unspecified(base::family_of(whole.local));
    is.part(found.local, whole.local, none);
    is.part(found.remote, whole.remote, none);
    is.part(found.input_key, whole.input_key);
    is.part(found.output_key, whole.output_key);
    is.part(found.fou_port, whole.fou_port);
    is.part(found.mtu, whole.mtu);
}

void compare(Comparison& is, const Link& found, const Link& whole) {
    is.header(found.index, whole.index);
    is.header(found.up, whole.up);
    is.header(found.type, whole.type);
    is.part(found.name, whole.name);
    is.part(found.kind, whole.kind);
    is.part(found.mtu, whole.mtu);
    is.part(found.mac, whole.mac);
    is.part(found.ipv4, whole.ipv4);
    const auto none = base::unspecified(base::family_of(whole.tunnel->local));
    compare(is, found.tunnel.value_or(Tunnel{.name = "", .local = none, .remote = none}), *whole.tunnel);
}

void compare(Comparison& is, const InterfaceAddress& found, const InterfaceAddress& whole) {
    is.header(found.interface, whole.interface);
    is.header(found.address.length, whole.address.length);
    is.header(found.no_detection, whole.no_detection);
    is.part(found.address.address, whole.address.address, whole.address.address); // no address, no value
}

void compare(Comparison& is, const Route& found, const Route& whole) {
    is.header(found.destination.length, whole.destination.length);
    is.header(found.protocol, whole.protocol);
    is.header(found.scope, whole.scope);
    is.header(found.type, whole.type);
    is.part(found.table, whole.table);
    is.header(found.onlink, whole.onlink);
    is.part(found.destination.address, whole.destination.address,
            base::unspecified(base::family_of(whole.destination.address)));
    is.part(found.out, whole.out);
    is.part(found.gateway, whole.gateway);
}

void compare(Comparison& is, const Rule& found, const Rule& whole) {
    is.header(found.family, whole.family);
    is.header(found.action, whole.action);
    is.part(found.priority, whole.priority);
    is.part(found.table, whole.table);
    is.part(found.mark, whole.mark);
    is.part(found.mask, whole.mask);
    is.part(found.input_interface, whole.input_interface);
    is.part(found.protocol, whole.protocol);
}

void compare(Comparison& is, const Neighbour& found, const Neighbour& whole) {
    is.header(found.interface, whole.interface);
    is.header(found.proxy, whole.proxy);
    is.header(found.router, whole.router);
    is.part(found.address, whole.address, whole.address); // no address, no value
    is.part(found.mac, whole.mac);
    is.part(found.protocol, whole.protocol);
}

void compare(Comparison& is, const FouPort& found, const FouPort& whole) {
    is.part(found.port, whole.port, whole.port); // no port, no value
    is.part(found.protocol, whole.protocol);
}

void compare(Comparison& is, const nft::TableName& found, const nft::TableName& whole) {
    is.header(found.family, whole.family);
    is.part(found.name, whole.name);
}

void compare(Comparison& is, const nft::Table& found, const nft::Table& whole) {
    compare(is, found.table, whole.table);
    is.part(found.comment, whole.comment);
}

void compare(Comparison& is, const nft::Chain& found, const nft::Chain& whole) {
    compare(is, found.table, whole.table);
    is.part(found.name, whole.name, whole.name); // no name, no value
    if (!found.hook) {
        is.missing += 4; // all of the hook's parts
        return;
    }
    is.part(found.hook->type, whole.hook->type);
    is.part(found.hook->point, whole.hook->point, whole.hook->point); // neither, or no hook
    is.part(found.hook->priority, whole.hook->priority, whole.hook->priority);
    is.part(found.hook->policy, whole.hook->policy, nft::VerdictCode::accept);
}

void compare(Comparison& is, const nft::Set& found, const nft::Set& whole) {
    compare(is, found.set.table, whole.set.table);
    is.part(found.set.name, whole.set.name, whole.set.name); // no name, no value
    is.part(found.key, whole.key);
    is.part(found.data, whole.data);
    is.part(found.size, whole.size);
    is.part(found.counts, whole.counts);
}

void compare(Comparison& is, const nft::Element& found, const nft::Element& whole) {
    is.part(found.key, whole.key);
    if (found.traffic && whole.traffic) {
        is.part(found.traffic->packets, whole.traffic->packets);
        is.part(found.traffic->bytes, whole.traffic->bytes);
    } else {
        is.part(found.traffic, whole.traffic);
    }
    const auto* const verdict = std::get_if<nft::Verdict>(&found.data);
    const auto* const whole_verdict = std::get_if<nft::Verdict>(&whole.data);
    if (verdict == nullptr || whole_verdict == nullptr) return is.part(found.data, whole.data);
    is.part(verdict->code, whole_verdict->code, whole_verdict->code); // no code, no verdict
    is.part(verdict->chain, whole_verdict->chain);
}

/// Reading ends where it fails, so those that are there are the first ones.
void compare(Comparison& is, const nft::ElementList& found, const nft::ElementList& whole) {
    compare(is, found.set.table, whole.set.table);
    is.part(found.set.name, whole.set.name, whole.set.name); // no name, no value
    for (std::size_t i = 0; i < whole.elements.size(); ++i)
        compare(is, i < found.elements.size() ? found.elements[i] : nft::Element{}, whole.elements[i]);
    is.foreign = is.foreign || found.elements.size() > whole.elements.size();
}

void compare(Comparison& is, const nft::ListedRule& found, const nft::ListedRule& whole) {
    compare(is, found.table, whole.table);
    is.part(found.chain, whole.chain, whole.chain); // no chain or no handle, no value
    is.part(found.handle, whole.handle, whole.handle);
    is.part(found.comment, whole.comment);
}

void compare(Comparison& is, const nft::Counter& found, const nft::Counter& whole) {
    compare(is, found.table, whole.table);
    is.part(found.name, whole.name, whole.name); // no name, no value
    is.part(found.traffic.packets, whole.traffic.packets);
    is.part(found.traffic.bytes, whole.traffic.bytes);
}

/// A request, and how what its reader makes of a message stands to what was asked for.
struct Sample {
    std::string name;
    base::Bytes bytes;
    std::size_t header; ///< size of the family's
    std::function<std::optional<Comparison>(const Message&)> read;
};

template <class T>
Sample sample(const Request& request, std::size_t header, const T& whole,
              std::optional<T> (*parse)(const Message&)) {
    CAPTURE(request.what);
    CHECK(parse(support::message_of(request)) == whole);
    return {
        .name = request.what, .bytes = request.bytes, .header = header, .read = [=](const Message& message) {
            return parse(message).transform([&](const T& found) {
                Comparison is;
                compare(is, found, whole);
                return is;
            });
        }};
}

/// A rule as the kernel lists it: with a handle, which no request to add one has.
struct RuleBody {
    using Header = nfgenmsg;
};
using RuleTable = Attribute<RuleBody, NFTA_RULE_TABLE, std::string>;
using RuleChain = Attribute<RuleBody, NFTA_RULE_CHAIN, std::string>;
using RuleHandle = Attribute<RuleBody, NFTA_RULE_HANDLE, Be<std::uint64_t>>;
using RuleData = Attribute<RuleBody, NFTA_RULE_USERDATA, base::Bytes>;

Request listed(const nft::ListedRule& rule) {
    return make_request<RuleBody>(nft::detail::message_type(NFT_MSG_NEWRULE), 0, "listed rule",
                                  nft::detail::header_of(rule.table.family), [&](Attributes<RuleBody>& body) {
                                      body.put<RuleTable>(rule.table.name);
                                      body.put<RuleChain>(rule.chain);
                                      body.put<RuleHandle>(rule.handle);
                                      body.put<RuleData>(nft::detail::comment_record(rule.comment));
                                  });
}

void add_interface_samples(std::vector<Sample>& all) {
    const Tunnel tunnel{.name = "gre-lma1",
                        .local = ip("10.0.0.1"),
                        .remote = ip("10.0.0.2"),
                        .input_key = 0x01020304,
                        .output_key = 0x05060708,
                        .fou_port = 5436,
                        .mtu = 1464};
    const Link link{.name = tunnel.name, .kind = "gre", .mtu = tunnel.mtu, .mac = {}, .tunnel = tunnel};
    all.push_back(sample(add_tunnel(tunnel), sizeof(ifinfomsg), link, parse_link));
    const InterfaceAddress address{.address = support::prefix("192.168.5.1/24"), .interface = interface(3)};
    all.push_back(sample(add_address(address), sizeof(ifaddrmsg), address, parse_address));
    const Neighbour neighbour{.address = ip("192.168.5.44"),
                              .interface = interface(3),
                              .mac = support::mac("00:23:c2:db:29:2d"),
                              .protocol = 99};
    all.push_back(sample(add_neighbour(neighbour), 12, neighbour, parse_neighbour));
    const FouPort port{.port = 5436, .protocol = 47};
    all.push_back(sample(add_fou_port({.number = 30}, port), 4, port, parse_fou_port));
}

void add_tunnel_sample(std::vector<Sample>& all, const char* kind, const Tunnel& tunnel) {
    const Link link{.name = tunnel.name, .kind = kind, .mtu = tunnel.mtu, .mac = {}, .tunnel = tunnel};
    all.push_back(sample(add_tunnel(tunnel), sizeof(ifinfomsg), link, parse_link));
}

void add_tunnel_samples(std::vector<Sample>& all) {
    const auto local = support::ip6("2001:db8::1"), remote = support::ip6("2001:db8::2");
    add_tunnel_sample(all, "ip6gre",
                      {.name = "gre6",
                       .local = local,
                       .remote = remote,
                       .input_key = 0x01020304,
                       .output_key = 0x05060708,
                       .mtu = 1452});
    add_tunnel_sample(all, "sit",
                      {.name = "any4",
                       .kind = TunnelKind::ip,
                       .local = ip("10.0.0.1"),
                       .remote = ip("10.0.0.2"),
                       .mtu = 1480});
    add_tunnel_sample(
        all, "ip6tnl",
        {.name = "any6", .kind = TunnelKind::ip, .local = local, .remote = remote, .mtu = 1460});
}

void add_ipv6_samples(std::vector<Sample>& all) {
    const InterfaceAddress address{.address = base::Prefix6{support::ip6("fe80::200:5eff:fe00:5213"), 64},
                                   .interface = interface(3),
                                   .no_detection = true};
    all.push_back(sample(add_address(address), sizeof(ifaddrmsg), address, parse_address));
    const Neighbour neighbour{.address = support::ip6("fe80::1"),
                              .interface = interface(3),
                              .mac = support::mac("00:23:c2:db:29:2d"),
                              .protocol = 99};
    all.push_back(sample(add_neighbour(neighbour), 12, neighbour, parse_neighbour));
    const Route route{.table = 5301,
                      .destination = base::Prefix6{support::ip6("2001:db8:1::"), 64},
                      .out = interface(7),
                      .gateway = support::ip6("fe80::1"),
                      .onlink = true,
                      .protocol = 99,
                      .scope = RT_SCOPE_UNIVERSE};
    all.push_back(sample(add_route(route), sizeof(rtmsg), route, parse_route));
    const Rule rule{.family = base::Family::ipv6,
                    .action = RuleAction::blackhole,
                    .priority = 5300,
                    .input_interface = "mag-LMA1",
                    .protocol = 99};
    all.push_back(sample(add_rule(rule), 12, rule, parse_rule));
}

void add_route_samples(std::vector<Sample>& all) {
    const Route route{.table = 5301,
                      .destination = support::prefix("192.168.5.0/24"),
                      .out = interface(7),
                      .gateway = ip("10.0.0.9"),
                      .protocol = 99,
                      .scope = RT_SCOPE_UNIVERSE};
    all.push_back(sample(add_route(route), sizeof(rtmsg), route, parse_route));
    const Rule rule{.priority = 5300,
                    .table = 5301,
                    .mark = 0x10000,
                    .mask = 0xff0000,
                    .input_interface = "wlan0",
                    .protocol = 99};
    all.push_back(sample(add_rule(rule), 12, rule, parse_rule));
}

void add_nft_samples(std::vector<Sample>& all) {
    constexpr auto header = sizeof(nfgenmsg);
    const nft::TableName name{.name = "magd", .family = nft::Family::ipv4};
    const nft::Table table{.table = name, .comment = "fingerprint 1"};
    all.push_back(sample(nft::add_table(table), header, table, nft::parse_table));
    const nft::Hook hook{
        .point = nft::HookPoint::forward, .priority = -150, .policy = nft::VerdictCode::drop};
    const nft::Chain chain{.table = name, .name = "uplink", .hook = hook, .comment = "fingerprint 1"};
    all.push_back(sample(nft::add_chain(chain), header, chain, nft::parse_chain));
    const nft::Set set{.set = {.table = name, .name = "up"},
                       .key = nft::Key<base::IfIndex, base::MacAddress, base::Ipv4>::types(),
                       .data = {nft::DataType::verdict},
                       .size = 65536,
                       .counts = true};
    all.push_back(sample(nft::add_set(set), header, set, nft::parse_set));
    const nft::ElementList list{
        .set = set.set,
        .elements = {{.key = base::Bytes(16, 1), .data = nft::go_to("lma_1")},
                     {.key = base::Bytes(16, 2), .data = nft::drop},
                     {.key = base::Bytes(16, 3), .data = base::Bytes(4, 4)},
                     {.key = base::Bytes(6, 5), .traffic = nft::Traffic{.packets = 6, .bytes = 7}}}};
    const auto elements = nft::add_elements(list.set, list.elements);
    REQUIRE(elements.size() == 1);
    all.push_back(sample(elements.front(), header, list, nft::parse_elements));
    const nft::ListedRule rule{.table = name, .chain = "uplink", .handle = 9, .comment = "unknown uplink"};
    all.push_back(sample(listed(rule), header, rule, nft::parse_rule));
    const nft::Counter counter{
        .table = name, .name = "drops", .traffic = {.packets = 0x0102030405060708, .bytes = 9}};
    all.push_back(sample(nft::add_counter(counter), header, counter, nft::parse_counter));
}

std::vector<Sample> samples() {
    std::vector<Sample> all;
    add_interface_samples(all);
    add_tunnel_samples(all);
    add_route_samples(all);
    add_ipv6_samples(all);
    add_nft_samples(all);
    return all;
}

std::uint16_t number_at(const base::Bytes& bytes, std::size_t offset) {
    std::uint16_t number = 0;
    REQUIRE(offset + sizeof number <= bytes.size());
    std::memcpy(&number, bytes.data() + offset, sizeof number);
    return number;
}

base::Bytes with_number(base::Bytes bytes, std::size_t offset, std::size_t number) {
    const auto value = static_cast<std::uint16_t>(number);
    std::memcpy(bytes.data() + offset, &value, sizeof value);
    return bytes;
}

base::Bytes with_message_length(base::Bytes bytes, std::size_t length) {
    const auto value = static_cast<std::uint32_t>(length);
    std::memcpy(bytes.data(), &value, sizeof value);
    return bytes;
}

struct Place {
    std::size_t offset = 0, end = 0; ///< of an attribute, and of the place it is in
};

/// All attributes from offset to end, those within nests too.
void find_attributes(const base::Bytes& bytes, std::size_t offset, std::size_t end, std::vector<Place>& all) {
    while (offset + NLA_HDRLEN <= end) {
        const std::size_t length = number_at(bytes, offset);
        REQUIRE(length >= NLA_HDRLEN);
        all.push_back({.offset = offset, .end = end});
        if ((number_at(bytes, offset + 2) & NLA_F_NESTED) != 0)
            find_attributes(bytes, offset + NLA_HDRLEN, offset + length, all);
        offset += NLA_ALIGN(length);
    }
}

std::vector<Place> attributes_of(const Sample& sample) {
    std::vector<Place> all;
    find_attributes(sample.bytes, NLMSG_HDRLEN + sample.header, sample.bytes.size(), all);
    return all;
}

std::optional<Comparison> read(const Sample& sample, const base::Bytes& bytes) {
    return sample.read(support::message_of(bytes));
}

void check_same(const Sample& sample, const base::Bytes& bytes) {
    const auto is = read(sample, with_message_length(bytes, bytes.size()));
    REQUIRE(is);
    CHECK(is->missing == 0);
    CHECK(!is->foreign);
}

} // namespace

TEST_CASE("what was asked for reads back equal") {
    for (const auto& sample : samples()) {
        CAPTURE(sample.name);
        check_same(sample, sample.bytes);
        CHECK(attributes_of(sample).size() >= 2);
    }
}

TEST_CASE("a request to add a rule is not a listed rule: it has no handle yet") {
    CHECK(!nft::parse_rule(
        support::message_of(nft::add_rule({.table = {.name = "magd"}, .chain = "uplink", .comment = "hi"}))));
}

TEST_CASE("a message cut at any length has less, never something else; and each octet more is no loss") {
    for (const auto& sample : samples()) {
        CAPTURE(sample.name);
        std::optional<int> before;
        for (std::size_t size = NLMSG_HDRLEN; size <= sample.bytes.size(); ++size) {
            CAPTURE(size);
            const auto end = sample.bytes.begin() + static_cast<std::ptrdiff_t>(size);
            const auto is = read(sample, with_message_length({sample.bytes.begin(), end}, size));
            if (size < NLMSG_HDRLEN + sample.header) CHECK(!is);
            if (before) REQUIRE(is);
            if (!is) continue;
            CHECK(!is->foreign);
            CHECK(is->missing <= before.value_or(is->missing));
            before = is->missing;
        }
        CHECK(before == 0);
    }
}

TEST_CASE("an attribute shorter than its header or longer than its place ends the reading there") {
    for (const auto& sample : samples()) {
        CAPTURE(sample.name);
        for (const auto [offset, end] : attributes_of(sample)) {
            CAPTURE(offset);
            for (const std::size_t length : {std::size_t{0}, std::size_t{1}, std::size_t{2}, std::size_t{3},
                                             end - offset + 1, std::size_t{0x7fff}, std::size_t{0xffff}}) {
                CAPTURE(length);
                const auto is = read(sample, with_number(sample.bytes, offset, length));
                if (is) CHECK(!is->foreign);
            }
        }
    }
}

TEST_CASE("whatever length an attribute states, what the header says stays") {
    for (const auto& sample : samples()) {
        CAPTURE(sample.name);
        for (const auto& place : attributes_of(sample)) {
            for (std::size_t length = 0; length <= sample.bytes.size(); ++length) {
                const auto is = read(sample, with_number(sample.bytes, place.offset, length));
                if (is && !is->header_kept) FAIL_CHECK(place.offset << " states " << length);
            }
        }
    }
}

TEST_CASE("a message whose own length is too short or too long is none") {
    for (const auto& sample : samples()) {
        CAPTURE(sample.name);
        const auto size = sample.bytes.size();
        for (const std::size_t length :
             {std::size_t{0}, std::size_t{1}, std::size_t{15}, size + 1, std::size_t{0xffffffff}}) {
            const auto lying = with_message_length(sample.bytes, length);
            base::ByteView left = lying;
            CHECK(!next_message(left));
            CHECK(left.empty());
        }
    }
}

TEST_CASE("nests without the flag of nests read the same: older parts of the kernel leave it out") {
    for (const auto& sample : samples()) {
        CAPTURE(sample.name);
        auto bytes = sample.bytes;
        for (const auto& place : attributes_of(sample)) {
            const auto number = number_at(bytes, place.offset + 2) & NLA_TYPE_MASK;
            bytes = with_number(std::move(bytes), place.offset + 2, static_cast<std::size_t>(number));
        }
        check_same(sample, bytes);
    }
}

TEST_CASE("an unknown attribute before all others is passed over, and of repeated ones the first counts") {
    const auto unknown = support::octets("0900 ff3f 0102030405 000000");
    for (const auto& sample : samples()) {
        CAPTURE(sample.name);
        const auto start = static_cast<std::ptrdiff_t>(NLMSG_HDRLEN + sample.header);
        auto longer = sample.bytes;
        longer.insert(longer.begin() + start, unknown.begin(), unknown.end());
        check_same(sample, longer);
        auto twice = sample.bytes;
        twice.insert(twice.end(), sample.bytes.begin() + start, sample.bytes.end());
        check_same(sample, twice);
    }
}

} // namespace truncation_test
