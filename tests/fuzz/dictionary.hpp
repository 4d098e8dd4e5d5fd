#pragma once

#include <fmt/format.h>

#include <string>
#include <variant>

#include "magd/pmip/codec.hpp"

/// Words for the fuzzers, made from the tables that the codec goes by: each message's fixed part,
/// each option, each sub-option in its option.
namespace fuzz {

/// `name="\x01\x02"`, the form that libFuzzer reads.
inline std::string word(std::string_view name, base::ByteView octets) {
    std::string key;
    for (const char c : name) key += std::isalnum(static_cast<unsigned char>(c)) != 0 ? c : '_';
    return fmt::format("{}=\"\\x{:02x}\"\n", key, fmt::join(octets, "\\x"));
}

/// One value of each alternative of a variant, as it is by default.
template <class Variant, class Use, std::size_t I = 0>
void for_each_alternative(Use use) {
    if constexpr (I < std::variant_size_v<Variant>) {
        use(std::variant_alternative_t<I, Variant>{});
        for_each_alternative<Variant, Use, I + 1>(use);
    }
}

/// Calls with a name and each option: as it is by default, then with each of its sub-options.
template <class Use>
void for_each_option(Use use) {
    for_each_alternative<pmip::AnyOption>([&]<class O>(const O& option) {
        const auto name = std::string(pmip::kind_of(pmip::Option{option}).name);
        use(name, pmip::Option{option});
        if constexpr (requires { option.items; }) {
            using Item = typename decltype(option.items)::value_type;
            for_each_alternative<Item>([&](const auto& held) {
                auto holder = option;
                holder.items.emplace_back(held);
                use(fmt::format("{} {}", name, pmip::kind_of(holder.items.back()).name),
                    pmip::Option{holder});
            });
        }
    });
}

/// For messages: options as they stand there, with type and length.
inline std::string mobility_header_dictionary() {
    std::string out = "# Made by fuzz-dictionary from the codec's tables.\n";
    for_each_alternative<pmip::Message>([&]<class M>(const M& message) {
        auto octets = pmip::encode(message, pmip::Padding::minimal);
        octets.resize(M::kind.fixed);
        out += word(M::kind.name, octets);
    });
    for_each_option([&](const std::string& name, const pmip::Option& option) {
        base::Writer io;
        pmip::write_item(io, option);
        out += word(name, io.bytes());
    });
    return out;
}

/// For single options: the type, and the data.
inline std::string option_dictionary() {
    std::string out = "# Made by fuzz-dictionary from the codec's tables.\n";
    for_each_option([&](const std::string& name, const pmip::Option& option) {
        base::Writer io;
        io.value(pmip::kind_of(option).type);
        pmip::write_data(io, option);
        out += word(name, io.bytes());
    });
    return out;
}

} // namespace fuzz
