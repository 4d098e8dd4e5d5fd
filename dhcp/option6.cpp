#include "dhcp/option6.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

namespace dhcp {
namespace {

constexpr std::size_t any_length = 0xffff;

/// An option that is known by name. Its data have from `least` to `most` octets, a multiple of `unit`.
struct Form6 {
    Code6 code{};
    std::string_view name;
    std::size_t least = 0, most = any_length, unit = 1;
};

constexpr std::array forms6{
    Form6{Code6::client_identifier, "client-identifier", 3, 130}, // RFC 8415 section 11.1
    Form6{Code6::server_identifier, "server-identifier", 3, 130},
    Form6{Code6::ia_na, "ia-na", 12},
    Form6{Code6::ia_ta, "ia-ta", 4},
    Form6{Code6::ia_address, "ia-address", 24},
    Form6{Code6::option_request, "option-request", 0, any_length, 2},
    Form6{Code6::preference, "preference", 1, 1},
    Form6{Code6::elapsed_time, "elapsed-time", 2, 2},
    Form6{Code6::status_code, "status-code", 2},
    Form6{Code6::rapid_commit, "rapid-commit", 0, 0},
    Form6{Code6::dns_servers, "dns-servers", 16, any_length, 16},
    Form6{Code6::domain_list, "domain-list"},
    Form6{Code6::ia_pd, "ia-pd", 12},
    Form6{Code6::information_refresh_time, "information-refresh-time", 4, 4},
};

const Form6* form_of(Code6 code) {
    const auto* const at = std::ranges::find(forms6, code, &Form6::code);
    return at != forms6.end() ? at : nullptr;
}

std::string numbers_in_words(base::ByteView data) {
    std::string out;
    for (base::Reader in(data); in.left() >= 2;) {
        std::uint16_t number = 0;
        in.value(number);
        out += (out.empty() ? "" : ",") + std::to_string(number);
    }
    return out;
}

std::string addresses6_in_words(base::ByteView data) {
    std::string out;
    for (base::Reader in(data); in.left() != 0;) {
        base::Ipv6 address;
        in.value(address);
        out += (out.empty() ? "" : ",") + base::to_string(address);
    }
    return out;
}

std::string number6_in_words(base::ByteView data) {
    std::uint32_t number = 0;
    for (const auto octet : data) number = number << 8 | octet;
    return std::to_string(number);
}

} // namespace

std::string name(Code6 code) {
    const auto* const form = form_of(code);
    return form != nullptr ? std::string(form->name) : fmt::format("option-{}", std::to_underlying(code));
}

bool length_fits(Code6 code, std::size_t length) {
    const auto* const form = form_of(code);
    return form == nullptr || (length >= form->least && length <= form->most && length % form->unit == 0);
}

std::string to_string(const Option6& option) {
    if (length_fits(option.code, option.data.size())) switch (option.code) {
        case Code6::preference:
        case Code6::elapsed_time:
        case Code6::information_refresh_time: return number6_in_words(option.data);
        case Code6::status_code: return number6_in_words(base::ByteView(option.data).first(2));
        case Code6::option_request: return numbers_in_words(option.data);
        case Code6::dns_servers: return addresses6_in_words(option.data);
        default: break;
        }
    return fmt::format("{:02x}", fmt::join(option.data, ":"));
}

} // namespace dhcp
