#pragma once

#include "magd/api.hpp"

/// Methods of the control socket that are files of their own.
namespace magd {

/// What every part of the daemon has counted.
[[nodiscard]] RpcResult show_counters(const Api& api);

/// The difference between wish and kernel.
void check_kernel(const Api& api, const RpcReply& reply);
/// The same, once it is mended; what the kernel still refuses is an error.
void audit_kernel(const Api& api, const RpcReply& reply);
/// What another configuration would change, clients whose service would end included.
void plan_kernel(const Api& api, const nlohmann::json& params, const RpcReply& reply);

} // namespace magd
