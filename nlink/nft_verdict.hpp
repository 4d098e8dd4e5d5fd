#pragma once

#include <linux/netfilter/nf_tables.h>

#include <compare>
#include <cstdint>
#include <optional>
#include <string>

#include "nlink/request.hpp"
#include "nlink/view.hpp"

namespace nlink::nft {

enum class VerdictCode : std::int32_t {
    drop = 0,
    accept = 1,
    go_on = NFT_CONTINUE,
    jump = NFT_JUMP,   ///< to a chain, and back at its end
    go_to = NFT_GOTO,  ///< to a chain, not back
    leave = NFT_RETURN ///< back to the chain that jumped here; from a base chain, its policy
};

/// What becomes of a packet.
struct Verdict {
    VerdictCode code = VerdictCode::accept;
    std::string chain{}; ///< for jump and go_to: one of the same table
    auto operator<=>(const Verdict&) const = default;
};

inline const Verdict accept{.code = VerdictCode::accept};
inline const Verdict drop{.code = VerdictCode::drop};
[[nodiscard]] inline Verdict jump_to(std::string chain) {
    return {.code = VerdictCode::jump, .chain = std::move(chain)};
}
[[nodiscard]] inline Verdict go_to(std::string chain) {
    return {.code = VerdictCode::go_to, .chain = std::move(chain)};
}

namespace detail {

/// How a value or a verdict lies in an attribute.
namespace data {
struct Body {};
struct VerdictBody {};
using Value = Attribute<Body, NFTA_DATA_VALUE, base::Bytes>;
using Verdict = Attribute<Body, NFTA_DATA_VERDICT, Nest<VerdictBody>>;
using Code = Attribute<VerdictBody, NFTA_VERDICT_CODE, Be<std::int32_t>>;
using Chain = Attribute<VerdictBody, NFTA_VERDICT_CHAIN, std::string>;
} // namespace data

void put_verdict(Attributes<data::Body>& body, const Verdict& verdict);
/// Nothing if it is no verdict.
[[nodiscard]] std::optional<Verdict> find_verdict(const View<data::Body>& body);

} // namespace detail
} // namespace nlink::nft
