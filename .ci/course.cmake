# What every chapter's CMakeLists.txt begins with: the house's compiler
# options, and seven words to say what a chapter is made of.
#
#   stands_on(01-blocking)             the chapter below; its library only
#   add_chapter_library(blocking ...)  what is taught
#   add_chapter_server(blocking echo)  echo_server.cpp, as blocking_echo_server
#   add_chapter_test(blocking ...)     tests/*_test.cpp, registered with ctest
#                                      (THREADS ...: those with several)
#   add_contract(blocking_echo_server echo VARIANT thread ...)
#                                      a server's promises, a test for each
#   left_out(program)                  not built: something is not installed
#   add_tour_row(blocking "thread" ECHO --model thread ...)
#                                      its place in the tour
include_guard(GLOBAL)

set(course_root ${CMAKE_CURRENT_LIST_DIR}/..)
cmake_path(NORMAL_PATH course_root)

if(NOT CMAKE_BUILD_TYPE)
    set(CMAKE_BUILD_TYPE RelWithDebInfo CACHE STRING "how to build" FORCE)
endif()
set(COURSE_SANITIZE "" CACHE STRING "what -fsanitize= is given, or nothing")
set(CMAKE_EXPORT_COMPILE_COMMANDS ON) # for editors, and for .ci/check_headers

find_package(Threads REQUIRED)

# Every target's compiler options. The repository's root is the only include
# path: a chapter's own folder would let a poll.h of ours hide <poll.h>.
add_library(house_style INTERFACE)
target_compile_features(house_style INTERFACE cxx_std_20)
target_compile_options(house_style INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow -Wconversion
    -UNDEBUG) # assertions stay in: they are part of the lesson
target_include_directories(house_style INTERFACE ${course_root})
target_link_libraries(house_style INTERFACE Threads::Threads)
if(COURSE_SANITIZE)
    # Not vptr: to look at memory it opens a pipe, and without a descriptor
    # left it takes every object for a broken one. Not clang's function: a
    # coroutine that has it cannot be assembled.
    target_compile_options(house_style INTERFACE
        -fsanitize=${COURSE_SANITIZE} -fno-sanitize-recover=all
        -fno-sanitize=vptr
        $<$<CXX_COMPILER_ID:Clang>:-fno-sanitize=function>
        -fno-omit-frame-pointer)
    target_link_options(house_style INTERFACE -fsanitize=${COURSE_SANITIZE})
endif()
if(COURSE_SANITIZE MATCHES thread)
    target_sources(house_style INTERFACE
        ${CMAKE_CURRENT_LIST_DIR}/tsan_signals.cpp)
endif()

# What is tested is optimised; the tests need not be, and are many. Where a
# sanitizer finds something, it tells the test by its name.
set(course_test_options -O0)
if(COURSE_SANITIZE)
    list(APPEND course_test_options -g0)
endif()

include(CTest) # gives BUILD_TESTING, and `ctest` its configuration
add_custom_target(servers) # of all chapters that are no guests
add_custom_target(tested)  # all that a test runs, and nothing else
if(BUILD_TESTING)
    # GoogleTest's source is compiled as C, too, and precompiled headers go one
    # compiler's way for both languages.
    if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang" AND NOT CMAKE_C_COMPILER)
        string(REPLACE "clang++" "clang" CMAKE_C_COMPILER
            ${CMAKE_CXX_COMPILER})
    endif()
    include(FetchContent)
    FetchContent_Declare(googletest
        URL https://github.com/google/googletest/archive/refs/tags/v1.14.0.tar.gz
        URL_HASH SHA256=8ad598c73ad796e0d8280b082cebd82a630d73e73cd3c70057938a6501bba5d7
        FIND_PACKAGE_ARGS NAMES GTest)
    FetchContent_MakeAvailable(googletest)
    include(GoogleTest)

    # What all tests include, compiled once for all of them.
    file(WRITE ${CMAKE_BINARY_DIR}/test_headers.cpp "")
    add_library(test_headers OBJECT ${CMAKE_BINARY_DIR}/test_headers.cpp)
    target_link_libraries(test_headers PRIVATE house_style GTest::gtest)
    target_compile_options(test_headers PRIVATE ${course_test_options})
    target_precompile_headers(test_headers PRIVATE
        <gtest/gtest.h> <array> <atomic> <chrono> <functional> <future> <map>
        <memory> <mutex> <optional> <span> <sstream> <string> <system_error>
        <thread> <utility> <variant> <vector>)
endif()

# Says of a program that what it needs is not installed here. A page may name
# it none the less: .ci/check_lessons looks into the list.
file(WRITE ${CMAKE_BINARY_DIR}/left_out.txt "")
function(left_out program)
    cmake_path(RELATIVE_PATH CMAKE_CURRENT_BINARY_DIR
        BASE_DIRECTORY ${CMAKE_BINARY_DIR} OUTPUT_VARIABLE folder)
    file(APPEND ${CMAKE_BINARY_DIR}/left_out.txt "${folder}/${program}\n")
endfunction()

# The chapter below lends its library; its own servers and tests stay out.
function(stands_on folder)
    if(NOT EXISTS ${course_root}/${folder}/CMakeLists.txt)
        message(FATAL_ERROR "no chapter ${folder}")
    endif()
    get_property(standing GLOBAL PROPERTY course_chapters)
    if(NOT folder IN_LIST standing)
        set(chapter_is_guest ON)
        add_subdirectory(${course_root}/${folder}
            ${CMAKE_BINARY_DIR}/${folder} EXCLUDE_FROM_ALL)
    endif()
endfunction()

function(add_chapter_library name)
    cmake_path(GET CMAKE_CURRENT_SOURCE_DIR FILENAME folder)
    set_property(GLOBAL APPEND PROPERTY course_chapters ${folder})
    add_library(${name} STATIC ${ARGN})
    target_link_libraries(${name} PUBLIC house_style)
endfunction()

function(add_chapter_server library kind)
    add_executable(${library}_${kind}_server ${kind}_server.cpp)
    set_target_properties(${library}_${kind}_server
        PROPERTIES OUTPUT_NAME ${kind}_server)
    target_link_libraries(${library}_${kind}_server PRIVATE ${library})
    if(NOT chapter_is_guest)
        add_dependencies(servers ${library}_${kind}_server)
    endif()
endfunction()

function(add_chapter_test library)
    if(NOT BUILD_TESTING OR chapter_is_guest)
        return()
    endif()
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "THREADS")
    set(sources ${arg_THREADS})
    if(NOT COURSE_SANITIZE MATCHES thread) # which finds nothing in the others
        list(APPEND sources ${arg_UNPARSED_ARGUMENTS})
    endif()
    if(NOT sources)
        return()
    endif()
    add_executable(${library}_test ${sources})
    target_link_libraries(${library}_test PRIVATE ${library})
    register_tests(${library}_test ${library})
endfunction()

# Many small files, compiled a few at a time. Each stands in a namespace of its
# own name, or its local names differ from those of the others.
function(in_batches target)
    set_target_properties(${target} PROPERTIES
        UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 8)
endfunction()

function(as_test_code program)
    target_compile_options(${program} PRIVATE ${course_test_options}
        $<$<CXX_COMPILER_ID:GNU>:-Wno-subobject-linkage>) # it means headers
    in_batches(${program})
endfunction()

# Makes a program of GoogleTest's cases known to ctest, as "name:case".
function(register_tests program name)
    add_dependencies(tested ${program})
    target_link_libraries(${program} PRIVATE GTest::gtest_main)
    as_test_code(${program})
    target_precompile_headers(${program} REUSE_FROM test_headers)
    # Where a start takes longer than most cases do, there is only one.
    if(COURSE_SANITIZE OR CMAKE_CROSSCOMPILING)
        list(JOIN EMULATOR_CANNOT ":" cannot)
        add_test(NAME ${program} COMMAND ${program} --gtest_filter=-${cannot})
        set_tests_properties(${program} PROPERTIES TIMEOUT 600)
        return()
    endif()
    gtest_discover_tests(${program} TEST_PREFIX "${name}:"
        DISCOVERY_TIMEOUT 60 PROPERTIES TIMEOUT 60)
endfunction()

include(${CMAKE_CURRENT_LIST_DIR}/contract.cmake)
include(${CMAKE_CURRENT_LIST_DIR}/tour.cmake)
