#pragma once

#include <string_view>

/// Tells the service manager how the daemon is (sd_notify(3)). Does nothing where there is none.
namespace magd::notify {

void ready();
/// Ends with the next ready().
void reloading();
void stopping();
/// One line that `systemctl status` shows.
void status(std::string_view text);

} // namespace magd::notify
