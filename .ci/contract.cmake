# add_contract(): a server's promises, a test for each.

# Sanitizers make programs slow, most of all those with many threads; the
# contract then waits that much longer.
set(contract_patience 1)
if(COURSE_SANITIZE)
    set(contract_patience 8)
endif()

# For the two below: the chapter's folder, and the server's command line.
macro(name_server)
    cmake_path(RELATIVE_PATH CMAKE_CURRENT_SOURCE_DIR
        BASE_DIRECTORY ${course_root} OUTPUT_VARIABLE folder)
    set(command "")
    foreach(word IN ITEMS ${given_PREFIX} ${CMAKE_CROSSCOMPILING_EMULATOR}
            $<TARGET_FILE:${server}> --port 0 ${given_ARGS})
        string(APPEND command "'${word}' ")
    endforeach()
endmacro()

# Puts a server through the contract: one test for each promise of its kind.
#   add_contract(blocking_echo_server echo VARIANT iterative
#       ARGS --model iterative
#       CANNOT serves_1000_clients_at_once "one at a time; 'thread' mends it")
# What it CANNOT do (case and reason, any number of pairs) must fail. With
# PREFIX, the server is run by that command: env LD_PRELOAD=... THREADS says
# that it has several: ThreadSanitizer looks at no others. What the server says
# where it cannot run at all, a regular expression, is SKIPPED_IF.
function(add_contract server kind)
    if(NOT BUILD_TESTING OR chapter_is_guest)
        return()
    endif()
    cmake_parse_arguments(PARSE_ARGV 2 given
        "THREADS" "VARIANT;SKIPPED_IF" "ARGS;PREFIX;CANNOT")
    add_dependencies(${server} server_contract)
    if(given_THREADS OR NOT COURSE_SANITIZE MATCHES thread)
        add_dependencies(tested ${server})
    endif()
    name_server()
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

    # A server's first variant meets the whole crowd of those who might make it
    # leak. Its others share nearly all with it, and meet a smaller one.
    set(crowd "")
    get_property(has_met_all GLOBAL PROPERTY ${folder}_${server}_has_met_all)
    if(has_met_all)
        set(crowd CONTRACT_CONNECTS=5000)
    endif()
    set_property(GLOBAL PROPERTY ${folder}_${server}_has_met_all ON)

    math(EXPR time_limit "120 * ${contract_patience}")
    foreach(line IN LISTS lines)
        string(REGEX MATCH "^[a-z]+ +([a-z0-9_]+) +([a-z]+) +(.*)$" _ ${line})
        set(case ${CMAKE_MATCH_1})
        set(weight ${CMAKE_MATCH_2})
        set(test "${folder} ${kind} ${given_VARIANT}: ${CMAKE_MATCH_3}")
        set(limit "")
        note_contract_variant(${folder} ${kind} ${given_VARIANT} ${case}
            "${reason_${case}}")
        if(DEFINED reason_${case})
            if(COURSE_SANITIZE) # it would only look on while nothing comes
                continue()
            endif()
            # It is known to fail, so it need not be given much time for it.
            string(REPLACE ";" "\\;" reason "${reason_${case}}")
            set(limit --deadline 2 --cannot "${case}=${reason}")
        endif()
        add_test(NAME ${test} COMMAND server_contract --kind ${kind}
            --server ${command} --with-name ${given_VARIANT}
            --only ${case} ${limit})
        set(labels contract)
        if(NOT given_THREADS)
            list(APPEND labels one_thread)
        endif()
        if(case STREQUAL leaks_nothing)
            list(APPEND labels leaks) # a sanitizer has a better way to see it
        endif()
        set_tests_properties(${test} PROPERTIES LABELS "${labels}"
            TIMEOUT ${time_limit}
            ENVIRONMENT "CONTRACT_PATIENCE=${contract_patience};${crowd}")
        if(given_SKIPPED_IF)
            set_tests_properties(${test} PROPERTIES
                SKIP_REGULAR_EXPRESSION "${given_SKIPPED_IF}")
        endif()
        if(weight STREQUAL heavy)
            set_tests_properties(${test} PROPERTIES PROCESSORS 2)
        elseif(weight STREQUAL alone)
            set_tests_properties(${test} PROPERTIES RUN_SERIAL ON)
        endif()
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

# Lets every system call of a server fail, one after another.
#   add_faults(proactor_echo_server echo VARIANT "1 thread" BY_EDGES)
# ALONE: it serves one client at a time. BY_EDGES: see server_faults --help.
function(add_faults server kind)
    if(NOT BUILD_TESTING OR chapter_is_guest OR COURSE_SANITIZE OR
            CMAKE_CROSSCOMPILING)
        return() # a sanitizer, or an emulator, has library calls of its own
    endif()
    cmake_parse_arguments(PARSE_ARGV 2 given
        "ALONE;BY_EDGES" "VARIANT" "ARGS;PREFIX")
    add_dependencies(${server} server_faults faulty_calls)
    name_server()
    set(test "${folder} ${kind} ${given_VARIANT}: outlives failing calls")
    add_test(NAME ${test} COMMAND server_faults --kind ${kind}
        --server ${command} --preload $<TARGET_FILE:faulty_calls>
        $<$<BOOL:${given_ALONE}>:--one-at-a-time>
        $<$<BOOL:${given_BY_EDGES}>:--by-edges>)
    set_tests_properties(${test} PROPERTIES LABELS contract TIMEOUT 240)
endfunction()
