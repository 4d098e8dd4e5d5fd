#include "nlink/nft_chain.hpp"

#include <fmt/format.h>
#include <linux/netfilter.h>

#include "nlink/nft_user_data.hpp"

namespace nlink::nft {
namespace {

static_assert(std::to_underlying(HookPoint::ingress) == NF_NETDEV_INGRESS);
static_assert(std::to_underlying(HookPoint::prerouting) == NF_INET_PRE_ROUTING);
static_assert(std::to_underlying(HookPoint::input) == NF_INET_LOCAL_IN);
static_assert(std::to_underlying(HookPoint::forward) == NF_INET_FORWARD);
static_assert(std::to_underlying(HookPoint::output) == NF_INET_LOCAL_OUT);
static_assert(std::to_underlying(HookPoint::postrouting) == NF_INET_POST_ROUTING);

namespace chain_tag {
struct Body {
    using Header = nfgenmsg;
};
struct HookBody {};
struct DeviceList {};
using Table = Attribute<Body, NFTA_CHAIN_TABLE, std::string>;
using Name = Attribute<Body, NFTA_CHAIN_NAME, std::string>;
using Hook = Attribute<Body, NFTA_CHAIN_HOOK, Nest<HookBody>>;
using Policy = Attribute<Body, NFTA_CHAIN_POLICY, Be<std::int32_t>>;
using Type = Attribute<Body, NFTA_CHAIN_TYPE, std::string>;
using UserData = Attribute<Body, NFTA_CHAIN_USERDATA, base::Bytes>;
using Point = Attribute<HookBody, NFTA_HOOK_HOOKNUM, Be<std::uint32_t>>;
using Priority = Attribute<HookBody, NFTA_HOOK_PRIORITY, Be<std::int32_t>>;
using Devices = Attribute<HookBody, NFTA_HOOK_DEVS, Nest<DeviceList>>;
using Device = Attribute<DeviceList, NFTA_DEVICE_NAME, std::string>;
} // namespace chain_tag

void put_hook(Attributes<chain_tag::Body>& body, const Hook& hook) {
    body.nest<chain_tag::Hook>([&](Attributes<chain_tag::HookBody>& inner) {
        inner.put<chain_tag::Point>(std::to_underlying(hook.point));
        inner.put<chain_tag::Priority>(hook.priority);
        if (hook.devices.empty()) return;
        inner.nest<chain_tag::Devices>([&](Attributes<chain_tag::DeviceList>& list) {
            for (const auto& device : hook.devices) list.put<chain_tag::Device>(device);
        });
    });
    body.put<chain_tag::Policy>(std::to_underlying(hook.policy));
    body.put<chain_tag::Type>(hook.type);
}

std::optional<Hook> find_hook(const View<chain_tag::Body>& body) {
    const auto inner = body.nest<chain_tag::Hook>();
    const auto point = inner.find<chain_tag::Point>();
    const auto priority = inner.find<chain_tag::Priority>();
    if (!point || !priority) return std::nullopt;
    const auto policy = body.find<chain_tag::Policy>().value_or(NF_ACCEPT);
    std::vector<std::string> devices;
    inner.nest<chain_tag::Devices>().each_value<chain_tag::Device>(
        [&](std::string name) { devices.push_back(std::move(name)); });
    return Hook{.type = body.find<chain_tag::Type>().value_or(""),
                .point = static_cast<HookPoint>(*point),
                .priority = *priority,
                .policy = static_cast<VerdictCode>(policy),
                .devices = std::move(devices)};
}

Request change(nf_tables_msg_types kind, std::uint16_t flags, const char* verb, const Chain& chain) {
    return make_request<chain_tag::Body>(
        detail::message_type(kind), flags,
        fmt::format("{} chain {} {}", verb, to_string(chain.table), chain.name),
        detail::header_of(chain.table.family), [&](Attributes<chain_tag::Body>& body) {
            body.put<chain_tag::Table>(chain.table.name);
            body.put<chain_tag::Name>(chain.name);
            if (chain.hook) put_hook(body, *chain.hook);
            if (!chain.comment.empty()) body.put<chain_tag::UserData>(detail::comment_record(chain.comment));
        });
}

} // namespace

Request add_chain(const Chain& chain) {
    return change(NFT_MSG_NEWCHAIN, NLM_F_CREATE | NLM_F_EXCL, "add", chain);
}

Request remove_chain(const TableName& table, const std::string& name) {
    return change(NFT_MSG_DELCHAIN, 0, "remove", {.table = table, .name = name});
}

std::optional<Chain> parse_chain(const Message& message) {
    const auto parsed = detail::parse_kind<chain_tag::Body>(message, NFT_MSG_NEWCHAIN, NFT_MSG_DELCHAIN);
    const auto name = parsed ? parsed->attributes.find<chain_tag::Name>() : std::nullopt;
    if (!name) return std::nullopt;
    return Chain{.table = detail::table_of<chain_tag::Table>(*parsed),
                 .name = *name,
                 .hook = find_hook(parsed->attributes),
                 .comment = detail::comment_of(
                     parsed->attributes.find<chain_tag::UserData>().value_or(base::Bytes{}))};
}

base::Result<std::vector<Chain>> dump_chains(Socket& socket, Family family) {
    const auto request = make_request<chain_tag::Body>(detail::message_type(NFT_MSG_GETCHAIN), 0,
                                                       "list nftables chains", detail::header_of(family));
    return socket.dump(request, parse_chain);
}

base::Result<std::vector<Chain>> dump_chains(Socket& socket, const TableName& table) {
    auto chains = dump_chains(socket, table.family); // the kernel lists those of all tables
    if (chains) std::erase_if(*chains, [&](const Chain& chain) { return chain.table != table; });
    return chains;
}

} // namespace nlink::nft
