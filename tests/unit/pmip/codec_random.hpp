#pragma once

#include <cstdint>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "tests/unit/pmip/codec_support.hpp"

namespace pmip::test {

/// Messages made at random from a seed, which decode: no rule of an option is broken.
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
    void fill(BindingAuthorizationData& o) { o.authenticator = octets(below(20)); }
    void fill(Authentication& o) { o = {number<std::uint8_t>(), number<std::uint32_t>(), octets(below(24))}; }
    void fill(MessageIdentifier& o) { o.timestamp = number<std::uint64_t>() << 32 | number<std::uint32_t>(); }
    void fill(TransientBinding& o) { o = {coin(), number<std::uint8_t>()}; }
    void fill(MagIpv6Address& o) { o.address.address = ipv6(); }
    void fill(LmaUserPlaneAddress& o) {
        if (coin()) o.address = coin() ? base::Address{ipv4()} : base::Address{ipv6()};
    }
    void fill(MagMultipathBinding& o) {
        o = {AccessTechnology{number<std::uint8_t>()}, number<std::uint8_t>(),
             static_cast<std::uint8_t>(1 + below(254)), coin(), coin()};
    }
    void fill(MagIdentifier& o) { o.id = {number<std::uint8_t>(), text(below(60))}; }
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
    template <class T>
    std::optional<Range<T>> range(T least, T most) {
        if (coin()) return std::nullopt;
        if (coin()) return Range<T>{least, std::nullopt};
        return least <= most ? Range<T>{least, most} : Range<T>{most, least};
    }
    template <class T>
    std::optional<Range<T>> range() {
        const auto one = number<T>();
        return range(one, number<T>());
    }
    void fill(FormattedSelector& selector) {
        if (coin()) {
            selector = UnknownSubOption{static_cast<std::uint8_t>(2 + below(254)), octets(below(20))};
            return;
        }
        Ipv4TrafficSelector out;
        const auto source = ipv4();
        out.source = range(source, ipv4());
        const auto destination = ipv4();
        out.destination = range(destination, ipv4());
        out.spi = range<std::uint32_t>();
        out.source_port = range<std::uint16_t>();
        out.destination_port = range<std::uint16_t>();
        out.differentiated_services = range<std::uint8_t>();
        out.protocol = range<std::uint8_t>();
        selector = out;
    }
    void fill(TrafficOffloadSelector& o) {
        o.others = coin();
        if (coin()) fill(std::get<TrafficSelector>(o.items.emplace_back()).selector);
        if (coin()) o.items.emplace_back(sub_option(200));
    }
    template <std::uint8_t Type>
    void fill(BitRate<Type>& o) {
        o.rate = number<std::uint32_t>();
    }
    template <std::uint8_t Type>
    void fill(SessionBitRate<Type>& o) {
        o = {coin(), coin(), number<std::uint32_t>()};
    }
    void fill(AllocationRetentionPriority& o) {
        const auto part = [this](std::size_t limit) { return static_cast<std::uint8_t>(below(limit)); };
        o = {part(16), part(4), part(4)};
    }
    void fill(QosTrafficSelector& o) { fill(o.selector); }
    void fill(QosVendorSpecific& o) {
        o = {number<std::uint32_t>(), number<std::uint8_t>(), octets(below(20))};
    }
    void fill(UnknownSubOption& o) { o = sub_option(static_cast<std::uint8_t>(200 + below(50))); }
    void fill(QualityOfService& o) {
        o = {number<std::uint8_t>(), number<std::uint8_t>(), QosOperation{number<std::uint8_t>()}, {}};
        while (o.items.size() < 4 && coin()) {
            (void)select(o.items.emplace_back(), static_cast<std::uint8_t>(1 + below(12)));
            std::visit([this](auto& item) { fill(item); }, o.items.back());
        }
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
        if constexpr (I < std::variant_size_v<AnyOption>) {
            if (place != I) return option<I + 1>(place);
            std::variant_alternative_t<I, AnyOption> made;
            fill(made);
            return made;
        } else {
            return UnknownOption{.type = 255, .data = {}};
        }
    }
    Option option() { return option(below(std::variant_size_v<AnyOption>)); }

    /// Up to `most` options, in any order but for one that must be last; those that may come
    /// once, once.
    std::vector<Option> options(std::size_t most) {
        std::vector<Option> out;
        std::set<std::uint8_t> seen;
        for (auto count = below(most + 1); count != 0; --count) {
            auto next = option();
            const auto kind = kind_of(next);
            if (kind.unique && !seen.insert(kind.type).second) continue;
            const bool last =
                kind.type == Authentication::kind.type || kind.type == BindingAuthorizationData::kind.type;
            if (last && count != 1) continue;
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

} // namespace pmip::test
