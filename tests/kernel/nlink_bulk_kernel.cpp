/// Many at once: batches in one send, errors in the middle of them, long lists, and lists that
/// change while they are read.
#include <linux/rtnetlink.h>
#include <netlink/netlink.h>
#include <netlink/route/route.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <thread>

#include "nlink/interface_address.hpp"
#include "nlink/monitor.hpp"
#include "nlink/neighbour.hpp"
#include "nlink/route.hpp"
#include "tests/kernel/nlink_support.hpp"

namespace nlink_bulk_kernel {

using namespace nlink;
using support::must, support::Namespace;

namespace {

constexpr std::uint32_t table = 5301;
constexpr RouteFilter all{.table = table};

/// Host routes from 10.0.0.0 on.
std::vector<Route> host_routes(std::size_t count, base::IfIndex out) {
    std::vector<Route> routes;
    routes.reserve(count);
    for (std::uint32_t i = 0; i < count; ++i)
        routes.push_back({.table = table,
                          .destination = {.address = base::Ipv4{0x0a000000 + i}, .length = 32},
                          .out = out,
                          .protocol = 99});
    return routes;
}

template <class Objects, class Make>
std::vector<Request> requests(const Objects& objects, Make make) {
    std::vector<Request> out;
    out.reserve(objects.size());
    for (const auto& object : objects) out.push_back(make(object));
    return out;
}

std::size_t failed(const std::vector<Outcome>& outcomes) {
    return static_cast<std::size_t>(std::ranges::count_if(outcomes, [](const auto& o) { return !o.ok(); }));
}

/// How many routes libnl-route-3 sees in the table.
std::size_t count_by_libnl() {
    auto* const socket = nl_socket_alloc();
    REQUIRE(nl_connect(socket, NETLINK_ROUTE) == 0);
    nl_cache* cache = nullptr;
    REQUIRE(rtnl_route_alloc_cache(socket, AF_INET, 0, &cache) == 0);
    std::size_t count = 0;
    for (auto* object = nl_cache_get_first(cache); object != nullptr; object = nl_cache_get_next(object))
        if (rtnl_route_get_table(reinterpret_cast<rtnl_route*>(object)) == table) ++count;
    nl_cache_free(cache);
    nl_socket_free(socket);
    return count;
}

} // namespace

TEST_CASE("a thousand routes in one transaction") {
    Namespace here;
    const auto routes = host_routes(1000, here.left);
    const auto added = must(here.socket.transact(requests(routes, add_route)));
    CHECK(added == std::vector<Outcome>(1000));
    CHECK(must(dump_routes(here.socket, all)) == routes);
    CHECK(count_by_libnl() == 1000);

    CHECK(failed(must(here.socket.transact(requests(routes, add_route)))) == 1000);
    CHECK(must(here.socket.transact(requests(routes, remove_route))) == std::vector<Outcome>(1000));
    CHECK(must(dump_routes(here.socket, all)).empty());
    CHECK(count_by_libnl() == 0);
}

TEST_CASE("an error in the middle of a batch hits its own outcome alone") {
    Namespace here;
    const auto routes = host_routes(1000, here.left);
    REQUIRE(here.put(add_route(routes[500])).ok());
    const auto outcomes = must(here.socket.transact(requests(routes, add_route)));
    REQUIRE(outcomes.size() == 1000);
    CHECK(failed(outcomes) == 1);
    CHECK(outcomes[500].code == EEXIST);
    CHECK(support::contains(outcomes[500].what, "add route 10.0.1.244/32"));
    CHECK(must(dump_routes(here.socket, all)) == routes);
}

TEST_CASE("sixty-five thousand routes and neighbours, listed whole") {
    Namespace here;
    using Clock = std::chrono::steady_clock;
    const auto start = Clock::now();
    const auto since = [&] {
        return std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - start).count();
    };
    const auto routes = host_routes(20000, here.left);
    CHECK(failed(must(here.socket.transact(requests(routes, add_route)))) == 0);
    MESSAGE("20000 routes added by ", since(), " ms");
    CHECK(must(dump_routes(here.socket, all)) == routes);
    MESSAGE("and listed by ", since(), " ms");

    std::vector<Neighbour> neighbours;
    neighbours.reserve(routes.size());
    for (const auto& route : routes)
        neighbours.push_back({.address = route.destination.address,
                              .interface = here.left,
                              .mac = support::mac("02:00:00:00:00:01"),
                              .protocol = 99});
    CHECK(failed(must(here.socket.transact(requests(neighbours, add_neighbour)))) == 0);
    MESSAGE("20000 neighbours added by ", since(), " ms");
    auto listed = must(dump_neighbours(here.socket));
    std::ranges::sort(listed);
    CHECK(listed == neighbours);
    MESSAGE("and listed by ", since(), " ms");
    CHECK(here.socket.counters().foreign == 0);
}

TEST_CASE("the smallest buffers only mean more sends") {
    const Namespace here;
    auto small = must(Socket::open(NETLINK_ROUTE, {.buffer = 1}));
    const auto routes = host_routes(2000, here.left);
    CHECK(failed(must(small.transact(requests(routes, add_route)))) == 0);
    CHECK(must(dump_routes(small, all)) == routes);
}

TEST_CASE("a list that changes while it is read is read again, and never given in part") {
    Namespace here;
    std::vector<InterfaceAddress> kept;
    kept.reserve(2000);
    for (std::uint32_t i = 0; i < 2000; ++i)
        kept.push_back({.address = base::Prefix4{{0x0a000000 + i}}, .interface = here.left});
    REQUIRE(failed(must(here.socket.transact(requests(kept, add_address)))) == 0);

    const auto of_left = [&](std::vector<InterfaceAddress> list) {
        std::erase_if(list, [&](const auto& a) {
            return a.interface != here.left || base::family_of(a.address.address) == base::Family::ipv6;
        });
        return list;
    };

    std::atomic<bool> stop = false;
    std::atomic<int> changes = 0;
    std::thread churn([&] { // in the same namespace: it starts with its maker's
        auto socket = must(Socket::open(NETLINK_ROUTE));
        const InterfaceAddress other{.address = support::prefix("192.0.2.1/32"), .interface = here.right};
        while (!stop) {
            const auto outcomes = socket.transact(std::vector{add_address(other), remove_address(other)});
            changes += outcomes ? 1 : 0;
        }
    });
    while (changes == 0) std::this_thread::yield();
    std::size_t lists = 0;
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::minutes(2);
    while (here.socket.counters().restarted < 20 && std::chrono::steady_clock::now() < deadline) {
        auto list = dump_addresses(here.socket);
        if (!list) {
            CHECK(list.error().code == EAGAIN);
            CHECK(list.error().what == "list addresses: it kept changing while it was read");
            continue;
        }
        ++lists;
        REQUIRE(of_left(std::move(*list)) == kept);
    }
    stop = true;
    churn.join();
    CHECK(of_left(must(dump_addresses(here.socket))) == kept);
    MESSAGE(here.socket.counters().restarted, " restarts, ", lists, " lists");
    CHECK(here.socket.counters().restarted >= 20);
}

TEST_CASE("a monitor hears what others change, and nothing of a burst of our own") {
    Namespace here;
    constexpr std::array<std::uint32_t, 1> groups{RTNLGRP_IPV4_ROUTE};
    const std::array own{here.socket.port()};
    auto deaf = must(Monitor::open(NETLINK_ROUTE, groups, own));
    auto keen = must(Monitor::open(NETLINK_ROUTE, groups, {}));
    constexpr std::size_t burst = 1000;
    const auto outcomes = must(here.socket.transact(requests(host_routes(burst, here.left), add_route)));
    REQUIRE(failed(outcomes) == 0);
    REQUIRE(support::run("ip route add 198.51.100.0/24 dev left table 5301").empty());

    const auto heard = [](Monitor& monitor) {
        std::vector<base::Prefix> destinations;
        const auto note = [&](const Message& message) {
            if (const auto route = parse_route(message)) destinations.push_back(route->destination);
        };
        while (monitor.receive(note) == Heard::messages) {
        }
        return destinations;
    };
    CHECK(heard(deaf) == std::vector<base::Prefix>{support::prefix("198.51.100.0/24")});
    CHECK(heard(keen).size() == burst + 1);
}

} // namespace nlink_bulk_kernel
