# cupspec_layer(FOLDER LINKS ...): every FOLDER/*.cpp becomes the static library cupspec_FOLDER.
function(cupspec_layer folder)
    cmake_parse_arguments(LAYER "" "" "LINKS" ${ARGN})
    file(GLOB sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/${folder}/*.cpp)
    add_library(cupspec_${folder} STATIC ${sources})
    target_include_directories(cupspec_${folder} PUBLIC ${PROJECT_SOURCE_DIR})
    target_link_libraries(cupspec_${folder} PUBLIC ${LAYER_LINKS} PRIVATE cupspec_warnings)
endfunction()

# cupspec_test(FOLDER LINKS ...): every tests/FOLDER/*.cpp becomes the test program test_FOLDER.
function(cupspec_test folder)
    cmake_parse_arguments(LAYER "" "TIMEOUT" "LINKS" ${ARGN})
    file(GLOB sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/tests/${folder}/*.cpp)
    if(NOT sources)
        return()
    endif()
    if(NOT LAYER_TIMEOUT)
        set(LAYER_TIMEOUT 60)
    endif()
    add_executable(test_${folder} ${sources})
    target_link_libraries(test_${folder} PRIVATE ${LAYER_LINKS} cupspec_test_main cupspec_warnings)
    target_compile_options(test_${folder} PRIVATE -O0)
    target_compile_definitions(test_${folder} PRIVATE
        CUPSPEC_VECTORS="${PROJECT_SOURCE_DIR}/tests/vectors"
        CUPSPEC_SOURCE="${PROJECT_SOURCE_DIR}"
        CUPSPEC_PROGRAM="$<TARGET_FILE:cupspec>")
    catch_discover_tests(test_${folder} TEST_PREFIX "${folder}: "
        PROPERTIES TIMEOUT ${LAYER_TIMEOUT} LABELS ${folder})
endfunction()
