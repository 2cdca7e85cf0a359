# add_exercise(): a small problem, its test, and the proof of that test.
#
#   add_exercise(01-blocking/1-read-exactly read_exactly.h
#       LIBRARY blocking THREADS)
#
# The folder holds the stub (read_exactly.h), test.cpp, expected.txt (the tests
# that the stub fails), marked/, solution/ and wrong/. test.cpp includes the
# answer that is to be tested as ANSWER. An answer that ends in .S is assembled
# and linked with it. THREADS says that ThreadSanitizer has something to see.
#
# Nothing here is part of `all`: a learner builds the one test he works on,
# and only the proofs need every answer.
include_guard(GLOBAL)

option(EXERCISE_PROOFS "test the exercises: every stub, solution and wrong \
answer (target exercise_proofs)" OFF)
set(exercises_root ${CMAKE_CURRENT_LIST_DIR})
set(EXERCISES_WORK ${exercises_root}/work CACHE PATH
    "where learners' copies are; a test of the runner has its own")
set(exercise_list ${CMAKE_CURRENT_BINARY_DIR}/exercises.tsv)
file(WRITE ${exercise_list} "")

if(BUILD_TESTING)
    add_custom_target(exercise_proofs)
    if(EXERCISE_PROOFS)
        add_dependencies(tested exercise_proofs)
    endif()
    # What all tests include, compiled once for all of them.
    add_library(exercise_test OBJECT EXCLUDE_FROM_ALL
        ${exercises_root}/story.cpp)
    # Under a sanitizer nothing hangs, but on a busy machine it may take long.
    set(story_patience 5) # seconds
    if(COURSE_SANITIZE)
        set(story_patience 60)
    endif()
    set_source_files_properties(${exercises_root}/story.cpp PROPERTIES
        COMPILE_DEFINITIONS
            STORY_PATIENCE=${story_patience})
    target_link_libraries(exercise_test
        PUBLIC house_style GTest::gtest_main)
    # A learner wants to see his variables in gdb; nobody looks into a proof.
    target_compile_options(exercise_test PUBLIC
        -O0 $<$<BOOL:${EXERCISE_PROOFS}>:-g0>)
    target_precompile_headers(exercise_test PRIVATE
        <gtest/gtest.h> <atomic> <chrono> <condition_variable> <deque>
        <fstream> <functional> <map> <memory> <mutex> <optional> <span>
        <string> <system_error> <thread> <vector>)
endif()

function(add_exercise folder answer)
    cmake_parse_arguments(PARSE_ARGV 2 given "THREADS" "LIBRARY" "")
    if(NOT folder MATCHES "^(0[1-6])-[a-z0-9-]+/([1-9])-[a-z0-9-]+$")
        message(FATAL_ERROR "'${folder}' is not 01-chapter/1-exercise")
    endif()
    set(id ${CMAKE_MATCH_1}-${CMAKE_MATCH_2})
    cmake_path(GET folder FILENAME name)
    set(here ${exercises_root}/${folder})
    set(work ${CMAKE_MATCH_1}-${name}) # the learner's, under work/
    file(APPEND ${exercise_list} "${id}\t${folder}\t${answer}\t${work}\n")
    if(NOT BUILD_TESTING)
        return()
    endif()
    add_answer(exercise_${id} ${EXERCISES_WORK}/${work}/${answer})
    add_answer(grade_${id} ${CMAKE_CURRENT_BINARY_DIR}/graded/${id}/${answer})
    if(EXERCISE_PROOFS)
        add_proofs()
    endif()
endfunction()

# A test program for one answer. The rest it needs is add_exercise()'s.
function(add_answer program path)
    add_executable(${program} EXCLUDE_FROM_ALL ${here}/test.cpp)
    target_link_libraries(${program}
        PRIVATE exercise_test ${given_LIBRARY})
    target_compile_definitions(${program}
        PRIVATE ANSWER="${path}")
    if(answer MATCHES "\\.S$")
        target_sources(${program} PRIVATE ${exercises_root}/answer.S)
    endif()
    target_precompile_headers(${program} REUSE_FROM exercise_test)
endfunction()

# Each stub fails what it is said to fail, each solution passes, and each
# wrong answer is caught. Sanitizers look at the solutions only, 20 times.
function(add_proofs)
    if(NOT COURSE_SANITIZE MATCHES thread OR given_THREADS)
        set(often "")
        if(COURSE_SANITIZE)
            set(often --gtest_repeat=20)
        endif()
        add_proof(solution ${here}/solution/${answer} --passes ${often})
    endif()
    if(COURSE_SANITIZE)
        return()
    endif()
    add_proof(stub ${here}/${answer} --fails ${here}/expected.txt)
    # Found, not listed: an answer that was forgotten would prove nothing.
    cmake_path(GET answer EXTENSION LAST_ONLY ending)
    file(GLOB wrongs CONFIGURE_DEPENDS ${here}/wrong/*${ending})
    foreach(wrong IN LISTS wrongs)
        cmake_path(GET wrong STEM mistake)
        add_proof(${mistake} ${wrong} --caught ${wrong})
    endforeach()
endfunction()

function(add_proof what path)
    set(program proof_${id}_${what})
    add_answer(${program} ${path})
    add_dependencies(exercise_proofs ${program})
    add_test(NAME "exercise ${id}: ${what}"
        COMMAND ${exercises_root}/prove ${ARGN} $<TARGET_FILE:${program}>)
    set_tests_properties("exercise ${id}: ${what}" PROPERTIES
        TIMEOUT 600 LABELS "exercise")
endfunction()
