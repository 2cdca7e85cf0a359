# What every chapter's CMakeLists.txt begins with: the house's compiler
# options, and four words to say what a chapter is made of.
#
#   stands_on(01-blocking)             the chapter below; its library only
#   add_chapter_library(blocking ...)  what is taught
#   add_chapter_server(blocking echo)  echo_server.cpp, as blocking_echo_server
#   add_chapter_test(blocking ...)     tests/*_test.cpp, registered with ctest
#   add_contract(blocking_echo_server echo VARIANT thread ...)
#                                      a server's promises, a test for each
include_guard(GLOBAL)

set(course_root ${CMAKE_CURRENT_LIST_DIR}/..)
cmake_path(NORMAL_PATH course_root)

if(NOT CMAKE_BUILD_TYPE)
    set(CMAKE_BUILD_TYPE RelWithDebInfo CACHE STRING "how to build" FORCE)
endif()
set(COURSE_SANITIZE "" CACHE STRING "what -fsanitize= is given, or nothing")

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
    # left it takes every object for a broken one.
    target_compile_options(house_style INTERFACE
        -fsanitize=${COURSE_SANITIZE} -fno-sanitize-recover=all
        -fno-sanitize=vptr
        -fno-omit-frame-pointer)
    target_link_options(house_style INTERFACE -fsanitize=${COURSE_SANITIZE})
endif()

include(CTest) # gives BUILD_TESTING, and `ctest` its configuration
if(BUILD_TESTING)
    include(FetchContent)
    FetchContent_Declare(googletest
        URL https://github.com/google/googletest/archive/refs/tags/v1.14.0.tar.gz
        URL_HASH SHA256=8ad598c73ad796e0d8280b082cebd82a630d73e73cd3c70057938a6501bba5d7
        FIND_PACKAGE_ARGS NAMES GTest)
    FetchContent_MakeAvailable(googletest)
    include(GoogleTest)
endif()

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
endfunction()

function(add_chapter_test library)
    if(NOT BUILD_TESTING OR chapter_is_guest)
        return()
    endif()
    add_executable(${library}_test ${ARGN})
    target_link_libraries(${library}_test PRIVATE ${library} GTest::gtest_main)
    gtest_discover_tests(${library}_test TEST_PREFIX "${library}: "
        DISCOVERY_TIMEOUT 60 PROPERTIES TIMEOUT 60)
endfunction()

# Sanitizers make programs slow, most of all those with many threads; the
# contract then waits that much longer.
set(contract_patience 1)
if(COURSE_SANITIZE)
    set(contract_patience 8)
endif()

# Puts a server through the contract: one test for each promise of its kind.
#   add_contract(blocking_echo_server echo VARIANT iterative
#       ARGS --model iterative
#       CANNOT serves_1000_clients_at_once "one at a time; 'thread' mends it")
# What it CANNOT do (case and reason, any number of pairs) must fail. With
# PREFIX, the server is run by that command: env LD_PRELOAD=...
function(add_contract server kind)
    if(NOT BUILD_TESTING OR chapter_is_guest)
        return()
    endif()
    cmake_parse_arguments(PARSE_ARGV 2 given "" "VARIANT" "ARGS;PREFIX;CANNOT")
    add_dependencies(${server} server_contract)
    cmake_path(RELATIVE_PATH CMAKE_CURRENT_SOURCE_DIR
        BASE_DIRECTORY ${course_root} OUTPUT_VARIABLE folder)
    set(command "")
    foreach(word IN ITEMS ${given_PREFIX} $<TARGET_FILE:${server}>
            --port 0 ${given_ARGS})
        string(APPEND command "'${word}' ")
    endforeach()
    set(cases ${course_root}/01-blocking/contract/cases.txt)
    file(STRINGS ${cases} lines REGEX "^(${kind}|all) ")

    set(case "")
    foreach(word IN LISTS given_CANNOT) # a case, a reason, a case, a reason
        if(case)
            set(reason_${case} "${word}")
            set(case "")
        elseif("${lines}" MATCHES " ${word} ")
            set(case ${word})
        else()
            message(FATAL_ERROR "no case '${word}' in ${cases}")
        endif()
    endforeach()

    math(EXPR time_limit "120 * ${contract_patience}")
    foreach(line IN LISTS lines)
        string(REGEX MATCH "^[a-z]+ +([a-z0-9_]+) +([a-z]+) +(.*)$" _ ${line})
        set(case ${CMAKE_MATCH_1})
        set(weight ${CMAKE_MATCH_2})
        set(test "${folder} ${kind} ${given_VARIANT}: ${CMAKE_MATCH_3}")
        set(limit "")
        if(DEFINED reason_${case})
            # It is known to fail, so it need not be given much time for it.
            string(REPLACE ";" "\\;" reason "${reason_${case}}")
            set(limit --deadline 2 --cannot "${case}=${reason}")
        endif()
        add_test(NAME ${test} COMMAND server_contract --kind ${kind}
            --server ${command} --with-name ${given_VARIANT}
            --only ${case} ${limit})
        set_tests_properties(${test} PROPERTIES LABELS contract
            TIMEOUT ${time_limit}
            ENVIRONMENT CONTRACT_PATIENCE=${contract_patience})
        if(weight STREQUAL heavy)
            set_tests_properties(${test} PROPERTIES PROCESSORS 2)
        elseif(weight STREQUAL alone)
            set_tests_properties(${test} PROPERTIES RUN_SERIAL ON)
        endif()
        note_contract_variant(${folder} ${kind} ${given_VARIANT} ${case}
            "${reason_${case}}")
    endforeach()
endfunction()

# Keeps a table of what every variant can do, for .ci/contract_matrix.
function(note_contract_variant folder kind variant case reason)
    set(table ${CMAKE_BINARY_DIR}/contract_variants.tsv)
    get_property(is_begun GLOBAL PROPERTY contract_table_is_begun)
    if(NOT is_begun)
        file(WRITE ${table} "")
        set_property(GLOBAL PROPERTY contract_table_is_begun ON)
    endif()
    file(APPEND ${table}
        "${folder}\t${kind}\t${variant}\t${case}\t${reason}\n")
endfunction()

# One row of the tour's table: a chapter's servers in one variant. Each word
# for a server is followed by its arguments, if there are any; without the
# word, the row has no such server.
#   add_tour_row(blocking "pool" ECHO --model pool CHAT GATEWAY
#       MOST_CONNECTIONS 8 BECAUSE "it has 8 threads"
#       SAYS "One sentence: what this row shows.")
# MOST_GATEWAY_CLIENTS is a limit for the gateway alone. With PREFIX, the
# servers are run by that command: env LD_PRELOAD=...
add_custom_target(tour_servers) # what has to be built, and the rows' text
function(add_tour_row library label)
    cmake_parse_arguments(PARSE_ARGV 2 given ""
        "MOST_CONNECTIONS;MOST_GATEWAY_CLIENTS;BECAUSE;SAYS"
        "ECHO;CHAT;GATEWAY;PREFIX")
    cmake_path(GET CMAKE_CURRENT_SOURCE_DIR FILENAME folder)
    set(text "row ${folder} ${label}\n")
    foreach(kind echo chat gateway)
        string(TOUPPER ${kind} word)
        if(NOT DEFINED given_${word} AND
                NOT ${word} IN_LIST given_KEYWORDS_MISSING_VALUES)
            continue()
        endif()
        set(server ${library}_${kind}_server)
        add_dependencies(tour_servers ${server})
        string(APPEND text ${kind})
        foreach(part IN ITEMS ${given_PREFIX} $<TARGET_FILE:${server}>
                --port 0 ${given_${word}})
            string(APPEND text " '${part}'")
        endforeach()
        string(APPEND text "\n")
    endforeach()
    foreach(word MOST_CONNECTIONS MOST_GATEWAY_CLIENTS BECAUSE SAYS)
        if(given_${word})
            string(TOLOWER ${word} name)
            string(REPLACE _ - name ${name})
            string(APPEND text "${name} ${given_${word}}\n")
        endif()
    endforeach()
    set_property(TARGET tour_servers APPEND_STRING
        PROPERTY tour_rows "${text}")
endfunction()
