#pragma once

#include <cstdint>
#include <random>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "magd/pmip/codec.hpp"

/// What the codec's tests share: octets from hexadecimal text, a second and simpler reading
/// of the option area, and messages made at random from a seed.
namespace pmip::test {

/// "3b 0e 06": blanks are skipped.
inline base::Bytes hex(std::string_view text) {
    std::string digits;
    for (const char c : text)
        if (c != ' ') digits += c;
    base::Bytes out;
    for (std::size_t i = 0; i + 1 < digits.size(); i += 2)
        out.push_back(static_cast<std::uint8_t>(std::stoul(digits.substr(i, 2), nullptr, 16)));
    return out;
}

/// A PBA of sequence 9465 around these option octets, padded with zeros (Pad1) to its Header Len.
inline base::Bytes pba_with(base::Bytes options) {
    auto out = hex("3b 00 06 00 0000 00 20 24f9 0384");
    out.insert(out.end(), options.begin(), options.end());
    out.resize((out.size() + 7) / 8 * 8 < 16 ? 16 : (out.size() + 7) / 8 * 8);
    out[1] = static_cast<std::uint8_t>(out.size() / 8 - 1);
    return out;
}

/// One item of the option area, padding included, and where its type octet stands.
struct Item {
    std::size_t at;
    std::uint8_t type;
    std::size_t size;
};
inline std::vector<Item> walk(const base::Bytes& header, std::size_t from) {
    std::vector<Item> items;
    while (from < header.size()) {
        const std::size_t size = header[from] == 0 ? 1 : 2U + header.at(from + 1);
        items.push_back({from, header[from], size});
        from += size;
    }
    return items;
}

class Random {
  public:
    explicit Random(std::uint32_t seed) : engine_(seed) {}

    std::size_t below(std::size_t limit) { return engine_() % limit; }
    bool coin() { return below(2) == 0; }
    template <class T>
    T number() {
        return static_cast<T>(engine_());
    }
    base::Bytes octets(std::size_t count) {
        base::Bytes out(count);
        for (auto& octet : out) octet = number<std::uint8_t>();
        return out;
    }
    std::string text(std::size_t count) {
        const auto from = octets(count);
        return {from.begin(), from.end()};
    }
    base::Ipv4 ipv4() { return {number<std::uint32_t>()}; }
    base::Ipv6 ipv6() {
        base::Ipv6 out;
        for (auto& octet : out.octets) octet = number<std::uint8_t>();
        return out;
    }
    base::Prefix4 prefix4(std::size_t most) { return {ipv4(), static_cast<std::uint8_t>(below(most + 1))}; }
    base::Prefix6 prefix6() { return {ipv6(), static_cast<std::uint8_t>(below(129))}; }
    UnknownSubOption sub_option(std::uint8_t type) { return {type, octets(below(20))}; }

    void fill(MobileNodeIdentifier& o) { o.id = {number<std::uint8_t>(), text(below(60))}; }
    void fill(HomeNetworkPrefix& o) { o.prefix = prefix6(); }
    void fill(HandoffIndicator& o) { o.indicator = Handoff{number<std::uint8_t>()}; }
    void fill(AccessTechnologyType& o) { o.technology = AccessTechnology{number<std::uint8_t>()}; }
    void fill(LinkLayerIdentifier& o) { o.identifier = octets(below(20)); }
    void fill(LinkLocalAddress& o) { o.address = ipv6(); }
    void fill(Timestamp& o) { o.value = number<std::uint64_t>() << 32 | number<std::uint32_t>(); }
    void fill(GreKey& o) {
        if (coin()) o.key = number<std::uint32_t>();
    }
    void fill(Ipv4HomeAddressRequest& o) { o.home_address = prefix4(63); }
    void fill(Ipv4HomeAddressReply& o) {
        o.status = Ipv4HomeAddressStatus{number<std::uint8_t>()};
        o.home_address = prefix4(63);
    }
    void fill(Ipv4DefaultRouter& o) { o.router = ipv4(); }
    void fill(DhcpSupportMode& o) { o.server = coin(); }
    void fill(BindingRefreshAdvice& o) { o.interval = number<std::uint16_t>(); }
    void fill(AlternateCareOfAddress& o) { o.address = ipv6(); }
    void fill(AlternateIpv4CareOfAddress& o) { o.address = ipv4(); }
    void fill(Authentication& o) { o = {number<std::uint8_t>(), number<std::uint32_t>(), octets(below(24))}; }
    void fill(VendorSpecific& o) { o = {number<std::uint32_t>(), number<std::uint8_t>(), octets(below(24))}; }
    void fill(ServiceSelection& o) { o.service = text(1 + below(40)); }
    void fill(NatDetection& o) { o = {coin(), number<std::uint32_t>()}; }
    void fill(RedirectCapability&) {}
    void fill(RestartCounter& o) { o.counter = number<std::uint32_t>(); }
    void fill(Redirect& o) { coin() ? o.lma = base::Address{ipv4()} : o.lma = base::Address{ipv6()}; }
    void fill(LoadInformation& o) {
        o = {number<std::uint16_t>(), number<std::uint32_t>(), number<std::uint32_t>(),
             number<std::uint32_t>(), number<std::uint32_t>()};
    }
    void fill(MobileNodeGroup& o) { o = {number<std::uint8_t>(), number<std::uint32_t>()}; }
    void fill(DelegatedMobileNetworkPrefix& o) {
        if (coin())
            o.prefix = prefix4(32);
        else
            o.prefix = prefix6();
    }
    void fill(AccessNetworkIdentifier& o) {
        if (coin()) o.items.emplace_back(NetworkIdentifier{coin(), text(1 + below(32)), text(below(20))});
        if (coin()) {
            const auto degrees = [this] { return static_cast<std::int32_t>(below(1U << 24)) - (1 << 23); };
            const auto latitude = degrees();
            o.items.emplace_back(GeoLocation{latitude, degrees()});
        }
        if (coin()) o.items.emplace_back(sub_option(200));
        o.items.emplace_back(OperatorIdentifier{number<std::uint8_t>(), text(1 + below(20))});
    }
    void fill(TrafficOffloadSelector& o) {
        o.others = coin();
        if (coin()) o.items.emplace_back(sub_option(3));
    }
    void fill(QualityOfService& o) {
        o = {number<std::uint8_t>(), number<std::uint8_t>(), number<std::uint8_t>(), {}};
        while (coin()) o.attributes.emplace_back(sub_option(number<std::uint8_t>()));
    }
    void fill(LmaControlledParameters& o) {
        const auto timer = [this] { return static_cast<std::uint16_t>(1 + below(65535)); };
        if (coin()) {
            const auto start = timer();
            const auto initial = timer();
            o.items.emplace_back(ReregistrationControl{start, initial, timer()});
        }
        if (coin()) {
            const auto interval = timer();
            o.items.emplace_back(HeartbeatControl{interval, number<std::uint16_t>(), timer()});
        }
    }
    void fill(UnknownOption& o) {
        o.type = static_cast<std::uint8_t>(100 + below(156));
        o.data = octets(below(30));
    }

    /// A value of the option that has this place in the list.
    template <std::size_t I = 0>
    Option option(std::size_t place) {
        if constexpr (I < std::variant_size_v<Option>) {
            if (place != I) return option<I + 1>(place);
            std::variant_alternative_t<I, Option> made;
            fill(made);
            return made;
        } else {
            return UnknownOption{.type = 255, .data = {}};
        }
    }
    Option option() { return option(below(std::variant_size_v<Option>)); }

    /// Up to `most` options, in any order; those that may come once, once.
    std::vector<Option> options(std::size_t most) {
        std::vector<Option> out;
        std::set<std::uint8_t> seen;
        for (auto count = below(most + 1); count != 0; --count) {
            auto next = option();
            const auto kind = kind_of(next);
            if (kind.unique && !seen.insert(kind.type).second) continue;
            out.push_back(std::move(next));
        }
        return out;
    }
    Message message(std::size_t most = 12) {
        const auto sequence = number<std::uint16_t>();
        const auto lifetime = number<std::uint16_t>();
        switch (below(3)) {
        case 0: return ProxyBindingUpdate{sequence, number<std::uint16_t>(), lifetime, options(most)};
        case 1:
            return ProxyBindingAck{Status{number<std::uint8_t>()}, number<std::uint8_t>(), sequence, lifetime,
                                   options(most)};
        default: return BindingError{BindingErrorStatus{number<std::uint8_t>()}, ipv6(), options(most)};
        }
    }

  private:
    std::mt19937 engine_;
};

inline const std::vector<Option>& options_of(const Message& message) {
    return std::visit([](const auto& m) -> const std::vector<Option>& { return m.options; }, message);
}

inline std::size_t fixed_part(const Message& message) {
    return std::visit([](const auto& m) { return m.kind.fixed; }, message);
}

} // namespace pmip::test
