#include "magd/access/listener.hpp"

namespace magd::access {
namespace {

constexpr int most_datagrams = 64;
constexpr std::chrono::seconds list_pause{1};

} // namespace

void Listener::receive(const std::function<void(const nlink::Message&)>& take) {
    for (int i = 0; i < most_datagrams; ++i) {
        const auto heard = monitor_.receive([&](const nlink::Message& message) {
            if (!list_at_) take(message);
        });
        if (heard == nlink::Heard::nothing) return;
        if (heard == nlink::Heard::lost && !list_at_) distrust();
    }
}

bool Listener::begin_list(TimePoint now) {
    if (!list_at_ || now < *list_at_) return false;
    list_at_ = now + list_pause;
    monitor_.discard();
    return true;
}

} // namespace magd::access
