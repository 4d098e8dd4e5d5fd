#include "magd/kernel/offload_elements.hpp"

namespace magd::kernel {

namespace nft = nlink::nft;

std::vector<nft::Element> offload_flow_elements(const KernelState& state) {
    std::vector<nft::Element> elements;
    for (const auto& [flow, present] : state.offload_flows) {
        auto& element = elements.emplace_back();
        element.key = OffloadFlowElement::octets(flow.path, flow.home, flow.destination.first,
                                                 flow.protocol.first, flow.port.first);
        element.key_end = OffloadFlowElement::octets(flow.path, flow.home, flow.destination.last,
                                                     flow.protocol.last, flow.port.last);
    }
    return elements;
}

std::vector<nft::Element> offload_others_elements(const KernelState& state) {
    std::vector<nft::Element> elements;
    for (const auto& [client, present] : state.offload_others)
        elements.emplace_back().key = OffloadOthersElement::octets(client.path, client.home);
    return elements;
}

base::Result<void> dump_offload(nlink::Socket& socket, KernelState& state) {
    const auto flows = dump_if_there(socket, offload_flows_set);
    if (!flows) return std::unexpected(flows.error());
    for (const auto& element : *flows) {
        const auto first = OffloadFlowElement::value(element.key);
        const auto last = OffloadFlowElement::value(element.key_end);
        if (!first || !last) continue;
        const auto& [path, home, destination, protocol, port] = *first;
        state.offload_flows[{path,
                             home,
                             {destination, std::get<2>(*last)},
                             {protocol, std::get<3>(*last)},
                             {port, std::get<4>(*last)}}] = {};
    }
    const auto others = dump_if_there(socket, offload_others_set);
    if (!others) return std::unexpected(others.error());
    for (const auto& element : *others)
        if (const auto client = OffloadOthersElement::value(element.key))
            state.offload_others[{std::get<0>(*client), std::get<1>(*client)}] = {};
    return {};
}

} // namespace magd::kernel
