#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "nlink/base/error.hpp"

namespace asio {
class io_context;
}

namespace lma {

/// A unix socket for root that takes one command a line and answers each with one line.
class Control {
  public:
    using Handler = std::function<std::string(std::string_view line)>;
    /// Listens from now on, and serves while `loop` runs; `loop` must outlive this.
    static base::Result<Control> open(asio::io_context& loop, const std::string& path, Handler handler);

    Control(Control&&) noexcept;
    Control& operator=(Control&&) noexcept;
    /// Removes the socket.
    ~Control();

  private:
    class Server;
    explicit Control(std::unique_ptr<Server> server);
    std::unique_ptr<Server> server_;
};

} // namespace lma
