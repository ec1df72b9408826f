# SPDX-License-Identifier: MIT
#
# The manual page and the definitions for editors say what this program does: it is asked, once it is built. Where
# what is built does not run here (cross-compiling), there are none.

if(CMAKE_CROSSCOMPILING AND NOT CMAKE_CROSSCOMPILING_EMULATOR)
  return()
endif()

set(documents)
function(clachan_document path)
  set(file "${PROJECT_BINARY_DIR}/documents/${path}")
  get_filename_component(folder "${file}" DIRECTORY)
  file(MAKE_DIRECTORY "${folder}")
  add_custom_command(OUTPUT "${file}"
    COMMAND clachan_cli ${ARGN} > "${file}.new"
    COMMAND "${CMAKE_COMMAND}" -E rename "${file}.new" "${file}"
    DEPENDS clachan_cli VERBATIM)
  set(documents ${documents} "${file}" PARENT_SCOPE)
endfunction()

clachan_document(clachan.1 help --man)
clachan_document(luacats/programme.lua reference programme)
clachan_document(luacats/script.lua reference script)
add_custom_target(clachan_documents ALL DEPENDS ${documents})
