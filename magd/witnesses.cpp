#include "magd/witnesses.hpp"

#include <algorithm>
#include <iterator>

namespace magd {

void Witnesses::came(const base::MacAddress& mac, const Witness& witness) {
    if (witness.trigger == Trigger::radius) forget_radius(mac);
    if (words_.size() < most_) words_.emplace(mac, number_of(witness));
}

void Witnesses::forget_radius(const base::MacAddress& mac) {
    for (auto word = words_.lower_bound({mac, 0}); word != words_.end() && word->first == mac;)
        word = known_[word->second].witness.trigger == Trigger::radius ? words_.erase(word) : std::next(word);
}

void Witnesses::left(const base::MacAddress& mac, const Witness& witness) {
    words_.erase({mac, number_of(witness)});
}

void Witnesses::hears(const Witness& witness, bool well) { known_[number_of(witness)].deaf = !well; }

bool Witnesses::any(const base::MacAddress& mac, auto&& holds) const {
    for (auto word = words_.lower_bound({mac, 0}); word != words_.end() && word->first == mac; ++word)
        if (const auto& [witness, deaf] = known_[word->second]; !deaf && holds(witness)) return true;
    return false;
}

bool Witnesses::present(const base::MacAddress& mac, std::string_view interface) const {
    return any(mac, [&](const Witness& witness) { return *witness.interface == interface; });
}

bool Witnesses::associated(const base::MacAddress& mac, std::string_view interface) const {
    return any(mac, [&](const Witness& witness) {
        return *witness.interface == interface && witness.trigger != Trigger::bridge;
    });
}

Witnesses::Number Witnesses::number_of(const Witness& witness) {
    const auto found = std::ranges::find(known_, witness, &Known::witness);
    const auto number = static_cast<Number>(found - known_.begin());
    if (found == known_.end()) known_.push_back({.witness = witness});
    return number;
}

} // namespace magd
