# The ways to declare a test, and what `tests/run` builds of them.

add_custom_target(unit_programs)
add_custom_target(fuzz_programs)

add_library(magd_doctest_main STATIC ${PROJECT_SOURCE_DIR}/tests/unit/main.cpp)

# magd_unit_test(MODULE SOURCES file... [LINKS library...])
function(magd_unit_test module)
  cmake_parse_arguments(arg "" "" "SOURCES;LINKS" ${ARGN})
  add_executable(unit_${module} ${arg_SOURCES})
  target_link_libraries(unit_${module} PRIVATE magd_options magd_doctest_main ${arg_LINKS})
  target_compile_definitions(unit_${module} PRIVATE GOLDEN_DIR="${PROJECT_SOURCE_DIR}/tests/golden")
  add_dependencies(unit_programs unit_${module})
  add_test(NAME unit.${module} COMMAND unit_${module})
  set_tests_properties(unit.${module} PROPERTIES LABELS unit TIMEOUT 300)
endfunction()

# magd_fuzz_target(NAME [MAX_LENGTH octets] [DICTIONARY name] [LINKS library...]): NAME.cpp defines
# LLVMFuzzerTestOneInput; its words are in NAME.dict, or in the other target's that is said.
# Everywhere the kept corpus is replayed as a plain test: by a program of its own or, with
# MAGD_FUZZ, by the fuzzer, which then also runs for a bounded time.
function(magd_fuzz_target name)
  cmake_parse_arguments(arg "" "MAX_LENGTH;DICTIONARY" "LINKS" ${ARGN})
  set(corpus ${CMAKE_CURRENT_SOURCE_DIR}/corpus/${name})
  if(MAGD_FUZZ)
    set(program fuzz_${name})
    add_executable(${program} ${name}.cpp)
    target_link_options(${program} PRIVATE -fsanitize=fuzzer)
    target_compile_options(${program} PRIVATE ${fuzzed_options})
    add_dependencies(fuzz_programs ${program})
    if(NOT MAGD_EXPLORE)
      magd_fuzz_run(${name} ${corpus} "${arg_DICTIONARY}" ${arg_MAX_LENGTH})
    endif()
    file(GLOB inputs CONFIGURE_DEPENDS ${corpus}/*)
  else()
    set(program replay_${name})
    add_executable(${program} ${name}.cpp ${PROJECT_SOURCE_DIR}/tests/fuzz/replay.cpp)
    set(inputs ${corpus})
  endif()
  target_link_libraries(${program} PRIVATE magd_options ${arg_LINKS})
  add_dependencies(unit_programs ${program})
  add_test(NAME fuzz.replay.${name} COMMAND ${program} ${inputs})
  set_tests_properties(fuzz.replay.${name} PROPERTIES LABELS unit TIMEOUT 120)
endfunction()

# magd_fuzz_run(NAME CORPUS DICTIONARY [MAX_LENGTH]): a minute of fuzzing. What is found stays in the
# build folder and begins the next run, so that a failure stays one until it is mended.
function(magd_fuzz_run name corpus dictionary)
  set(scratch ${CMAKE_CURRENT_BINARY_DIR}/found/${name})
  if(NOT dictionary)
    set(dictionary ${name})
  endif()
  set(dictionary ${CMAKE_CURRENT_SOURCE_DIR}/${dictionary}.dict)
  if(EXISTS ${dictionary})
    set(use_dictionary -dict=${dictionary})
  endif()
  if(ARGN)
    set(shorten -max_len=${ARGN})
  endif()
  file(MAKE_DIRECTORY ${scratch})
  add_test(NAME fuzz.run.${name}
    COMMAND ${PROJECT_SOURCE_DIR}/tests/fuzz/run ${explorers}/bin/fuzz_${name} $<TARGET_FILE:fuzz_${name}>
            ${scratch} ${use_dictionary} ${shorten} ${corpus})
  # The MAG's events come in short sequences, which vary the quickest (mag_events.cpp).
  set_tests_properties(fuzz.run.${name} PROPERTIES LABELS fuzz TIMEOUT 240 ENVIRONMENT MAGD_FUZZ_EVENTS=4)
endfunction()
