#include "magd/kernel/elements.hpp"

#include <algorithm>
#include <iterator>

#include "magd/kernel/offload_elements.hpp"

namespace magd::kernel {
namespace {

namespace nft = nlink::nft;

template <class Home>
base::Bytes octets_of(const Downlink& value, const Interfaces& interfaces) {
    const auto index = interfaces.index(value.access);
    if constexpr (std::is_same_v<Home, base::Ipv4>)
        return DownlinkData<Home>::octets(index);
    else
        return DownlinkData<Home>::octets(index, value.next_hop.value_or(base::Ipv6{}));
}

/// The elements whose home address is of the type `Home`, each made by `make(home, key, value)`.
template <class Home, class Map, class Make>
std::vector<nft::Element> elements_of(const Map& map, Make make) {
    std::vector<nft::Element> elements;
    for (const auto& [key, value] : map)
        if (const auto* home = std::get_if<Home>(&key.home)) elements.push_back(make(*home, key, value));
    return elements;
}

/// The elements of the three maps for one family.
struct Elements {
    std::vector<nft::Element> downlink, uplink_keys, uplink;
};

template <class Home>
Elements elements_of(const KernelState& state, const Interfaces& interfaces) {
    const auto downlink = [&](const Home& home, const DownlinkKey& key, const Downlink& value) {
        return nft::Element{.key = DownlinkElement<Home>::octets(key.path, key.key, home),
                            .data = octets_of<Home>(value, interfaces)};
    };
    const auto uplink_key = [](const Home& home, const UplinkGreKey& key, const GreKeyValue& value) {
        return nft::Element{.key = UplinkKeyElement<Home>::octets(key.path, home),
                            .data = GreKeyData::octets(value.key)};
    };
    const auto uplink = [&](const Home& home, const UplinkKey& key, const Uplink& value) {
        return nft::Element{.key = UplinkElement<Home>::octets(interfaces.index(key.access), key.mac, home),
                            .data = UplinkData::octets(value.path)};
    };
    return {.downlink = elements_of<Home>(state.downlink, downlink),
            .uplink_keys = elements_of<Home>(state.uplink_keys, uplink_key),
            .uplink = elements_of<Home>(state.uplink, uplink)};
}

void append(std::vector<nlink::Request>& to, std::vector<nlink::Request> from) {
    std::ranges::move(from, std::back_inserter(to));
}

/// Calls `visit(family, elements)` for each.
template <class Visit>
void each_family(const KernelState& state, const Interfaces& interfaces, Visit visit) {
    visit(base::Family::ipv4, elements_of<base::Ipv4>(state, interfaces));
    visit(base::Family::ipv6, elements_of<base::Ipv6>(state, interfaces));
}

void take_out(std::vector<nlink::Request>& out, const KernelState& state, const Interfaces& interfaces) {
    each_family(state, interfaces, [&](base::Family family, const Elements& elements) {
        append(out, nft::remove_elements(map_of(uplink_map, family), elements.uplink));
        append(out, nft::remove_elements(map_of(uplink_key_map, family), elements.uplink_keys));
        append(out, nft::remove_elements(map_of(downlink_map, family), elements.downlink));
    });
}

void put_in(std::vector<nlink::Request>& out, const KernelState& state, const Interfaces& interfaces) {
    each_family(state, interfaces, [&](base::Family family, const Elements& elements) {
        append(out, nft::add_elements(map_of(downlink_map, family), elements.downlink));
        append(out, nft::add_elements(map_of(uplink_key_map, family), elements.uplink_keys));
        append(out, nft::add_elements(map_of(uplink_map, family), elements.uplink));
    });
}

/// 0, which no wish has, for one that is not ours.
template <class Form>
std::uint32_t number_of(const nft::Element& element) {
    const auto* data = std::get_if<base::Bytes>(&element.data);
    const auto value = data == nullptr ? std::nullopt : Form::value(*data);
    return value ? std::get<0>(*value) : 0;
}

/// Nothing of an entry that is not ours.
template <class Home>
Downlink downlink_of(const nft::Element& element, const Interfaces& interfaces) {
    const auto* data = std::get_if<base::Bytes>(&element.data);
    const auto parts = data == nullptr ? std::nullopt : DownlinkData<Home>::value(*data);
    if (!parts) return {};
    Downlink out{.access = interfaces.name(std::get<0>(*parts))};
    if constexpr (std::is_same_v<Home, base::Ipv6>) out.next_hop = std::get<1>(*parts);
    return out;
}

DownlinkKey downlink_key_of(const auto& parts) {
    const auto& [path, key, home] = parts;
    return {path, key, home};
}

UplinkKey uplink_key_of(const auto& parts, const Interfaces& interfaces) {
    const auto& [index, mac, home] = parts;
    return {interfaces.name(index), mac, home};
}

/// Calls `add(parts of the key, element)` for each whose key has the form `Form`.
template <class Form, class Add>
void each_of(const std::vector<nft::Element>& elements, Add add) {
    for (const auto& element : elements)
        if (const auto parts = Form::value(element.key)) add(*parts, element);
}

/// The same for each entry of a map.
template <class Form, class Add>
base::Result<void> each(nlink::Socket& socket, const nft::SetName& map, Add add) {
    const auto elements = dump_if_there(socket, map);
    if (!elements) return std::unexpected(elements.error());
    each_of<Form>(*elements, add);
    return {};
}

/// Calls `add(key, element)` for each entry of both families.
template <class Home, class Add>
base::Result<void> each_downlink(nlink::Socket& socket, Add add) {
    return each<DownlinkElement<Home>>(
        socket, map_of(downlink_map, base::family_of(Home{})),
        [&](const auto& parts, const auto& element) { add(downlink_key_of(parts), element); });
}

template <class Home, class Add>
base::Result<void> each_uplink(nlink::Socket& socket, const Interfaces& interfaces, Add add) {
    return each<UplinkElement<Home>>(
        socket, map_of(uplink_map, base::family_of(Home{})),
        [&](const auto& parts, const auto& element) { add(uplink_key_of(parts, interfaces), element); });
}

/// Entries of a map of this family.
template <class Home>
void add_entries_of(const nft::ElementList& list, const Interfaces& interfaces, KernelState& state) {
    const auto family = base::family_of(Home{});
    if (list.set == map_of(downlink_map, family))
        each_of<DownlinkElement<Home>>(list.elements, [&](const auto& parts, const auto& element) {
            state.downlink[downlink_key_of(parts)] = downlink_of<Home>(element, interfaces);
        });
    if (list.set == map_of(uplink_key_map, family))
        each_of<UplinkKeyElement<Home>>(list.elements, [&](const auto& parts, const auto& element) {
            const auto& [path, home] = parts;
            state.uplink_keys[{path, home}] = {number_of<GreKeyData>(element)};
        });
    if (list.set == map_of(uplink_map, family))
        each_of<UplinkElement<Home>>(list.elements, [&](const auto& parts, const auto& element) {
            state.uplink[uplink_key_of(parts, interfaces)] = {number_of<UplinkData>(element)};
        });
}

template <class Home>
base::Result<void> dump_counted(nlink::Socket& socket, const Interfaces& interfaces, TrafficTable& table) {
    auto done = each_uplink<Home>(socket, interfaces, [&](const auto& key, const auto& element) {
        table.uplink[key] = element.traffic.value_or(nft::Traffic{});
    });
    if (!done) return done;
    return each_downlink<Home>(socket, [&](const auto& key, const auto& element) {
        table.downlink[key] = element.traffic.value_or(nft::Traffic{});
    });
}

/// What of these the map holds; one that is not there has counted nothing.
base::Result<nft::Traffic> counted(nlink::Socket& socket, const nft::SetName& map,
                                   const std::vector<nft::Element>& elements) {
    nft::Traffic sum;
    for (const auto& element : elements) {
        const auto found = nft::find_element(socket, map, element.key);
        if (!found && found.error().code != ENOENT) return std::unexpected(found.error());
        if (found && found->traffic) sum += *found->traffic;
    }
    return sum;
}

} // namespace

nft::SetName map_of(std::string_view name, base::Family family) {
    return {.table = name == uplink_key_map ? stack_table : ingress_table,
            .name = std::string(name) + (family == base::Family::ipv6 ? "6" : "")};
}

bool is_client_map(const nft::SetName& set) {
    return std::ranges::any_of(client_maps, [&](std::string_view name) {
        return set == map_of(name, base::Family::ipv4) || set == map_of(name, base::Family::ipv6);
    });
}

std::vector<nlink::Request> element_requests(const Plan& plan, const Interfaces& interfaces) {
    std::vector<nlink::Request> requests;
    take_out(requests, plan.remove, interfaces);
    take_out(requests, plan.replaced, interfaces);
    append(requests, nft::remove_elements(offload_flows_set, offload_flow_elements(plan.remove)));
    append(requests, nft::remove_elements(offload_others_set, offload_others_elements(plan.remove)));
    append(requests, nft::add_elements(offload_flows_set, offload_flow_elements(plan.create)));
    append(requests, nft::add_elements(offload_others_set, offload_others_elements(plan.create)));
    put_in(requests, plan.replace, interfaces);
    put_in(requests, plan.create, interfaces);
    return requests;
}

base::Result<std::vector<nft::Element>> dump_if_there(nlink::Socket& socket, const nft::SetName& set) {
    auto elements = nft::dump_elements(socket, set);
    if (!elements && elements.error().code == ENOENT) return std::vector<nft::Element>{};
    return elements;
}

void add_entries(const nft::ElementList& list, const Interfaces& interfaces, KernelState& state) {
    add_entries_of<base::Ipv4>(list, interfaces, state);
    add_entries_of<base::Ipv6>(list, interfaces, state);
}

base::Result<void> dump_elements(nlink::Socket& socket, const Interfaces& interfaces, KernelState& state) {
    for (const auto family : {base::Family::ipv4, base::Family::ipv6})
        for (const auto name : client_maps) {
            nft::ElementList list{.set = map_of(name, family)};
            auto elements = dump_if_there(socket, list.set);
            if (!elements) return std::unexpected(elements.error());
            list.elements = std::move(*elements);
            add_entries(list, interfaces, state);
        }
    return dump_offload(socket, state);
}

base::Result<TrafficTable> dump_traffic(nlink::Socket& socket, const Interfaces& interfaces) {
    TrafficTable table;
    if (auto done = dump_counted<base::Ipv4>(socket, interfaces, table); !done)
        return std::unexpected(done.error());
    if (auto done = dump_counted<base::Ipv6>(socket, interfaces, table); !done)
        return std::unexpected(done.error());
    return table;
}

base::Result<Traffic> find_traffic(nlink::Socket& socket, const Interfaces& interfaces,
                                   const KernelState& footprint) {
    Traffic sum;
    base::Result<void> done;
    each_family(footprint, interfaces, [&](base::Family family, const Elements& elements) {
        const auto up = counted(socket, map_of(uplink_map, family), elements.uplink);
        const auto down = counted(socket, map_of(downlink_map, family), elements.downlink);
        if (!up || !down) return void(done = std::unexpected((up ? down : up).error()));
        sum.uplink += *up;
        sum.downlink += *down;
    });
    return done ? base::Result<Traffic>(sum) : std::unexpected(done.error());
}

} // namespace magd::kernel
