# cmake -D program=PATH -P prints_what_the_lesson_says.cmake
#
# Runs the program, and compares what it prints with what stands in the lesson
# between its command and the end of that block.
cmake_path(GET program FILENAME name)
file(READ ${CMAKE_CURRENT_LIST_DIR}/../README.md lesson)
set(command "$ build/04-proactor/stumbling/${name}\n")
string(FIND "${lesson}" "${command}" begin)
if(begin EQUAL -1)
    message(FATAL_ERROR "the lesson does not run ${name}")
endif()
string(LENGTH "${command}" length)
math(EXPR begin "${begin} + ${length}")
string(SUBSTRING "${lesson}" ${begin} -1 said)
string(FIND "${said}" "```" end)
string(SUBSTRING "${said}" 0 ${end} said)
string(REGEX REPLACE "(^|\n) +" "\\1" said "${said}") # a list's indent

execute_process(COMMAND ${emulator} ${program} OUTPUT_VARIABLE printed
    COMMAND_ERROR_IS_FATAL ANY)
if(NOT printed STREQUAL said)
    message(FATAL_ERROR "prints:\n${printed}the lesson says:\n${said}")
endif()
