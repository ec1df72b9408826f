# SPDX-License-Identifier: MIT
#
# Delivery in one process: the real store, courier and dialects against a second model of a portal. Time, chance and
# the ends of commits are put in by the linker, which cannot do that to what is optimised as a whole. `.ci/run long`
# plays ten times as much, and twenty times the applications that wait for a portal which is down.
if(NOT TARGET clachan_host OR CMAKE_INTERPROCEDURAL_OPTIMIZATION)
  return()
endif()

set(model_sources model/delivery_model.c model/model_faults.c model/model_portal.c model/model_store.c)
set(model_symbols cl_session_now cl_random_bytes cl_random_uuid nanosleep cl_store_open cl_store_close cl_store_begin
    cl_store_commit cl_outbox_release cl_portal_line_open cl_portal_line_begin cl_http_crowd_wait)
add_executable(delivery_model ${model_sources} ${objects})
clachan_sees(delivery_model host script store net policy model base)
target_compile_definitions(delivery_model PRIVATE _XOPEN_SOURCE=700)
target_compile_options(delivery_model PRIVATE "SHELL:-iquote ${CMAKE_CURRENT_SOURCE_DIR}/model")
target_link_libraries(delivery_model PRIVATE ${uses} Threads::Threads)
foreach(symbol IN LISTS model_symbols)
  target_link_options(delivery_model PRIVATE LINKER:--wrap=${symbol})
endforeach()
set_target_properties(delivery_model PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/tests/model")

add_test(NAME model/cases COMMAND delivery_model ${PROJECT_BINARY_DIR}/share/clachan -f
         ${CMAKE_CURRENT_SOURCE_DIR}/model/cases.txt)
add_test(NAME model/commits COMMAND delivery_model ${PROJECT_BINARY_DIR}/share/clachan -c)
add_test(NAME model/outage COMMAND delivery_model ${PROJECT_BINARY_DIR}/share/clachan -o 50 gas)
foreach(part IN ITEMS 1 2 3 4)
  add_test(NAME model/random_${part} COMMAND delivery_model ${PROJECT_BINARY_DIR}/share/clachan 2500 ${part}0000)
endforeach()
set_tests_properties(model/cases model/commits model/outage model/random_1 model/random_2 model/random_3 model/random_4 PROPERTIES
  LABELS delivery TIMEOUT 300)

option(CLACHAN_POWER "Build the tests of the tests: delivery with one rule switched off (target power)" OFF)
if(CLACHAN_POWER)
  include(model/power.cmake)
endif()
