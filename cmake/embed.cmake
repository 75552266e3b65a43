# cupspec_embed(FOLDER FILE...): compiles the files into the library of that layer as FOLDER/embedded.hpp describes. Each
# is named by its folder and name. Run as a script (-P), this file writes the C++ source.
if(NOT CMAKE_SCRIPT_MODE_FILE)
    set(CUPSPEC_EMBED_SCRIPT ${CMAKE_CURRENT_LIST_FILE})
    function(cupspec_embed layer)
        set(files ${ARGN})
        set(source ${CMAKE_BINARY_DIR}/embedded_${layer}.cpp)
        list(SORT files)
        add_custom_command(OUTPUT ${source}
            COMMAND ${CMAKE_COMMAND} "-DFILES=${files}" -DLAYER=${layer} -DOUTPUT=${source} -P ${CUPSPEC_EMBED_SCRIPT}
            DEPENDS ${files} ${CUPSPEC_EMBED_SCRIPT} VERBATIM)
        target_sources(cupspec_${layer} PRIVATE ${source})
    endfunction()
    return()
endif()

set(entries "")
foreach(file IN LISTS FILES)
    file(READ ${file} text)
    get_filename_component(folder ${file} DIRECTORY)
    get_filename_component(folder ${folder} NAME)
    get_filename_component(name ${file} NAME)
    string(APPEND entries "    EmbeddedFile{\"${folder}/${name}\", R\"embedded(${text})embedded\"},\n")
endforeach()
file(WRITE ${OUTPUT} "#include \"${LAYER}/embedded.hpp\"

#include <array>

namespace cupspec::${LAYER} {
namespace {

constexpr std::array kFiles{
${entries}};

}  // namespace

std::span<const EmbeddedFile> embedded_files() { return kFiles; }

}  // namespace cupspec::${LAYER}
")
