# SPDX-License-Identifier: MIT
#
# The libraries that clachan stands on. Included by the project and, installed, by clachanConfig.cmake: a
# static consumer needs the same targets under the same names. What is missing is collected, so that one
# message names all of it with its Debian packages.

include_guard(DIRECTORY)
find_package(PkgConfig QUIET)
set(CLACHAN_MISSING "")
set(CLACHAN_VERSIONS "")

# One library: `found` is a true or false value, `version` is printed, `package` is what Debian calls it.
macro(clachan_note title found version package)
  if(${found})
    list(APPEND CLACHAN_VERSIONS "${title} ${version}")
  else()
    list(APPEND CLACHAN_MISSING "${title} (Debian: ${package})")
  endif()
endmacro()

# A library that has a .pc file: target PkgConfig::CLACHAN_<key>, also in CLACHAN_TARGET_<key>.
macro(clachan_pkg key title package)
  if(PKG_CONFIG_FOUND AND NOT TARGET PkgConfig::CLACHAN_${key})
    pkg_search_module(CLACHAN_${key} QUIET IMPORTED_TARGET GLOBAL ${ARGN})
  endif()
  set(CLACHAN_TARGET_${key} PkgConfig::CLACHAN_${key})
  clachan_note("${title}" CLACHAN_${key}_FOUND "${CLACHAN_${key}_VERSION}" ${package})
endmacro()

if(NOT PKG_CONFIG_FOUND)
  list(APPEND CLACHAN_MISSING "pkg-config (Debian: pkg-config)")
endif()

find_package(Threads QUIET)

# Lua 5.4: the system's own, or given sources (-DCLACHAN_LUA_SOURCE=DIR), which the project builds.
if(CLACHAN_LUA_SOURCE)
  set(CLACHAN_TARGET_LUA clachan_lua)
  file(STRINGS "${CLACHAN_LUA_SOURCE}/lua.h" CLACHAN_LUA_VERSION
       REGEX "define LUA_VERSION_(MAJOR|MINOR|RELEASE)[ \t]+\"")
  string(REGEX REPLACE "[^0-9;]" "" CLACHAN_LUA_VERSION "${CLACHAN_LUA_VERSION}")
  string(REPLACE ";" "." CLACHAN_LUA_VERSION "${CLACHAN_LUA_VERSION}")
  list(APPEND CLACHAN_VERSIONS "Lua ${CLACHAN_LUA_VERSION} from ${CLACHAN_LUA_SOURCE}")
else()
  set(CLACHAN_TARGET_LUA PkgConfig::CLACHAN_LUA)
  if(PKG_CONFIG_FOUND AND NOT TARGET PkgConfig::CLACHAN_LUA)
    pkg_search_module(CLACHAN_LUA QUIET IMPORTED_TARGET GLOBAL lua5.4 lua-5.4 lua54 lua=5.4)
  endif()
  if(NOT CLACHAN_LUA_FOUND) # FindLua gives variables and no target
    find_package(Lua 5.4 QUIET)
    if(LUA_FOUND AND LUA_VERSION_STRING VERSION_LESS 5.5)
      set(CLACHAN_LUA_FOUND TRUE)
      set(CLACHAN_LUA_VERSION ${LUA_VERSION_STRING})
      set(CLACHAN_TARGET_LUA clachan::lua)
      if(NOT TARGET clachan::lua)
        add_library(clachan::lua INTERFACE IMPORTED GLOBAL)
        target_include_directories(clachan::lua INTERFACE "${LUA_INCLUDE_DIR}")
        target_link_libraries(clachan::lua INTERFACE "${LUA_LIBRARIES}")
      endif()
    endif()
  endif()
  clachan_note("Lua" CLACHAN_LUA_FOUND "${CLACHAN_LUA_VERSION}" liblua5.4-dev)
endif()

# SQLite 3.37 is the first with STRICT tables.
find_package(SQLite3 3.37 QUIET)
clachan_note("SQLite" SQLite3_FOUND "${SQLite3_VERSION}" "libsqlite3-dev, 3.37 or later")

find_package(CURL QUIET)
clachan_note("libcurl" CURL_FOUND "${CURL_VERSION_STRING}" libcurl4-openssl-dev)

clachan_pkg(JANSSON "jansson" libjansson-dev jansson)
clachan_pkg(SODIUM "libsodium" libsodium-dev libsodium)

# libcsv has no .pc file.
find_path(CLACHAN_CSV_INCLUDE csv.h)
find_library(CLACHAN_CSV_LIBRARY csv)
mark_as_advanced(CLACHAN_CSV_INCLUDE CLACHAN_CSV_LIBRARY)
if(CLACHAN_CSV_INCLUDE AND CLACHAN_CSV_LIBRARY)
  set(CLACHAN_CSV_FOUND TRUE)
  if(NOT TARGET clachan::csv)
    add_library(clachan::csv UNKNOWN IMPORTED GLOBAL)
    set_target_properties(clachan::csv PROPERTIES IMPORTED_LOCATION "${CLACHAN_CSV_LIBRARY}"
                          INTERFACE_INCLUDE_DIRECTORIES "${CLACHAN_CSV_INCLUDE}")
  endif()
  file(STRINGS "${CLACHAN_CSV_INCLUDE}/csv.h" CLACHAN_CSV_LINES REGEX "define CSV_(MAJOR|MINOR) ")
  string(REGEX REPLACE "[^0-9;]" "" CLACHAN_CSV_VERSION "${CLACHAN_CSV_LINES}")
  string(REPLACE ";" "." CLACHAN_CSV_VERSION "${CLACHAN_CSV_VERSION}")
else()
  set(CLACHAN_CSV_FOUND FALSE)
endif()
clachan_note("libcsv" CLACHAN_CSV_FOUND "${CLACHAN_CSV_VERSION}" libcsv-dev)

if(CLACHAN_LOOPBACK)
  clachan_pkg(MICROHTTPD "libmicrohttpd" libmicrohttpd-dev libmicrohttpd)
endif()

# Its .pc file says 4 where the library says 1.1.5: the header knows.
if(CLACHAN_XLSX)
  set(CLACHAN_TARGET_XLSXWRITER PkgConfig::CLACHAN_XLSXWRITER)
  find_path(CLACHAN_XLSX_INCLUDE xlsxwriter.h)
  mark_as_advanced(CLACHAN_XLSX_INCLUDE)
  if(CLACHAN_XLSX_INCLUDE)
    file(STRINGS "${CLACHAN_XLSX_INCLUDE}/xlsxwriter.h" CLACHAN_XLSX_LINE REGEX "LXW_VERSION \"")
  endif()
  if(PKG_CONFIG_FOUND AND NOT TARGET PkgConfig::CLACHAN_XLSXWRITER)
    pkg_search_module(CLACHAN_XLSXWRITER QUIET IMPORTED_TARGET GLOBAL xlsxwriter)
  endif()
  string(REGEX REPLACE "[^0-9.]" "" CLACHAN_XLSX_VERSION "${CLACHAN_XLSX_LINE}")
  clachan_note("libxlsxwriter" CLACHAN_XLSXWRITER_FOUND "${CLACHAN_XLSX_VERSION}"
               libxlsxwriter-dev)
endif()

# Only the program reads lines.
if(CLACHAN_EDITLINE)
  clachan_pkg(EDIT "libedit" libedit-dev libedit)
endif()
