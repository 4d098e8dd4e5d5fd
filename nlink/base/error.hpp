#pragma once

#include <cerrno>
#include <cstring>
#include <expected>
#include <string>
#include <utility>

namespace base {

/// A failure of the environment (kernel, file, socket): never a peer's garbage,
/// which is dropped and counted, and never a bug of ours, which is an assert.
struct Error {
    int code = 0;     ///< errno, or 0 where the failure has none
    std::string what; ///< names the thing that failed and, where known, what to do

    bool operator==(const Error&) const = default;
};

template <class T>
using Result = std::expected<T, Error>;

/// Makes the unexpected value of a Result from a message of our own.
[[nodiscard]] inline std::unexpected<Error> fail(std::string what, int code = 0) {
    return std::unexpected(Error{.code = code, .what = std::move(what)});
}

/// The same for a system call that just failed: "what: reason". Reads errno unless told.
[[nodiscard]] inline std::unexpected<Error> fail_errno(std::string what, int code = errno) {
    return fail(std::move(what) + ": " + std::strerror(code), code);
}

} // namespace base
