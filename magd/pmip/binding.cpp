#include "magd/pmip/binding.hpp"

#include <cassert>

namespace pmip {

std::string_view name(Phase phase) {
    switch (phase) {
    case Phase::null: return "NULL";
    case Phase::init: return "INIT";
    case Phase::active: return "ACTIVE";
    case Phase::refresh_pending: return "REFRESH_PENDING";
    case Phase::disconnecting: return "DISCONNECTING";
    }
    assert(false);
    return "";
}

std::string_view name(Encapsulation encapsulation) {
    switch (encapsulation) {
    case Encapsulation::gre_udp: return "gre-udp";
    case Encapsulation::gre: return "gre";
    case Encapsulation::gre_unkeyed: return "gre-unkeyed";
    case Encapsulation::ip: return "none";
    case Encapsulation::device: return "device";
    }
    assert(false);
    return "";
}

Barred barred_by_lma(const Binding& binding) {
    if (!binding.barred) return {};
    const auto at = binding.barred->find(binding.lma);
    return at == binding.barred->end() ? Barred{} : at->second;
}

Barred& bar(Binding& binding) {
    if (!binding.barred) binding.barred = std::map<std::string, Barred>{};
    return (*binding.barred)[binding.lma];
}

} // namespace pmip
