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
  set_tests_properties(unit.${module} PROPERTIES LABELS unit TIMEOUT 60)
endfunction()

# magd_fuzz_target(NAME [MAX_LENGTH octets] [LINKS library...]): NAME.cpp defines LLVMFuzzerTestOneInput.
# Everywhere the kept corpus is replayed as a plain test; with MAGD_FUZZ the
# fuzzer itself runs too, for a bounded number of inputs.
function(magd_fuzz_target name)
  cmake_parse_arguments(arg "" "MAX_LENGTH" "LINKS" ${ARGN})
  set(corpus ${CMAKE_CURRENT_SOURCE_DIR}/corpus/${name})
  add_executable(replay_${name} ${name}.cpp ${PROJECT_SOURCE_DIR}/tests/fuzz/replay.cpp)
  target_link_libraries(replay_${name} PRIVATE magd_options ${arg_LINKS})
  add_dependencies(unit_programs replay_${name})
  add_test(NAME fuzz.replay.${name} COMMAND replay_${name} ${corpus})
  set_tests_properties(fuzz.replay.${name} PROPERTIES LABELS unit TIMEOUT 120)
  if(MAGD_FUZZ)
    add_executable(fuzz_${name} ${name}.cpp)
    target_link_libraries(fuzz_${name} PRIVATE magd_options ${arg_LINKS})
    target_link_options(fuzz_${name} PRIVATE -fsanitize=fuzzer)
    target_compile_options(fuzz_${name} PRIVATE ${fuzzed_options})
    add_dependencies(fuzz_programs fuzz_${name})
    set(scratch ${CMAKE_CURRENT_BINARY_DIR}/found/${name})
    set(dictionary ${CMAKE_CURRENT_SOURCE_DIR}/${name}.dict)
    if(EXISTS ${dictionary})
      set(use_dictionary -dict=${dictionary})
    endif()
    if(arg_MAX_LENGTH)
      set(shorten -max_len=${arg_MAX_LENGTH})
    endif()
    file(MAKE_DIRECTORY ${scratch})
    add_test(NAME fuzz.run.${name}
      COMMAND fuzz_${name} -runs=50000 -max_total_time=20 -timeout=5 -print_final_stats=1
              -artifact_prefix=${scratch}/ ${use_dictionary} ${shorten} ${scratch} ${corpus})
    set_tests_properties(fuzz.run.${name} PROPERTIES LABELS fuzz TIMEOUT 120)
  endif()
endfunction()
