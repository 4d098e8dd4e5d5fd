#include "nlink/nft_expression.hpp"

#include <linux/if.h>

#include <cassert>
#include <string_view>
#include <utility>

namespace nlink::nft {
namespace {

using List = detail::ExpressionList;
using Data = detail::data::Body;
using Number = Be<std::uint32_t>;

namespace expression_tag {
struct Entry {};
using Item = Attribute<List, NFTA_LIST_ELEM, Nest<Entry>>;
using Name = Attribute<Entry, NFTA_EXPR_NAME, std::string>;
/// What an expression holds depends on its name.
template <class Content>
using Holds = Attribute<Entry, NFTA_EXPR_DATA, Nest<Content>>;

struct Meta {};
using MetaKey = Attribute<Meta, NFTA_META_KEY, Number>;
using MetaTo = Attribute<Meta, NFTA_META_DREG, Number>;
using MetaFrom = Attribute<Meta, NFTA_META_SREG, Number>;

struct Payload {};
using PayloadTo = Attribute<Payload, NFTA_PAYLOAD_DREG, Number>;
using PayloadFrom = Attribute<Payload, NFTA_PAYLOAD_SREG, Number>;
using PayloadHeader = Attribute<Payload, NFTA_PAYLOAD_BASE, Number>;
using PayloadOffset = Attribute<Payload, NFTA_PAYLOAD_OFFSET, Number>;
using PayloadSize = Attribute<Payload, NFTA_PAYLOAD_LEN, Number>;
using ChecksumType = Attribute<Payload, NFTA_PAYLOAD_CSUM_TYPE, Number>;
using ChecksumOffset = Attribute<Payload, NFTA_PAYLOAD_CSUM_OFFSET, Number>;
using ChecksumFlags = Attribute<Payload, NFTA_PAYLOAD_CSUM_FLAGS, Number>;

struct Option {};
using OptionFrom = Attribute<Option, NFTA_EXTHDR_SREG, Number>;
using OptionKind = Attribute<Option, NFTA_EXTHDR_TYPE, std::uint8_t>;
using OptionOffset = Attribute<Option, NFTA_EXTHDR_OFFSET, Number>;
using OptionSize = Attribute<Option, NFTA_EXTHDR_LEN, Number>;
using OptionOf = Attribute<Option, NFTA_EXTHDR_OP, Number>;

struct Compare {};
using CompareFrom = Attribute<Compare, NFTA_CMP_SREG, Number>;
using CompareHow = Attribute<Compare, NFTA_CMP_OP, Number>;
using CompareWith = Attribute<Compare, NFTA_CMP_DATA, Nest<Data>>;

struct Bitwise {};
using BitwiseFrom = Attribute<Bitwise, NFTA_BITWISE_SREG, Number>;
using BitwiseTo = Attribute<Bitwise, NFTA_BITWISE_DREG, Number>;
using BitwiseSize = Attribute<Bitwise, NFTA_BITWISE_LEN, Number>;
using BitwiseMask = Attribute<Bitwise, NFTA_BITWISE_MASK, Nest<Data>>;
using BitwiseFlip = Attribute<Bitwise, NFTA_BITWISE_XOR, Nest<Data>>;

struct Lookup {};
using LookupSet = Attribute<Lookup, NFTA_LOOKUP_SET, std::string>;
using LookupFrom = Attribute<Lookup, NFTA_LOOKUP_SREG, Number>;
using LookupTo = Attribute<Lookup, NFTA_LOOKUP_DREG, Number>;
using LookupFlags = Attribute<Lookup, NFTA_LOOKUP_FLAGS, Number>;

struct Object {};
using ObjectType = Attribute<Object, NFTA_OBJREF_IMM_TYPE, Number>;
using ObjectName = Attribute<Object, NFTA_OBJREF_IMM_NAME, std::string>;

struct Fib {};
using FibTo = Attribute<Fib, NFTA_FIB_DREG, Number>;
using FibResult = Attribute<Fib, NFTA_FIB_RESULT, Number>;
using FibFlags = Attribute<Fib, NFTA_FIB_FLAGS, Number>;

struct Forward {};
using ForwardDevice = Attribute<Forward, NFTA_FWD_SREG_DEV, Number>;
using ForwardNeighbour = Attribute<Forward, NFTA_FWD_SREG_ADDR, Number>;
using ForwardFamily = Attribute<Forward, NFTA_FWD_NFPROTO, Number>;

struct Counter {};
struct Masquerade {};

struct Immediate {};
using ImmediateTo = Attribute<Immediate, NFTA_IMMEDIATE_DREG, Number>;
using ImmediateData = Attribute<Immediate, NFTA_IMMEDIATE_DATA, Nest<Data>>;
} // namespace expression_tag

std::uint32_t number_of(Register place) {
    assert(place <= NFT_REG32_15 - NFT_REG32_00);
    return static_cast<std::uint32_t>(NFT_REG32_00 + place);
}

auto value_of(const base::Bytes& value) {
    return [&value](Attributes<Data>& data) { data.put<detail::data::Value>(value); };
}

/// Writes each expression: its name, then what it holds.
struct Put {
    Attributes<List>* list;

    template <class Content, class Fill>
    void expression(std::string_view name, Fill fill) const {
        list->nest<expression_tag::Item>([&](Attributes<expression_tag::Entry>& entry) {
            entry.put<expression_tag::Name>(name);
            entry.nest<expression_tag::Holds<Content>>(fill);
        });
    }

    void operator()(const LoadValue& load) const {
        expression<expression_tag::Immediate>("immediate", [&](Attributes<expression_tag::Immediate>& to) {
            to.put<expression_tag::ImmediateTo>(number_of(load.to));
            to.nest<expression_tag::ImmediateData>(value_of(load.value));
        });
    }
    void operator()(const LoadMeta& load) const {
        expression<expression_tag::Meta>("meta", [&](Attributes<expression_tag::Meta>& to) {
            to.put<expression_tag::MetaKey>(std::to_underlying(load.what));
            to.put<expression_tag::MetaTo>(number_of(load.to));
        });
    }
    void operator()(const SetMeta& set) const {
        expression<expression_tag::Meta>("meta", [&](Attributes<expression_tag::Meta>& to) {
            to.put<expression_tag::MetaKey>(std::to_underlying(set.what));
            to.put<expression_tag::MetaFrom>(number_of(set.from));
        });
    }
    static void place(Attributes<expression_tag::Payload>& to, const auto& payload) {
        to.put<expression_tag::PayloadHeader>(std::to_underlying(payload.header));
        to.put<expression_tag::PayloadOffset>(payload.offset);
        to.put<expression_tag::PayloadSize>(payload.size);
    }
    void operator()(const LoadPayload& load) const {
        expression<expression_tag::Payload>("payload", [&](Attributes<expression_tag::Payload>& to) {
            place(to, load);
            to.put<expression_tag::PayloadTo>(number_of(load.to));
        });
    }
    void operator()(const WritePayload& write) const {
        expression<expression_tag::Payload>("payload", [&](Attributes<expression_tag::Payload>& to) {
            place(to, write);
            to.put<expression_tag::PayloadFrom>(number_of(write.from));
            to.put<expression_tag::ChecksumType>(write.checksum ? NFT_PAYLOAD_CSUM_INET
                                                                : NFT_PAYLOAD_CSUM_NONE);
            to.put_if<expression_tag::ChecksumOffset>(write.checksum);
            if (write.mend_transport) to.put<expression_tag::ChecksumFlags>(NFT_PAYLOAD_L4CSUM_PSEUDOHDR);
        });
    }
    void operator()(const WriteTcpOption& write) const {
        expression<expression_tag::Option>("exthdr", [&](Attributes<expression_tag::Option>& to) {
            to.put<expression_tag::OptionFrom>(number_of(write.from));
            to.put<expression_tag::OptionKind>(write.kind);
            to.put<expression_tag::OptionOffset>(write.offset);
            to.put<expression_tag::OptionSize>(write.size);
            to.put<expression_tag::OptionOf>(NFT_EXTHDR_OP_TCPOPT);
        });
    }
    void operator()(const Compare& compare) const {
        expression<expression_tag::Compare>("cmp", [&](Attributes<expression_tag::Compare>& to) {
            to.put<expression_tag::CompareFrom>(number_of(compare.from));
            to.put<expression_tag::CompareHow>(std::to_underlying(compare.comparison));
            to.nest<expression_tag::CompareWith>(value_of(compare.value));
        });
    }
    void operator()(const Bitwise& bitwise) const {
        assert(bitwise.mask.size() == bitwise.flip.size());
        expression<expression_tag::Bitwise>("bitwise", [&](Attributes<expression_tag::Bitwise>& to) {
            to.put<expression_tag::BitwiseFrom>(number_of(bitwise.from));
            to.put<expression_tag::BitwiseTo>(number_of(bitwise.to));
            to.put<expression_tag::BitwiseSize>(static_cast<std::uint32_t>(bitwise.mask.size()));
            to.nest<expression_tag::BitwiseMask>(value_of(bitwise.mask));
            to.nest<expression_tag::BitwiseFlip>(value_of(bitwise.flip));
        });
    }
    void operator()(const Lookup& lookup) const {
        expression<expression_tag::Lookup>("lookup", [&](Attributes<expression_tag::Lookup>& to) {
            to.put<expression_tag::LookupSet>(lookup.set);
            to.put<expression_tag::LookupFrom>(number_of(lookup.from));
            if (lookup.to) to.put<expression_tag::LookupTo>(number_of(*lookup.to));
            if (lookup.inverted) to.put<expression_tag::LookupFlags>(NFT_LOOKUP_F_INV);
        });
    }
    void operator()(const LookupVerdict& lookup) const {
        expression<expression_tag::Lookup>("lookup", [&](Attributes<expression_tag::Lookup>& to) {
            to.put<expression_tag::LookupSet>(lookup.map);
            to.put<expression_tag::LookupFrom>(number_of(lookup.from));
            to.put<expression_tag::LookupTo>(NFT_REG_VERDICT);
        });
    }
    void operator()(const CountNamed& count) const {
        expression<expression_tag::Object>("objref", [&](Attributes<expression_tag::Object>& to) {
            to.put<expression_tag::ObjectType>(NFT_OBJECT_COUNTER);
            to.put<expression_tag::ObjectName>(count.counter);
        });
    }
    void operator()(const Count&) const {
        expression<expression_tag::Counter>("counter", [](Attributes<expression_tag::Counter>&) {});
    }
    void operator()(const LoadDestinationType& load) const {
        expression<expression_tag::Fib>("fib", [&](Attributes<expression_tag::Fib>& to) {
            to.put<expression_tag::FibTo>(number_of(load.to));
            to.put<expression_tag::FibResult>(NFT_FIB_RESULT_ADDRTYPE);
            to.put<expression_tag::FibFlags>(NFTA_FIB_F_DADDR);
        });
    }
    void operator()(const Forward& forward) const {
        expression<expression_tag::Forward>("fwd", [&](Attributes<expression_tag::Forward>& to) {
            to.put<expression_tag::ForwardDevice>(number_of(forward.device));
            to.put<expression_tag::ForwardNeighbour>(number_of(forward.neighbour));
            to.put<expression_tag::ForwardFamily>(std::to_underlying(forward.family));
        });
    }
    void operator()(const Masquerade&) const {
        expression<expression_tag::Masquerade>("masq", [](Attributes<expression_tag::Masquerade>&) {});
    }
    void operator()(const Verdict& verdict) const {
        expression<expression_tag::Immediate>("immediate", [&](Attributes<expression_tag::Immediate>& to) {
            to.put<expression_tag::ImmediateTo>(NFT_REG_VERDICT);
            to.nest<expression_tag::ImmediateData>(
                [&](Attributes<Data>& data) { detail::put_verdict(data, verdict); });
        });
    }
};

} // namespace

base::Bytes interface_name(std::string_view name) {
    base::Bytes octets(name.begin(), name.end());
    octets.resize(IFNAMSIZ);
    return octets;
}

Expressions meta_is(Meta what, base::Bytes value, Comparison comparison) {
    return {LoadMeta{.what = what}, Compare{.comparison = comparison, .value = std::move(value)}};
}

Expressions payload_is(Header header, std::uint32_t offset, base::Bytes value, Comparison comparison) {
    const auto size = static_cast<std::uint32_t>(value.size());
    return {LoadPayload{.header = header, .offset = offset, .size = size},
            Compare{.comparison = comparison, .value = std::move(value)}};
}

Expressions join(std::initializer_list<Expressions> parts) {
    Expressions all;
    for (const auto& part : parts) all.insert(all.end(), part.begin(), part.end());
    return all;
}

void detail::put_expression(Attributes<ExpressionList>& list, const Expression& expression) {
    std::visit(Put{&list}, expression);
}

} // namespace nlink::nft
