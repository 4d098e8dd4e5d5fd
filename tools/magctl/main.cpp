#include <cstdio>

#include "tools/magctl/run.hpp"

int main(int argc, char** argv) {
    const auto outcome = magctl::run(argc, argv);
    std::fputs(outcome.output.c_str(), stdout);
    std::fputs(outcome.error.c_str(), stderr);
    return outcome.status;
}
