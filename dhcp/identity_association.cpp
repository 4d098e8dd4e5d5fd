#include "dhcp/identity_association.hpp"

#include <fmt/format.h>

#include <string_view>
#include <utility>

namespace dhcp {
namespace {

/// The fixed part; an IA_TA has no times.
void fields(auto& io, auto& association) {
    io.value(association.iaid);
    if (association.code == Code6::ia_ta) return;
    io.value(association.t1);
    io.value(association.t2);
}

void fields_of_lease(auto& io, auto& lease) {
    io.value(lease.address);
    io.value(lease.preferred);
    io.value(lease.valid);
}

/// What is in it besides its fixed part; unknown options are skipped.
void take(IdentityAssociation& association, const Option6& option) {
    base::Reader in(option.data);
    if (option.code == Code6::ia_address) {
        fields_of_lease(in, association.addresses.emplace_back());
    } else if (option.code == Code6::status_code) {
        StatusCode status{};
        in.value(status);
        association.status = status;
    }
}

std::string_view words(StatusCode status) {
    switch (status) {
    case StatusCode::success: return "done";
    case StatusCode::no_addresses_available: return "no address for this";
    case StatusCode::no_binding: return "nothing is leased for this";
    case StatusCode::not_on_link: return "the address does not belong here";
    case StatusCode::no_prefix_available: return "no prefix is delegated";
    }
    return {};
}

} // namespace

bool is_association(Code6 code) {
    return code == Code6::ia_na || code == Code6::ia_ta || code == Code6::ia_pd;
}

std::optional<Option6> read_option(base::Reader& in) {
    Option6 option;
    std::uint16_t length = 0;
    in.value(option.code);
    in.value(length);
    const auto data = in.take(length);
    if (!in.ok()) return std::nullopt;
    option.data.assign(data.begin(), data.end());
    return option;
}

void write_option(base::Writer& out, const Option6& option) {
    out.value(option.code);
    out.value(static_cast<std::uint16_t>(option.data.size()));
    out.octets(option.data);
}

std::expected<IdentityAssociation, Drop6> decode_association(Code6 code, base::ByteView data) {
    IdentityAssociation association{.code = code};
    base::Reader in(data);
    fields(in, association);
    while (in.left() != 0) {
        const auto option = read_option(in);
        if (!option) return std::unexpected(Drop6::option_overrun);
        if (!length_fits(option->code, option->data.size())) return std::unexpected(Drop6::option_length);
        take(association, *option);
    }
    return association;
}

Option6 encode(const IdentityAssociation& association) {
    base::Writer out;
    fields(out, association);
    for (const auto& lease : association.addresses) {
        base::Writer data;
        fields_of_lease(data, lease);
        write_option(out, {.code = Code6::ia_address, .data = data.take()});
    }
    if (association.status) write_option(out, encode(*association.status));
    return {.code = association.code, .data = out.take()};
}

Option6 encode(StatusCode status) {
    base::Writer out;
    out.value(status);
    out.rest(std::string(words(status)));
    return {.code = Code6::status_code, .data = out.take()};
}

std::string to_string(const IdentityAssociation& association) {
    auto out = fmt::format("{} {:#x}", name(association.code), association.iaid);
    for (const auto& lease : association.addresses)
        out += fmt::format(" {} for {} s", base::to_string(lease.address), lease.valid);
    if (association.status) out += fmt::format(" status {}", std::to_underlying(*association.status));
    return out;
}

} // namespace dhcp
