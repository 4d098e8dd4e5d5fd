#include "nlink/nft_transaction.hpp"

#include <arpa/inet.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netlink.h>

#include <algorithm>

namespace nlink::nft {
namespace {

struct Frame {
    using Header = nfgenmsg;
};

Request frame(std::uint16_t type, const char* what) {
    return make_request<Frame>(
        type, 0, what, {.nfgen_family = 0, .version = NFNETLINK_V0, .res_id = htons(NFNL_SUBSYS_NFTABLES)});
}

} // namespace

base::Result<void> transact_atomic(Socket& socket, std::span<const Request> batch) {
    const auto outcomes =
        socket.transact_atomic(frame(NFNL_MSG_BATCH_BEGIN, "begin"), batch, frame(NFNL_MSG_BATCH_END, "end"));
    if (!outcomes) return std::unexpected(outcomes.error());
    const auto refused = std::ranges::find_if_not(*outcomes, &Outcome::ok);
    if (refused != outcomes->end()) return base::fail(refused->what, refused->code);
    return {};
}

} // namespace nlink::nft
