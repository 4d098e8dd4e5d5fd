#include "nlink/nft_verdict.hpp"

#include <linux/netfilter.h>

#include <utility>

namespace nlink::nft::detail {

static_assert(static_cast<int>(VerdictCode::drop) == NF_DROP);
static_assert(static_cast<int>(VerdictCode::accept) == NF_ACCEPT);

void put_verdict(Attributes<data::Body>& body, const Verdict& verdict) {
    body.nest<data::Verdict>([&](Attributes<data::VerdictBody>& inner) {
        inner.put<data::Code>(std::to_underlying(verdict.code));
        if (!verdict.chain.empty()) inner.put<data::Chain>(verdict.chain);
    });
}

std::optional<Verdict> find_verdict(const View<data::Body>& body) {
    const auto inner = body.nest<data::Verdict>();
    const auto code = inner.find<data::Code>();
    if (!code) return std::nullopt;
    return Verdict{.code = static_cast<VerdictCode>(*code), .chain = inner.find<data::Chain>().value_or("")};
}

} // namespace nlink::nft::detail
