# add_tour_row(): a server's place in the table that the tour prints.

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
