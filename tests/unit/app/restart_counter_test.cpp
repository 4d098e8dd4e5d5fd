#include <doctest/doctest.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <string>

#include "magd/restart_counter.hpp"

namespace restart_counter_test {

using namespace magd;
namespace fs = std::filesystem;

namespace {

/// A folder that is gone afterwards.
struct Folder {
    fs::path path;
    Folder() {
        std::string name = (fs::temp_directory_path() / "magd-counter-XXXXXX").native();
        path = ::mkdtemp(name.data());
    }
    ~Folder() { fs::remove_all(path); }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
};

void write(const fs::path& file, std::string_view text) { std::ofstream(file) << text; }

} // namespace

TEST_CASE("each run has a number of its own") {
    const Folder folder;
    for (const auto run : {1U, 2U, 3U}) {
        const auto count = count_restart(folder.path);
        CHECK(count.value == run);
        CHECK(count.trouble.empty());
    }
    CHECK(fs::exists(folder.path / "restart-counter"));
    CHECK_FALSE(fs::exists(folder.path / "restart-counter.new"));
}

TEST_CASE("the folder is made where only that is missing") {
    const Folder folder;
    CHECK(count_restart(folder.path / "magd").value == 1);
    CHECK(count_restart(folder.path / "magd").value == 2);
}

TEST_CASE("after the last number comes zero") {
    const Folder folder;
    write(folder.path / "restart-counter", "4294967295\n");
    CHECK(count_restart(folder.path).value == 0);
    CHECK(count_restart(folder.path).value == 1);
}

TEST_CASE("a file that holds something else is said, and counted from the time") {
    for (const auto* text : {"", "seven\n", "7 8\n", "4294967296\n"}) {
        const Folder folder;
        write(folder.path / "restart-counter", text);
        const auto count = count_restart(folder.path);
        CHECK(count.value > 1700000000U);
        CHECK(count.trouble ==
              (folder.path / "restart-counter").native() + " does not hold a number: counting anew");
        CHECK(count_restart(folder.path).value == count.value + 1);
        CHECK(count_restart(folder.path).trouble.empty());
    }
}

TEST_CASE("where nothing can be kept, the time is the number") {
    const auto count = count_restart("/proc/no/such/folder");
    CHECK(count.value > 1700000000U);
    CHECK(count.trouble ==
          "the restart counter cannot be kept in /proc/no/such/folder: No such file or directory");
}

} // namespace restart_counter_test
