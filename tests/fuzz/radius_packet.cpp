/// Any octets as a datagram of an access point or controller that has the secret "testing123": as they are,
/// and then with the Request Authenticator that they should have.
#include "magd/access/radius_packet.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "magd/access/radius_server.hpp"

namespace {

using namespace magd::access;

constexpr std::size_t header_size = 20, authenticator_at = 4, digest_size = 16;
const std::string word = "testing123";
const base::Bytes secret{word.begin(), word.end()};
const base::Address from = base::Ipv4{0xc0000207};

void expect(bool condition) {
    if (!condition) std::abort();
}

/// As if its sender had made it so: the length is that of the datagram.
base::Bytes signed_by_secret(base::Bytes packet) {
    if (packet.size() < header_size) return packet;
    packet[2] = static_cast<std::uint8_t>(packet.size() / 256);
    packet[3] = static_cast<std::uint8_t>(packet.size());
    std::fill_n(packet.begin() + authenticator_at, digest_size, std::uint8_t{0});
    auto covered = packet;
    covered.insert(covered.end(), secret.begin(), secret.end());
    expect(EVP_Digest(covered.data(), covered.size(), packet.data() + authenticator_at, nullptr, EVP_md5(),
                      nullptr) == 1);
    return packet;
}

/// It belongs to the request, and is no longer.
void check_answer(const base::Bytes& request, const base::Bytes& answer) {
    expect(answer.size() >= header_size && answer.size() <= request.size());
    expect(answer[0] == 5 && answer[1] == request[1]);
    expect(std::size_t{answer[2]} * 256 + answer[3] == answer.size());
    expect(answer_accounting(request, secret) == answer);
}

void check(RadiusServer& server, const base::Bytes& datagram, TimePoint now) {
    const auto told = read_accounting(datagram, secret);
    const auto step = server.received(from, datagram, now);
    expect(step.answer.empty() == !told);
    if (!told) expect(step.drop == told.error());
    if (told) check_answer(datagram, step.answer);
    for (const auto& [interface, sighting] : step.sightings)
        expect(interface == "wlan0" && (sighting.mac.octets[0] & 1) == 0);
    const auto again = server.received(from, datagram, now);
    expect(again.answer == step.answer && again.sightings.empty());
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const base::Bytes datagram(data, data + size);
    const auto now = TimePoint{} + std::chrono::hours{24};
    RadiusServer server({{.source = {from, 32}, .secret = secret}},
                        {{.interface = "wlan0", .ssid = "field"}});
    check(server, datagram, now);
    check(server, signed_by_secret(datagram), now);
    return 0;
}
