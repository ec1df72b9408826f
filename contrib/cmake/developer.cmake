# SPDX-License-Identifier: MIT
#
# For those who work on clachan: tests, and the targets check and update-golden.

enable_testing()
add_subdirectory("${PROJECT_SOURCE_DIR}/tests" "${PROJECT_BINARY_DIR}/tests")

add_custom_target(check
  COMMAND "${PROJECT_SOURCE_DIR}/.ci/run" lint
  COMMAND "${CMAKE_CTEST_COMMAND}" --output-on-failure --timeout 60 -j 2
  WORKING_DIRECTORY "${PROJECT_BINARY_DIR}" USES_TERMINAL)
