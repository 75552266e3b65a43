# cmake -DSOURCE=REPOSITORY -DSEEDS=DIRECTORY -P seed.cmake: one corpus directory for each fuzz target.
set(vectors ${SOURCE}/tests/vectors)
file(REMOVE_RECURSE ${SEEDS})
foreach(target response update_info eui64 credentials json scenario station_log)
    file(MAKE_DIRECTORY ${SEEDS}/fuzz_${target})
endforeach()

# seed(TARGET NAME FILE...): the files one behind the other.
function(seed target name)
    execute_process(COMMAND ${CMAKE_COMMAND} -E cat ${ARGN} OUTPUT_FILE ${SEEDS}/fuzz_${target}/${name}
                    COMMAND_ERROR_IS_FATAL ANY)
endfunction()

# The first byte of a response seed says where the body is split.
file(WRITE ${SEEDS}/middle "~")
foreach(session session-plain session-tls)
    foreach(number 1 2 3)
        seed(response ${session}-${number} ${SEEDS}/middle ${vectors}/${session}/resp-${number}.bin)
        file(READ ${vectors}/${session}/req-${number}.http request)
        string(FIND "${request}" "{" body)
        string(SUBSTRING "${request}" ${body} -1 request)
        file(WRITE ${SEEDS}/fuzz_update_info/${session}-${number} "${request}")
        file(WRITE ${SEEDS}/fuzz_json/${session}-${number} "${request}")
    endforeach()
    foreach(element trust crt key)
        seed(credentials ${session}-pem-${element} ${vectors}/${session}/home-0/cups.${element})
    endforeach()
    set(home ${vectors}/${session}/home-2)
    seed(credentials ${session}-cups ${home}/cups.trust ${home}/cups.crt ${home}/cups.key)
    seed(credentials ${session}-tc ${home}/tc.trust ${home}/tc.crt ${home}/tc.key)
    seed(json ${session}-conf ${home}/station.conf)
    foreach(number 1 2)
        seed(station_log ${session}-${number} ${vectors}/${session}/station-${number}.log)
    endforeach()
endforeach()
file(REMOVE ${SEEDS}/middle)

# Text in place of a recording: the forms of protocol.md §3.3 and §3.4.
set(number 0)
foreach(text "::1" "0:1::" "1::4" "b827:ebff:fe12:3456" "00-80-00-00-a0-00-fd-46" "00:80:00:00:a0:00:fd:46"
             "0x800000a000fd46" "00800000a000fd46" "36028799703383366" "https://localhost:6041" "ws://[::1]:80"
             "wss://lns:887/router?x=1")
    math(EXPR number "${number} + 1")
    file(WRITE ${SEEDS}/fuzz_eui64/text-${number} "${text}")
endforeach()
file(WRITE ${SEEDS}/fuzz_update_info/sparse "{\"keys\": null, \"router\": 1, \"other\": [{}, 1.5e3, true]}")
file(WRITE ${SEEDS}/fuzz_json/comments "// a\n{ /* b */ \"c\\\"\\u0064\": [-1, 2.5e-3, null, true, \"\\\\\"], \"e\": {} }\n")
file(WRITE ${SEEDS}/fuzz_credentials/pem-headers
     "text\n-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n-----BEGIN X-----\nA: b\n\nZm9v\n-----END X-----\n")

# The built-in suite.
file(GLOB scenarios ${SOURCE}/scenarios/suite/*.json)
foreach(scenario ${scenarios})
    get_filename_component(name ${scenario} NAME_WE)
    seed(scenario ${name} ${scenario})
endforeach()
