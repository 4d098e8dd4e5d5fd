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

} // namespace pmip
