# SPDX-License-Identifier: MIT
#
# The power of the tests: each rule of delivery is switched off, one at a time, in a copy of the file that has it, and
# a test has to notice. A rule whose text is not found exactly once stops the configuration: move it along.

# clachan_mutant(NAME FILE JUDGE OLD NEW [OLD NEW]...): FILE is a source below src, JUDGE `model` or a unit test.
function(clachan_mutant name file judge)
  set(source ${PROJECT_SOURCE_DIR}/src/${file})
  set(copy ${CMAKE_CURRENT_BINARY_DIR}/power/${name}/${file})
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${source})
  file(READ ${source} text)
  set(pairs "${ARGN}")
  while(pairs)
    list(POP_FRONT pairs old new)
    string(REPLACE "@" ";" old "${old}") # a list cannot hold what ends a statement
    string(REPLACE "@" ";" new "${new}")
    string(FIND "${text}" "${old}" first)
    string(FIND "${text}" "${old}" last REVERSE)
    if(first LESS 0 OR NOT first EQUAL last)
      message(FATAL_ERROR "power.cmake: '${old}' does not stand once in src/${file}")
    endif()
    string(REPLACE "${old}" "${new}" text "${text}")
  endwhile()
  file(WRITE ${copy} "${text}")

  get_filename_component(base ${file} NAME_WE)
  set(target power_${name})
  if(judge STREQUAL "model")
    set(layers host script store net policy model base)
    set(sources ${model_sources})
    set(command ${PROJECT_BINARY_DIR}/share/clachan 3000)
    set(symbols ${model_symbols})
  else()
    set(layers net base)
    set(sources unit/${judge}_test.c support/test_alloc.c support/test_support.c)
    if(judge STREQUAL "net/http")
      list(APPEND sources unit/net/raw_server.c)
    endif()
    set(command)
    set(symbols cl_malloc cl_calloc cl_realloc cl_free)
  endif()
  set(others)
  foreach(layer IN LISTS layers)
    list(APPEND others $<TARGET_OBJECTS:clachan_${layer}>)
    get_property(uses_of GLOBAL PROPERTY CLACHAN_USES_${layer})
    list(APPEND uses ${uses_of})
  endforeach()
  add_executable(${target} EXCLUDE_FROM_ALL ${sources} ${copy} $<FILTER:${others},EXCLUDE,/${base}[.]c[.]o>)
  clachan_sees(${target} ${layers})
  target_compile_definitions(${target} PRIVATE _XOPEN_SOURCE=700)
  target_compile_options(${target} PRIVATE -w "SHELL:-iquote ${CMAKE_CURRENT_SOURCE_DIR}/model"
    "SHELL:-iquote ${CMAKE_CURRENT_SOURCE_DIR}/support" "SHELL:-iquote ${CMAKE_CURRENT_SOURCE_DIR}/unit/net")
  target_include_directories(${target} PRIVATE "${PROJECT_BINARY_DIR}/include")
  target_link_libraries(${target} PRIVATE PkgConfig::CMOCKA ${uses} Threads::Threads)
  foreach(symbol IN LISTS symbols)
    target_link_options(${target} PRIVATE LINKER:--wrap=${symbol})
  endforeach()
  set_target_properties(${target} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/tests/power")
  add_dependencies(power ${target})
  add_test(NAME power/${name} COMMAND ${target} ${command} WORKING_DIRECTORY "${CMAKE_CURRENT_SOURCE_DIR}/unit/net")
  # The model prints what went wrong, and cmocka what failed; a program that cannot start prints neither.
  set_tests_properties(power/${name} PROPERTIES LABELS power TIMEOUT 600 PASS_REGULAR_EXPRESSION
    "duplicate: |lost: |attempt [0-9]+, DEL-|[[]  FAILED  []]|requests counted")
endfunction()

add_custom_target(power)

# Section 2: what is stored before what, and when repeating is allowed.
clachan_mutant(commits_are_repeated store/outbox.c model
  "if (exchange->commits != 0)\n        return false@ /* a reading" "/* a reading")
clachan_mutant(nothing_is_recovered host/courier.c model
  "rc = cl_outbox_recover(&recovered, courier->store, &author, e)@" "memset(&recovered, 0, sizeof recovered)@")
clachan_mutant(another_key host/delivery_exchange.c model
  "return dead || new_key ? give_key(" "return true ? give_key(")
clachan_mutant(a_dead_key host/delivery_exchange.c model
  "portal->key_honoured ? cl_known(now + portal->key_lifetime)" "true ? cl_known(now + portal->key_lifetime)")

# Section 3: the machine.
clachan_mutant(absent_in_one_reading host/courier_ask.c model
  "if (since == 0 || errand->now - since < settle) {" "if (false) {")
clachan_mutant(absent_in_two_at_once host/courier_ask.c model
  "errand->now - since < settle" "false"
  "out->next_at = (since == 0 ? errand->now : since) + settle@" "out->next_at = errand->now@")
clachan_mutant(lost_is_sent_again host/courier_step.c model
  "case CL_ANSWER_UNKNOWN:\n    case CL_ANSWER_ASK:\n        return follow_lost(out, errand)@"
  "case CL_ANSWER_UNKNOWN:\n    case CL_ANSWER_ASK:\n        return follow_again(out, errand, past, \"again\")@")
clachan_mutant(the_dialect_is_not_heard host/courier_step.c model
  "cl_answer_class chosen = class_of(answer.meaning, *class)@" "cl_answer_class chosen = *class@")

# Section 4: what an answer means.
clachan_mutant(any_200_will_do host/courier_step.c model
  "facts.readable = is_readable(&errand->result)@" "facts.readable = true@")
clachan_mutant(retry_after_is_ignored host/courier_step.c model
  "if (cl_answer_retry_after(&after, &errand->result.headers) && after > wait)" "if (false)")
clachan_mutant(retry_after_of_a_reading_is_ignored host/courier_ask.c model
  "if (cl_answer_retry_after(&after, &errand->result.headers) &&" "if (false &&")
clachan_mutant(refusals_are_believed_after_a_loss host/courier_step.c model
  "facts.unknown_before = past->unknown_before && !facts.read@" "facts.unknown_before = false@")
clachan_mutant(no_new_token host/courier_step.c model
  "out->event = rc == 0 ? \"again\" : \"stopped\"@" "out->event = \"stopped\"@")
clachan_mutant(a_broken_connection_is_an_answer net/answer.c net/answer
  "if (facts->result->phase != CL_PHASE_WHOLE)" "if (false)")
clachan_mutant(sent_is_not_sent net/answer.c net/answer
  "if (result->sent == 0 && result->phase == CL_PHASE_NONE) {" "if (true) {")
clachan_mutant(certificates_are_waited_for net/answer.c net/answer
  "if (result->sent == 0 && certificate_faults[i].code == result->curl_code) {" "if (false) {")
clachan_mutant(redirects_mean_later net/answer.c net/answer
  "{300, 399, ANY, CL_ANSWER_HOLD," "{300, 399, ANY, CL_ANSWER_TEMPORARY,")
clachan_mutant(tokens_for_ever net/answer.c net/answer
  "if (facts->unauthorised >= 2)" "if (false)")
clachan_mutant(too_often_means_lost net/answer.c net/answer
  "{429, 429, ANY, CL_ANSWER_TEMPORARY," "{429, 429, ANY, CL_ANSWER_UNKNOWN,")
clachan_mutant(changed_is_overwritten net/answer.c net/answer
  "{412, 412, ANY, CL_ANSWER_CHANGED," "{412, 412, ANY, CL_ANSWER_TEMPORARY,")
clachan_mutant(failures_are_never_replayed net/answer.c net/answer
  "if (facts->same_500 >= 3 && !facts->read)" "if (false)")
clachan_mutant(readings_are_refused net/answer.c model
  "if (facts->fields && !facts->read)" "if (facts->fields)")
clachan_mutant(at_once_again net/answer.c net/answer
  "return (int64_t)(random % (uint64_t)(span + 1))@" "return 0@")
clachan_mutant(waits_for_ever net/answer.c net/answer
  "if (span > most)\n        span = most@" "")

# Section 5: what curl repeats by itself. The three locks stand for each other; without all of them it does.
clachan_mutant(curl_repeats net/http.c net/http
  "return x->starts++ == 0 ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT@" "x->starts++@ return CURL_PREREQFUNC_OK@"
  "return CURL_SEEKFUNC_FAIL@" "((exchange *)data)->given = (size_t)offset@ return CURL_SEEKFUNC_OK@"
  "SET(CURLOPT_FRESH_CONNECT, request->fresh || bare ? 1L : 0L)@" "(void)bare@")
clachan_mutant(reused_for_submissions host/portal_line.c model
  ".fresh = !reads && !repeats}" ".fresh = false}")
clachan_mutant(redirects_are_followed net/http.c net/http
  "SET(CURLOPT_FOLLOWLOCATION, 0L)" "SET(CURLOPT_FOLLOWLOCATION, 1L)")
clachan_mutant(endless_heads net/http.c net/http
  "if (x->head_size > x->http->options.head_limit) {" "if (false) {")
clachan_mutant(http_anywhere net/http.c net/http
  "if (strcmp(scheme, \"http\") == 0 && is_loopback_host(host))" "if (strcmp(scheme, \"http\") == 0)")
