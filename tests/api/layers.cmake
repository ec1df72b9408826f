# SPDX-License-Identifier: MIT
#
# Reads every #include under src/ against the table below: no layer above, no foreign header outside its
# room, no header name twice. Third-party headers lie in the default path, where no include path keeps
# them out, so reading is the only check there is.
#
#   cmake -DSOURCE=<tree> -DSCRATCH=<folder> -P layers.cmake
#
# Before the tree it reads a made one in SCRATCH with one mistake of each kind, and fails when one of
# them is not found.

cmake_minimum_required(VERSION 3.25)

set(LAYERS base model policy store net script host cli)
set(SEES_base base)
set(SEES_model model base)
set(SEES_policy policy model base)
set(SEES_store store model base)
set(SEES_net net base)
set(SEES_script script policy model base)
set(SEES_host host script store net policy model base .)
set(SEES_cli cli .) # . is clachan.h, the one header in src/ itself

set(ROOM_base jansson.h csv.h sodium.h)
set(ROOM_store sqlite3.h)
set(ROOM_net curl/curl.h microhttpd.h)
set(ROOM_script lua.h lauxlib.h lualib.h)
set(ROOM_host xlsxwriter.h)
set(ROOM_cli histedit.h)

# ISO C and POSIX. Anything else in angle brackets is foreign.
set(LIBC
  assert.h complex.h ctype.h errno.h fenv.h float.h inttypes.h iso646.h limits.h locale.h math.h
  setjmp.h signal.h stdalign.h stdarg.h stdatomic.h stdbool.h stddef.h stdint.h stdio.h stdlib.h
  stdnoreturn.h string.h tgmath.h threads.h time.h uchar.h wchar.h wctype.h
  arpa/inet.h dirent.h fcntl.h fnmatch.h langinfo.h netdb.h netinet/in.h netinet/tcp.h poll.h
  pthread.h pwd.h sched.h semaphore.h strings.h sys/file.h sys/ioctl.h sys/mman.h sys/random.h
  sys/resource.h sys/select.h sys/socket.h sys/stat.h sys/statvfs.h sys/time.h sys/types.h sys/uio.h
  sys/un.h sys/utsname.h sys/wait.h termios.h unistd.h)

# Every header of the tree and its layer: LAYER_OF_<header>, and a finding for a name used twice.
macro(read_headers tree)
  file(GLOB found RELATIVE "${tree}/src" "${tree}/src/*.h" "${tree}/src/*/*.h")
  foreach(header IN LISTS found)
    get_filename_component(name "${header}" NAME)
    get_filename_component(layer "${header}" DIRECTORY)
    if(layer STREQUAL "")
      set(layer .)
    endif()
    if(DEFINED LAYER_OF_${name})
      list(APPEND findings
           "src/${header}: a header named ${name} lies in ${LAYER_OF_${name}} too; names are unique")
    endif()
    set(LAYER_OF_${name} ${layer})
  endforeach()
endmacro()

# One include of a file in `layer`: `mark` is " or <.
macro(judge place layer mark name)
  if("${mark}" STREQUAL "<")
    if(NOT "${name}" IN_LIST LIBC AND NOT "${name}" IN_LIST ROOM_${layer})
      list(APPEND findings "${place}: <${name}> is foreign to ${layer}")
    endif()
  elseif(NOT DEFINED LAYER_OF_${name})
    list(APPEND findings "${place}: there is no header \"${name}\"; write its name without a folder")
  elseif(NOT "${LAYER_OF_${name}}" IN_LIST SEES_${layer})
    list(APPEND findings "${place}: ${layer} may not see \"${name}\" of ${LAYER_OF_${name}}")
  endif()
endmacro()

macro(read_file tree file layer)
  file(STRINGS "${tree}/src/${file}" lines REGEX "^[ \t]*#[ \t]*include")
  foreach(line IN LISTS lines)
    if(line MATCHES "^[ \t]*#[ \t]*include[ \t]*([\"<])([^\">]+)[\">]")
      judge("src/${file}" ${layer} "${CMAKE_MATCH_1}" "${CMAKE_MATCH_2}")
    else()
      list(APPEND findings "src/${file}: '${line}' cannot be read; write the name of the header")
    endif()
  endforeach()
endmacro()

# Puts the findings about a tree into `out`.
function(check_layers tree out)
  set(findings)
  read_headers("${tree}")
  file(GLOB folders RELATIVE "${tree}/src" LIST_DIRECTORIES true "${tree}/src/*")
  foreach(folder IN LISTS folders)
    if(IS_DIRECTORY "${tree}/src/${folder}" AND NOT folder IN_LIST LAYERS)
      list(APPEND findings "src/${folder}: no layer of that name")
    endif()
  endforeach()
  foreach(layer IN LISTS LAYERS)
    file(GLOB files RELATIVE "${tree}/src" "${tree}/src/${layer}/*.[ch]")
    foreach(file IN LISTS files)
      read_file("${tree}" "${file}" ${layer})
    endforeach()
  endforeach()
  set(${out} "${findings}" PARENT_SCOPE)
endfunction()

# A tree with one mistake, which must be found as `expected`, and as nothing else.
function(expect_finding expected)
  set(tree "${SCRATCH}/layers")
  file(REMOVE_RECURSE "${tree}")
  file(WRITE "${tree}/src/clachan.h" "#include <stddef.h>\n")
  file(WRITE "${tree}/src/base/text.h" "#include <string.h>\n")
  file(WRITE "${tree}/src/store/store.c" "#include \"text.h\"\n#include <sqlite3.h>\n")
  file(WRITE "${tree}/src/host/session.h" "#include \"clachan.h\"\n#include \"text.h\"\n")
  while(ARGN)
    list(POP_FRONT ARGN file text)
    file(APPEND "${tree}/src/${file}" "${text}\n")
  endwhile()
  check_layers("${tree}" findings)
  if(NOT "${findings}" STREQUAL "${expected}")
    message(FATAL_ERROR "The test of the layer test failed.\n  expected: ${expected}\n"
            "  found:    ${findings}")
  endif()
endfunction()

expect_finding("")
expect_finding("src/store/store.c: store may not see \"session.h\" of host"
               store/store.c "#include \"session.h\"")
expect_finding("src/base/text.h: base may not see \"clachan.h\" of ."
               base/text.h "  #  include \"clachan.h\"")
expect_finding("src/cli/main.c: cli may not see \"text.h\" of base"
               cli/main.c "#include \"text.h\"")
expect_finding("src/base/text.h: <sqlite3.h> is foreign to base" base/text.h "#include <sqlite3.h>")
expect_finding("src/model/dossier.c: <lua.h> is foreign to model" model/dossier.c "#include <lua.h>")
expect_finding("src/net/http.c: <openssl/ssl.h> is foreign to net"
               net/http.c "#include <openssl/ssl.h>")
expect_finding("src/store/text.h: a header named text.h lies in base too; names are unique"
               store/text.h "/* */" store/store.c "#include \"text.h\"")
expect_finding("src/host/a.c: there is no header \"base/text.h\"; write its name without a folder"
               host/a.c "#include \"base/text.h\"")
expect_finding("src/host/a.c: '#include WHAT' cannot be read; write the name of the header"
               host/a.c "#include WHAT")
expect_finding("src/extra: no layer of that name" extra/a.c "/* */")
file(REMOVE_RECURSE "${SCRATCH}/layers")

check_layers("${SOURCE}" findings)
if(findings)
  list(JOIN findings "\n  " findings)
  message(FATAL_ERROR "Layers (see CMakeLists.txt):\n  ${findings}")
endif()
