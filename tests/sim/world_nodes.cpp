#include <fmt/format.h>

#include <algorithm>

#include "magd/pmip/codec.hpp"
#include "tests/sim/clients.hpp"
#include "tests/sim/world.hpp"

/// Events into the cores, and their actions out into the world.
namespace sim {

using namespace pmip;

void World::feed(MagNode& node, const Event& event) {
    const auto now = now_of(node.offset);
    node.watch.before(event);
    auto actions = node.mag.on(event, now);
    node.watch.after(event, actions, now);
    node.deadline = node.mag.deadline();
    if (const auto* adopted = std::get_if<Adopted>(&event))
        if (const auto* binding = node.mag.find(adopted->binding->profile.mac)) node.kernel.adopt(*binding);
    if (const auto* done = std::get_if<Programmed>(&event)) keep(node, done->mac);
    if (const auto* failed = std::get_if<ProgramFailed>(&event)) keep(node, failed->mac);
    for (auto& action : actions) execute(node, action);
    if (node.watch.violation() && !violation_) violation_ = node.watch.violation();
}

void World::feed(LmaNode& node, const lma::LmaEvent& event) {
    auto actions = node.lma.on(event, now_of(node.offset));
    node.deadline = node.lma.deadline();
    for (auto& action : actions) execute(node, action);
}

void World::execute(MagNode& node, Action& action) {
    if (auto* pbu = std::get_if<SendPbu>(&action)) {
        send(node.end, pbu->to, std::move(pbu->update));
    } else if (auto* message = std::get_if<Send>(&action)) {
        send(node.end, message->to, std::move(message->message));
    } else if (auto* want = std::get_if<Want>(&action)) {
        programme(node, std::move(*want->binding));
    } else if (const auto* unwant = std::get_if<Unwant>(&action)) {
        node.kernel.unwant(unwant->mac);
        keep(node, unwant->mac);
    } else if (const auto* record = std::get_if<Record>(&action)) {
        keep(node, record->mac);
    } else if (const auto* attached = std::get_if<Attached>(&action)) {
        const auto* binding = node.mag.find(attached->mac);
        if (binding == nullptr || !node.kernel.carries(attached->mac, binding->generation))
            fail(must::kernel_first, number_of(attached->mac), "the kernel carries something else");
        auto& client = clients_[number_of(attached->mac)];
        if (client.at == node.end.number) client.asking = false;
        tell(number_of(attached->mac), name_of(node.end), "attached");
    } else if (const auto* gone = std::get_if<Detached>(&action)) {
        tell(number_of(gone->mac), name_of(node.end), "detached");
        detached(number_of(gone->mac), node.end.number);
    } else if (auto* note = std::get_if<Note>(&action)) {
        tell(number_of(note->mac), name_of(node.end), std::move(note->text));
    } else if (auto* lma_note = std::get_if<LmaNote>(&action)) {
        tell(name_of(node.end), lma_note->lma + ' ' + lma_note->text);
    }
}

/// The journal has what the kernel carries.
void World::keep(MagNode& node, const base::MacAddress& mac) {
    const auto* binding = node.mag.find(mac);
    if (binding != nullptr && binding->programmed)
        node.journal.insert_or_assign(mac, *binding);
    else
        node.journal.erase(mac);
}

/// The kernel takes its time; its word on an earlier wish may come after a later one.
void World::programme(MagNode& node, Binding binding) {
    later(random_.between(Milliseconds{0}, Milliseconds{kernel_slow_ ? 2000 : 50}),
          Settle{.mag = node.end.number,
                 .life = node.life,
                 .mac = binding.profile.mac,
                 .generation = binding.generation,
                 .fails = random_.percent(kernel_failures_)});
    node.kernel.want(std::move(binding));
}

void World::happen(const Settle& word) {
    auto& node = mags_[word.mag];
    if (node.life != word.life) return;
    node.kernel.settle(word.mac, word.generation, word.fails);
    if (word.fails)
        feed(node, ProgramFailed{.mac = word.mac, .generation = word.generation, .reason = "no luck"});
    else
        feed(node, Programmed{.mac = word.mac, .generation = word.generation});
}

void World::execute(LmaNode& node, lma::LmaAction& action) {
    if (auto* send_out = std::get_if<lma::Send>(&action))
        send(node.end, send_out->to, std::move(send_out->message));
    else if (auto* want = std::get_if<lma::WantTunnel>(&action))
        node.tunnels[want->entry.number] = std::move(want->entry);
    else if (const auto* unwant = std::get_if<lma::UnwantTunnel>(&action))
        node.tunnels.erase(unwant->entry.number);
    else if (auto* note = std::get_if<lma::LmaNote>(&action))
        tell(name_of(node.end), std::move(note->text));
}

void World::send(End from, const base::Address& to, Message message) {
    const auto number = static_cast<std::uint8_t>(std::get<base::Ipv4>(to).value & 0xff);
    Packet packet{.from = from, .to = {.lma = !from.lma, .number = number}, .payload = {}};
    if (scenario_.encoded <= 1 || random_.below(scenario_.encoded) == 0) {
        auto octets = encode(message, from.lma ? Padding::minimal : Padding::never_pad1);
        const auto decoded = decode(octets);
        if (!decoded || decoded->message != message) fail(must::codec, 0, describe(message));
        packet.payload = std::move(octets);
    } else {
        packet.payload = std::move(message);
    }
    ++tally_.packets;
    network_.send(std::move(packet), random_,
                  [this](Milliseconds delay, Packet copy) { later(delay, Arrive{std::move(copy)}); });
}

void World::happen(Arrive& arrival) {
    auto& packet = arrival.packet;
    if (const auto* octets = std::get_if<base::Bytes>(&packet.payload)) {
        auto decoded = decode(*octets);
        if (!decoded) return fail(must::codec, 0, decoded.error().detail);
        packet.payload = std::move(decoded->message);
    }
    auto& message = std::get<Message>(packet.payload);
    const base::Address from = address_of(packet.from);
    if (packet.to.lma)
        feed(lmas_[packet.to.number],
             lma::MessageIn{.from = from, .port = port, .message = std::move(message)});
    else
        feed(mags_[packet.to.number], MessageIn{.from = from, .message = std::move(message)});
}

} // namespace sim
