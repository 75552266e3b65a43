# Build switches and the one interface target that holds the warnings.
option(CUPSPEC_TESTS "Build the tests" ON)
option(CUPSPEC_FUZZ "Build the libFuzzer targets (clang only)" OFF)
option(CUPSPEC_WERROR "Treat warnings as errors" ON)
option(CUPSPEC_UNITY "Compile several sources of a folder at once (ADR 0010)" ON)
set(CUPSPEC_SANITIZE "" CACHE STRING "Sanitizers, as -fsanitize= takes them")

add_library(cupspec_warnings INTERFACE)
target_compile_options(cupspec_warnings INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion)
if(CUPSPEC_WERROR)
    target_compile_options(cupspec_warnings INTERFACE -Werror)
endif()

if(CUPSPEC_UNITY)
    set(CMAKE_UNITY_BUILD ON)
    set(CMAKE_UNITY_BUILD_BATCH_SIZE 12 CACHE STRING "So many sources at once; 0: all of a folder, which shows every clash")
    # A source is no header, though it is included here like one; and another file's names are no outer scope.
    target_compile_options(cupspec_warnings INTERFACE "$<$<CXX_COMPILER_ID:GNU>:-Wno-subobject-linkage;-Wno-shadow;-Wshadow=local>")
endif()

if(CUPSPEC_SANITIZE)
    add_compile_options(-fsanitize=${CUPSPEC_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
    add_link_options(-fsanitize=${CUPSPEC_SANITIZE})
    if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
        add_compile_options(-fno-sanitize=function)  # clang 14 cannot emit its prologue for coroutines
    endif()
endif()

find_program(CCACHE ccache)
if(CCACHE)
    set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE})
endif()
