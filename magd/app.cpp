#include "magd/app.hpp"

#include <asio/io_context.hpp>

#include <chrono>
#include <future>
#include <optional>
#include <utility>

#include "magd/control.hpp"
#include "magd/daemon.hpp"
#include "magd/log.hpp"

namespace magd {

base::Result<void> run(const Config& config, const std::filesystem::path& file) {
    asio::io_context loop{1};
    std::optional<Api> api; // there when the loop runs
    // First of all: a daemon that runs already is named by this.
    const auto call = [&](std::string_view method, const auto& params, const RpcReply& reply) {
        api->call(method, params, reply);
    };
    auto control = Control::open(loop, config.control, call);
    if (!control) return std::unexpected(control.error());
    auto resources = Resources::open(config);
    if (!resources) return std::unexpected(resources.error());
    // With many clients either takes a second or two: the journal is read while the kernel is dumped.
    auto reading = std::async(std::launch::async, [&] {
        return journal::recollect(config.state_directory, {.boot = journal::boot_id(),
                                                           .began = std::chrono::steady_clock::now(),
                                                           .longest_pause = config.kernel.adoption_limit});
    });
    auto found = resources->kernel.dump();
    auto past = reading.get();
    if (!past) return std::unexpected(past.error());
    if (!found) return std::unexpected(found.error());
    for (const auto& trouble : past->troubles) log::warning("{}", trouble);
    Daemon daemon(loop, config, file, *resources, std::move(*past));
    api.emplace(daemon.api());
    return daemon.run(std::move(*found));
}

} // namespace magd
