# Builds for 64-bit ARM with Debian's cross compiler, and runs the tests under
# qemu's emulation of one process:
#
#   apt-get install g++-aarch64-linux-gnu qemu-user googletest
#   cmake -S 05-ucontext-coroutines -B build-arm --toolchain .ci/aarch64.cmake
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR aarch64)
set(CMAKE_CXX_COMPILER aarch64-linux-gnu-g++)
set(CMAKE_ASM_COMPILER aarch64-linux-gnu-gcc)
set(CMAKE_CROSSCOMPILING_EMULATOR qemu-aarch64 -L /usr/aarch64-linux-gnu)

# What the emulator, qemu 7.2, cannot do: start a program of the other
# processor that is called by its name alone; posix_spawn(3) that returns when
# the child has begun; IP_MULTICAST_IF; seccomp(2).
set(EMULATOR_CANNOT load.* tour.* survival* tracking.* child_process.*
    multicast.leaves_by_* uring_refused.*)

# Nothing of the other processor's has to be installed where it runs. But
# chapter 06 looks up libc's functions then: the preset links dynamically.
set(CMAKE_EXE_LINKER_FLAGS_INIT -static)

# This machine's own libraries are for another processor. GoogleTest is built
# from the distribution's source.
set(CMAKE_FIND_ROOT_PATH /usr/aarch64-linux-gnu)
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)
set(FETCHCONTENT_SOURCE_DIR_GOOGLETEST /usr/src/googletest CACHE PATH "")
