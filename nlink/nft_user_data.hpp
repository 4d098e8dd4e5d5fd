#pragma once

#include <span>
#include <string>
#include <string_view>

#include "nlink/base/bytes.hpp"
#include "nlink/nft_key.hpp"

/// Octets that the kernel keeps with an object without reading them. The `nft` program writes
/// type-length-value records there and needs them to list an object as it was meant.
namespace nlink::nft::detail {

/// The record that `nft` lists as: comment "TEXT". At most 127 octets of text.
[[nodiscard]] base::Bytes comment_record(std::string_view text);
/// Empty if there is no such record.
[[nodiscard]] std::string comment_of(base::ByteView user_data);

/// Tells `nft` the order of octets in keys and data, and, where a part is a bare integer, an
/// expression of that type: "typeof ip saddr . @th,96,32". A bare integer has no length for
/// `nft`, which then could not list the elements.
[[nodiscard]] base::Bytes set_records(std::span<const DataType> key, std::span<const DataType> data);

} // namespace nlink::nft::detail
