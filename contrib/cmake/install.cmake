# SPDX-License-Identifier: MIT
#
# What `cmake --install` puts where. Component Runtime is for those who run clachan, Development for those
# who embed it. tests/api compares the installed tree with tests/api/install.manifest.

include(CMakePackageConfigHelpers)

set(CLACHAN_CMAKE_DIR "${CMAKE_INSTALL_LIBDIR}/cmake/clachan")
install(DIRECTORY rules scripts DESTINATION "${CMAKE_INSTALL_DATADIR}/clachan"
        COMPONENT Runtime)

# Completions ask the program what it takes: they are the same for every version of it.
set(completions "${PROJECT_SOURCE_DIR}/contrib/completions")
install(FILES "${completions}/clachan.bash" RENAME clachan COMPONENT Runtime
        DESTINATION "${CMAKE_INSTALL_DATADIR}/bash-completion/completions")
install(FILES "${completions}/_clachan" COMPONENT Runtime
        DESTINATION "${CMAKE_INSTALL_DATADIR}/zsh/site-functions")
install(FILES "${completions}/clachan.fish" COMPONENT Runtime
        DESTINATION "${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d")

if(NOT TARGET clachan_lib)
  return()
endif()
set(exported clachan_lib)
if(TARGET clachan_lua AND NOT BUILD_SHARED_LIBS)
  list(APPEND exported clachan_lua)
endif()
install(TARGETS ${exported} EXPORT clachanTargets
        LIBRARY DESTINATION "${CMAKE_INSTALL_LIBDIR}" COMPONENT Runtime
                NAMELINK_COMPONENT Development
        ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}" COMPONENT Development)
if(TARGET clachan_cli)
  install(TARGETS clachan_cli RUNTIME DESTINATION "${CMAKE_INSTALL_BINDIR}" COMPONENT Runtime)
endif()
if(TARGET clachan_documents)
  install(FILES "${PROJECT_BINARY_DIR}/documents/clachan.1" COMPONENT Runtime
          DESTINATION "${CMAKE_INSTALL_MANDIR}/man1")
  install(DIRECTORY "${PROJECT_BINARY_DIR}/documents/luacats" COMPONENT Development
          DESTINATION "${CMAKE_INSTALL_DATADIR}/clachan")
endif()
install(FILES "${PROJECT_SOURCE_DIR}/src/clachan.h" DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}"
        COMPONENT Development)

# CMake: find_package(clachan).
install(EXPORT clachanTargets NAMESPACE clachan:: DESTINATION "${CLACHAN_CMAKE_DIR}"
        COMPONENT Development)
configure_package_config_file("${PROJECT_SOURCE_DIR}/contrib/cmake/clachanConfig.cmake.in"
                              "${PROJECT_BINARY_DIR}/clachanConfig.cmake"
                              INSTALL_DESTINATION "${CLACHAN_CMAKE_DIR}")
write_basic_package_version_file("${PROJECT_BINARY_DIR}/clachanConfigVersion.cmake"
                                 COMPATIBILITY SameMajorVersion)
install(FILES "${PROJECT_BINARY_DIR}/clachanConfig.cmake"
              "${PROJECT_BINARY_DIR}/clachanConfigVersion.cmake"
        DESTINATION "${CLACHAN_CMAKE_DIR}" COMPONENT Development)
if(NOT BUILD_SHARED_LIBS)
  install(FILES "${PROJECT_SOURCE_DIR}/contrib/cmake/dependencies.cmake"
          DESTINATION "${CLACHAN_CMAKE_DIR}" RENAME clachanDependencies.cmake
          COMPONENT Development)
endif()

# pkg-config. The prefix is told by where the file lies, since it can be moved after configure:
# as many steps up as the library folder has, and one for pkgconfig/.
string(REGEX REPLACE "[^/]+" ".." steps "${CMAKE_INSTALL_LIBDIR}")
set(CLACHAN_PC_PREFIX "\${pcfiledir}/../${steps}")
set(CLACHAN_PC_REQUIRES "jansson libsodium sqlite3 >= 3.37 libcurl")
set(CLACHAN_PC_LIBS "-lcsv -pthread")
if(CLACHAN_LUA_SOURCE)
  string(APPEND CLACHAN_PC_LIBS " -lclachan_lua -lm")
elseif(CLACHAN_LUA_MODULE_NAME)
  string(APPEND CLACHAN_PC_REQUIRES " ${CLACHAN_LUA_MODULE_NAME}")
else()
  string(APPEND CLACHAN_PC_LIBS " -llua -lm")
endif()
if(CLACHAN_LOOPBACK)
  string(APPEND CLACHAN_PC_REQUIRES " libmicrohttpd")
endif()
if(CLACHAN_XLSX)
  string(APPEND CLACHAN_PC_REQUIRES " xlsxwriter")
endif()
configure_file("${PROJECT_SOURCE_DIR}/contrib/cmake/clachan.pc.in"
               "${PROJECT_BINARY_DIR}/clachan.pc" @ONLY)
install(FILES "${PROJECT_BINARY_DIR}/clachan.pc"
        DESTINATION "${CMAKE_INSTALL_LIBDIR}/pkgconfig" COMPONENT Development)
