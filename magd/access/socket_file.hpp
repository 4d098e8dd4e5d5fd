#pragma once

#include <unistd.h>

#include <string>
#include <utility>

namespace magd::access {

/// Owns the name of a unix socket in the file system; removes it when it goes.
class SocketFile {
  public:
    SocketFile() = default;
    explicit SocketFile(std::string path) : path_(std::move(path)) {}
    SocketFile(SocketFile&& other) noexcept : path_(std::exchange(other.path_, {})) {}
    SocketFile& operator=(SocketFile&& other) noexcept {
        SocketFile moved(std::move(other));
        std::swap(path_, moved.path_);
        return *this;
    }
    ~SocketFile() {
        if (!path_.empty()) ::unlink(path_.c_str());
    }

    [[nodiscard]] const std::string& path() const { return path_; }

  private:
    std::string path_;
};

} // namespace magd::access
