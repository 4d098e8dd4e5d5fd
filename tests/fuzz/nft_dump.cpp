/// Arbitrary octets as a datagram of nftables from the kernel, read by every reader of nlink::nft.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "nlink/nft_chain.hpp"
#include "nlink/nft_counter.hpp"
#include "nlink/nft_element.hpp"
#include "nlink/nft_rule.hpp"
#include "nlink/nft_table.hpp"

namespace {

using namespace nlink;

void require(bool holds) {
    if (!holds) std::abort();
}

template <class Read>
auto read_back(const Request& request, Read read) {
    base::ByteView left = request.bytes;
    const auto message = next_message(left);
    require(message && left.empty());
    return read(*message);
}

/// What was read as a value can be asked for, and reads back as the same value.
template <class T>
void round_trip(const std::optional<T>& value, Request (*ask)(const T&),
                std::optional<T> (*read)(const Message&)) {
    if (value) require(read_back(ask(*value), read) == value);
}

bool known(nft::DataType type) {
    using enum nft::DataType;
    return type == integer || type == ipv4_addr || type == ether_addr || type == mark || type == iface_index;
}

/// Only what a program of ours could have asked for.
bool ours(const nft::Set& set) {
    const std::size_t fewest = set.ranges ? 2 : 1;
    return fewest <= set.key.size() && set.key.size() <= 5 && std::ranges::all_of(set.key, known) &&
           (set.data == std::vector{nft::DataType::verdict} ||
            (set.data.size() <= 5 && std::ranges::all_of(set.data, known)));
}
bool ours(const nft::Element& element) {
    const auto* const value = std::get_if<base::Bytes>(&element.data);
    const auto* const verdict = std::get_if<nft::Verdict>(&element.data);
    return element.key.size() <= NFT_DATA_VALUE_MAXLEN && element.key_end.size() <= NFT_DATA_VALUE_MAXLEN &&
           (value == nullptr || value->size() <= NFT_DATA_VALUE_MAXLEN) &&
           (verdict == nullptr || verdict->chain.size() < NFT_NAME_MAXLEN);
}

void round_trip(const nft::ElementList& list) {
    if (!std::ranges::all_of(list.elements, [](const auto& element) { return ours(element); })) return;
    std::vector<nft::Element> read;
    for (const auto& request : nft::add_elements(list.set, list.elements)) {
        const auto part = read_back(request, nft::parse_elements);
        require(part && part->set == list.set);
        read.insert(read.end(), part->elements.begin(), part->elements.end());
    }
    require(read == list.elements);
}

void read_objects(const Message& message) {
    if (const auto table = nft::parse_table(message); table && table->comment.size() < 128)
        round_trip(table, nft::add_table, nft::parse_table);
    if (const auto set = nft::parse_set(message); set && ours(*set))
        round_trip(set, nft::add_set, nft::parse_set);
    if (const auto chain = nft::parse_chain(message); chain && chain->comment.size() < 128)
        round_trip(chain, nft::add_chain, nft::parse_chain);
    round_trip(nft::parse_counter(message), nft::add_counter, nft::parse_counter);
    if (const auto list = nft::parse_elements(message)) round_trip(*list);
    if (auto rule = nft::parse_rule(message)) {
        rule->comment.clear(); // a removal says none
        round_trip(std::optional(*rule), nft::remove_rule, nft::parse_rule);
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    base::ByteView left(data, size);
    while (const auto message = next_message(left)) read_objects(*message);
    return 0;
}
