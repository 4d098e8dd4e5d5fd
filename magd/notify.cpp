#include "magd/notify.hpp"

#include <systemd/sd-daemon.h>

#include <algorithm>
#include <cstdint>
#include <ctime>
#include <string>

namespace magd::notify {

// A service manager that cannot be told is no reason to fail: the results are not looked at.

void ready() { sd_notify(0, "READY=1"); }

void reloading() {
    timespec now{};
    ::clock_gettime(CLOCK_MONOTONIC, &now);
    const auto microseconds = std::int64_t{now.tv_sec} * 1000000 + now.tv_nsec / 1000;
    sd_notify(0, ("RELOADING=1\nMONOTONIC_USEC=" + std::to_string(microseconds)).c_str());
}

void stopping() { sd_notify(0, "STOPPING=1"); }

void status(std::string_view text) {
    std::string state = "STATUS=" + std::string(text);
    std::ranges::replace(state, '\n', ' ');
    sd_notify(0, state.c_str());
}

} // namespace magd::notify
