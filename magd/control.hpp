#pragma once

#include <memory>

#include "magd/config.hpp"
#include "magd/rpc.hpp"
#include "nlink/base/error.hpp"

namespace asio {
class io_context;
}

namespace magd {

/// The control socket: JSON-RPC requests come in, one a line, and are answered in their order.
/// A client's next request is read once it has taken the last answer, so one that does not
/// read holds one answer and nothing else.
class Control {
  public:
    /// Listens from now on, and serves while `loop` runs. `handler` is called for methods that
    /// the peer may call. `loop` must outlive this, and not run any more once this is gone.
    static base::Result<Control> open(asio::io_context& loop, const ControlConfig& config,
                                      RpcHandler handler);

    Control(Control&&) noexcept;
    Control& operator=(Control&&) noexcept;
    /// Removes the socket.
    ~Control();

  private:
    class Server;
    explicit Control(std::unique_ptr<Server> server);
    std::unique_ptr<Server> server_;
};

} // namespace magd
