# What every target of the project shares: libraries, warnings, sanitizers, and the two
# ways to declare a target (a module, a unit test).

find_package(absl REQUIRED)
find_package(CLI11 REQUIRED)
find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)
find_package(fmt 9 REQUIRED)
find_package(nlohmann_json 3.11 REQUIRED)
find_package(spdlog REQUIRED)
pkg_check_modules(libcrypto REQUIRED IMPORTED_TARGET libcrypto>=3)
pkg_check_modules(libmnl REQUIRED IMPORTED_TARGET libmnl)
pkg_check_modules(libsystemd REQUIRED IMPORTED_TARGET libsystemd)
pkg_check_modules(sqlite3 REQUIRED IMPORTED_TARGET sqlite3)
pkg_check_modules(tomlplusplus REQUIRED IMPORTED_TARGET tomlplusplus)

find_program(CCACHE ccache)
if(CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE})
endif()

add_library(magd_options INTERFACE)
target_include_directories(magd_options INTERFACE ${PROJECT_SOURCE_DIR})
target_compile_options(magd_options INTERFACE -Wall -Wextra -Wconversion -Wshadow -Werror)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  # False alarms of GCC 12 when it optimises: std::string (GCC bug 105651), std::vector.
  target_compile_options(magd_options INTERFACE -Wno-restrict -Wno-array-bounds)
endif()
if(CMAKE_UNITY_BUILD AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # It takes a source that is compiled together with others for a header.
  target_compile_options(magd_options INTERFACE -Wno-subobject-linkage)
endif()
target_compile_definitions(magd_options INTERFACE MAGD_VERSION="${PROJECT_VERSION}")
# Some libraries name far more to be linked than their headers need.
target_link_options(magd_options INTERFACE -Wl,--as-needed)

# Asio without Boost. What it would else find out by the headers that a file happens to include
# before is said here, so that it is the same in all files of a program.
add_library(magd_asio INTERFACE)
target_compile_definitions(magd_asio INTERFACE ASIO_STANDALONE ASIO_NO_DEPRECATED ASIO_HAS_STD_ALIGNED_ALLOC)
target_link_libraries(magd_asio INTERFACE Threads::Threads)

if(MAGD_SANITIZE OR MAGD_FUZZ)
  set(sanitizers -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
  if(MAGD_EXPLORE)
    # AddressSanitizer takes four fifths of the time. Ways through the standard library and through
    # fmt, and the operands of comparisons, are not worth what it costs to keep count of them.
    set(sanitizers -fsanitize=undefined -fno-sanitize-recover=all -fno-sanitize-coverage=trace-cmp
                   -fsanitize-coverage-ignorelist=${PROJECT_SOURCE_DIR}/tests/fuzz/uncounted.txt)
  endif()
  target_compile_options(magd_options INTERFACE ${sanitizers})
  target_link_options(magd_options INTERFACE ${sanitizers})
  # The sanitizers' own checks confuse this warning, as GCC's manual says.
  target_compile_options(magd_options INTERFACE $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>)
endif()
if(MAGD_FUZZ)
  target_compile_options(magd_options INTERFACE -fsanitize=fuzzer-no-link)
  # What is fuzzed and simulated must be fast; all else must compile fast.
  set(fuzzed_options -O1)
  set(fuzzed_modules base nlink dhcp pmip lma_core magd_surface magd_access magd_journal)
endif()
if(MAGD_COVERAGE)
  target_compile_options(magd_options INTERFACE --coverage)
  target_link_options(magd_options INTERFACE --coverage)
endif()

# magd_module(NAME SOURCES file... [LINKS library...]): one static library, so
# that the linker enforces which module may use which.
function(magd_module name)
  cmake_parse_arguments(arg "" "" "SOURCES;LINKS" ${ARGN})
  add_library(${name} STATIC ${arg_SOURCES})
  target_link_libraries(${name} PUBLIC magd_options ${arg_LINKS})
  if(name IN_LIST fuzzed_modules)
    target_compile_options(${name} PRIVATE ${fuzzed_options})
  endif()
endfunction()

# magd_program(NAME SOURCES file... [LINKS library...])
function(magd_program name)
  cmake_parse_arguments(arg "" "" "SOURCES;LINKS" ${ARGN})
  add_executable(${name} ${arg_SOURCES})
  target_link_libraries(${name} PRIVATE magd_options ${arg_LINKS})
endfunction()
