/// How many Proxy Binding Updates the codec decodes and encodes in a second, on one core.
#include "magd/pmip/codec.hpp"

#include <fmt/format.h>

#include <cstdlib>
#include <ctime>
#include <string_view>

namespace {

/// A PBU with the options that a gateway sends for an IPv4 session.
const pmip::Message update = pmip::ProxyBindingUpdate{
    .sequence = 9465,
    .lifetime = 900,
    .options = {pmip::MobileNodeIdentifier{{1, "0023.c2db.292d@example.com"}},
                pmip::HandoffIndicator{pmip::Handoff::new_interface},
                pmip::AccessTechnologyType{pmip::AccessTechnology::ieee80211},
                pmip::LinkLayerIdentifier{{0x00, 0x23, 0xc2, 0xdb, 0x29, 0x2d}},
                pmip::Timestamp{0x6553f1008000}, pmip::Ipv4HomeAddressRequest{}, pmip::GreKey{1}}};

/// Runs a step for a second of processor time, which other work on the machine does not count in, and
/// prints how often it went.
template <class Step>
void measure(std::string_view what, Step step) {
    constexpr int batch = 10000;
    std::size_t runs = 0;
    const auto start = std::clock();
    std::clock_t spent = 0;
    while (spent < CLOCKS_PER_SEC) {
        for (int i = 0; i < batch; ++i) step();
        runs += batch;
        spent = std::clock() - start;
    }
    const double seconds = static_cast<double>(spent) / CLOCKS_PER_SEC;
    fmt::print("{:<24}{:>12.0f} /s\n", what, static_cast<double>(runs) / seconds);
}

void require(bool held) {
    if (!held) std::abort();
}

} // namespace

int main() {
    const auto octets = pmip::encode(update, pmip::Padding::minimal);
    measure("PBU decode", [&] { require(pmip::decode(octets).has_value()); });
    measure("PBU encode", [&] { require(!pmip::encode(update, pmip::Padding::minimal).empty()); });
    measure("PBU decode and encode", [&] {
        const auto decoded = pmip::decode(octets);
        require(decoded && pmip::encode(decoded->message, pmip::Padding::minimal) == octets);
    });
    return 0;
}
