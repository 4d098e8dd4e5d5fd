#include "magd/kernel/elements.hpp"

#include <algorithm>
#include <charconv>
#include <iterator>

namespace magd::kernel {
namespace {

namespace nft = nlink::nft;

constexpr std::string_view mark_chain_prefix = "lma_";

std::vector<nft::Element> elements_of(const std::map<DownlinkKey, GreKeyValue>& map) {
    std::vector<nft::Element> elements;
    for (const auto& [key, value] : map)
        elements.push_back({.key = DownlinkElement::octets(key.lma, key.key, key.home_address),
                            .data = GreKeyData::octets(value.key)});
    return elements;
}

std::vector<nft::Element> elements_of(const std::map<UplinkGreKey, GreKeyValue>& map) {
    std::vector<nft::Element> elements;
    for (const auto& [key, value] : map)
        elements.push_back({.key = UplinkKeyElement::octets(key.lma, key.home_address),
                            .data = GreKeyData::octets(value.key)});
    return elements;
}

std::vector<nft::Element> elements_of(const std::map<UplinkKey, Uplink>& map, const Interfaces& interfaces) {
    std::vector<nft::Element> elements;
    for (const auto& [key, value] : map)
        elements.push_back(
            {.key = UplinkElement::octets(interfaces.index(key.access), key.mac, key.home_address),
             .data = nft::go_to(mark_chain(value.lma))});
    return elements;
}

void append(std::vector<nlink::Request>& to, std::vector<nlink::Request> from) {
    std::ranges::move(from, std::back_inserter(to));
}

void take_out(std::vector<nlink::Request>& out, const KernelState& state, const Interfaces& interfaces) {
    append(out, nft::remove_elements(uplink_map, elements_of(state.uplink, interfaces)));
    append(out, nft::remove_elements(uplink_key_map, elements_of(state.uplink_keys)));
    append(out, nft::remove_elements(downlink_map, elements_of(state.downlink)));
}

void put_in(std::vector<nlink::Request>& out, const KernelState& state, const Interfaces& interfaces) {
    append(out, nft::add_elements(downlink_map, elements_of(state.downlink)));
    append(out, nft::add_elements(uplink_key_map, elements_of(state.uplink_keys)));
    append(out, nft::add_elements(uplink_map, elements_of(state.uplink, interfaces)));
}

/// 0, which no wish has, for a verdict that is not ours.
std::uint32_t lma_of(const nft::Element& element) {
    const auto* verdict = std::get_if<nft::Verdict>(&element.data);
    if (verdict == nullptr || !verdict->chain.starts_with(mark_chain_prefix)) return 0;
    const auto digits = std::string_view(verdict->chain).substr(mark_chain_prefix.size());
    std::uint32_t number = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), number);
    return number;
}

std::uint32_t key_of(const nft::Element& element) {
    const auto* data = std::get_if<base::Bytes>(&element.data);
    const auto value = data == nullptr ? std::nullopt : GreKeyData::value(*data);
    return value ? std::get<0>(*value) : 0;
}

/// Calls `add(parts of the key, element)` for each entry of a map whose key has the form `Form`.
template <class Form, class Add>
base::Result<void> each(nlink::Socket& socket, const nft::SetName& map, Add add) {
    const auto elements = nft::dump_elements(socket, map);
    if (!elements)
        return elements.error().code == ENOENT ? base::Result<void>{} : std::unexpected(elements.error());
    for (const auto& element : *elements)
        if (const auto parts = Form::value(element.key)) add(*parts, element);
    return {};
}

} // namespace

std::string mark_chain(std::uint32_t number) {
    return std::string(mark_chain_prefix) + std::to_string(number);
}

std::vector<nlink::Request> element_requests(const Plan& plan, const Interfaces& interfaces) {
    std::vector<nlink::Request> requests;
    take_out(requests, plan.remove, interfaces);
    take_out(requests, plan.replaced, interfaces);
    put_in(requests, plan.replace, interfaces);
    put_in(requests, plan.create, interfaces);
    return requests;
}

base::Result<void> dump_elements(nlink::Socket& socket, const Interfaces& interfaces, KernelState& state) {
    auto done = each<DownlinkElement>(socket, downlink_map, [&](const auto& parts, const auto& element) {
        const auto& [lma, key, home] = parts;
        state.downlink[{lma, key, home}] = {key_of(element)};
    });
    if (!done) return done;
    done = each<UplinkKeyElement>(socket, uplink_key_map, [&](const auto& parts, const auto& element) {
        const auto& [lma, home] = parts;
        state.uplink_keys[{lma, home}] = {key_of(element)};
    });
    if (!done) return done;
    return each<UplinkElement>(socket, uplink_map, [&](const auto& parts, const auto& element) {
        const auto& [index, mac, home] = parts;
        state.uplink[{interfaces.name(index), mac, home}] = {lma_of(element)};
    });
}

} // namespace magd::kernel
