#include "magd/triggers.hpp"

#include <net/if.h>

#include <algorithm>
#include <chrono>
#include <utility>

namespace magd {
namespace {

access::TimePoint trigger_now() { return std::chrono::steady_clock::now(); }

} // namespace

void Triggers::begin() {
    for (auto& source : sources_)
        watches_.emplace_back(loop_, source.fd(), [this, &source] {
            take(source, source.receive(trigger_now()));
            arm();
        });
    if (radius_)
        watches_.emplace_back(loop_, radius_->fd(), [this] {
            for (const auto& [interface, seen] : radius_->receive(trigger_now()))
                take({.trigger = Trigger::radius, .interface = interface}, seen);
            arm();
        });
    arm();
}

void Triggers::follow() {
    for (auto& source : sources_) source.follow();
    arm();
}

void Triggers::take(const TriggerSource& source, const access::Sightings& sightings) {
    const auto witness = source.witness();
    attendance_.hears(witness, source.hears());
    take(witness, sightings);
}

void Triggers::take(const Witness& witness, const access::Sightings& sightings) {
    if (sightings.empty()) return;
    const auto index = static_cast<base::IfIndex>(::if_nametoindex(witness.interface->c_str()));
    attendance_.take(mag_, {.source = witness, .index = index}, sightings, trigger_now(), dispatch_);
}

void Triggers::tick() {
    for (auto& source : sources_)
        if (const auto due = source.deadline(); due && *due <= trigger_now())
            take(source, source.tick(trigger_now()));
    if (auto left = attendance_.tick(mag_, trigger_now()); !left.empty()) dispatch_(std::move(left));
    arm();
}

void Triggers::arm() {
    auto first = attendance_.deadline();
    for (const auto& source : sources_)
        if (const auto due = source.deadline()) first = std::min(first.value_or(*due), *due);
    if (!first) return void(timer_.cancel());
    timer_.expires_at(*first);
    timer_.async_wait([this](const asio::error_code& error) {
        if (!error) tick();
    });
}

} // namespace magd
