#include "magd/notify.hpp"

#include <systemd/sd-daemon.h>

#include <algorithm>
#include <string>

namespace magd::notify {

// A service manager that cannot be told is no reason to fail: the results are not looked at.

void ready() { sd_notify(0, "READY=1"); }

void stopping() { sd_notify(0, "STOPPING=1"); }

void status(std::string_view text) {
    std::string state = "STATUS=" + std::string(text);
    std::ranges::replace(state, '\n', ' ');
    sd_notify(0, state.c_str());
}

} // namespace magd::notify
