# Third-party code, all of it through one private prefix that scripts/setup.mjs fills, so that native and WebAssembly builds use the same
# versions. Without the prefix (emcc and libraries installed by hand) the system's headers are taken, one library at a time: a whole
# /usr/include as a prefix would put glibc's headers in front of Emscripten's sysroot.
set(deps_default "${PROJECT_SOURCE_DIR}/.toolchain/deps")
if(DEFINED ENV{ASSAY_TOOLCHAIN_DIR})
  set(deps_default "$ENV{ASSAY_TOOLCHAIN_DIR}/deps")
endif()
set(ASSAY_DEPS "${deps_default}" CACHE PATH "folder with include/, src/googletest and src/benchmark")

# external_headers(NAME HEADER [FOLDER-OR-FILE]): defines external::NAME, whose HEADER can be included. The last argument is what of the
# system's include folder belongs to the library, where that has to be used.
function(external_headers name header part)
  find_path(${name}_INCLUDE_DIR NAMES ${header} PATHS "${ASSAY_DEPS}/include" NO_DEFAULT_PATH NO_CMAKE_FIND_ROOT_PATH)
  set(include_dir "${${name}_INCLUDE_DIR}")
  if(NOT include_dir)
    find_path(${name}_SYSTEM_DIR NAMES ${header} PATHS /opt/homebrew/include /usr/local/include /usr/include
      NO_DEFAULT_PATH NO_CMAKE_FIND_ROOT_PATH REQUIRED)
    set(include_dir "${PROJECT_BINARY_DIR}/external/${name}")
    file(MAKE_DIRECTORY "${include_dir}")
    file(CREATE_LINK "${${name}_SYSTEM_DIR}/${part}" "${include_dir}/${part}" SYMBOLIC)
  endif()
  add_library(external_${name} INTERFACE IMPORTED GLOBAL)  # IMPORTED: -isystem, so their warnings are not ours
  set_target_properties(external_${name} PROPERTIES INTERFACE_INCLUDE_DIRECTORIES "${include_dir}")
  add_library(external::${name} ALIAS external_${name})
  set(${name}_INCLUDE_DIR "${include_dir}" PARENT_SCOPE)
endfunction()

external_headers(xxhash xxhash.h xxhash.h)
external_headers(flatbuffers flatbuffers/flatbuffers.h flatbuffers)

# The committed code of core/assay/{wire,snapshot}/generated works with the release of flatbuffers that wrote it and says so in a
# static_assert. With another release's headers it is written again, into the build tree, which is then searched first.
function(flatbuffers_version file pattern result)
  file(STRINGS "${file}" lines REGEX "${pattern}")
  string(REGEX MATCHALL "[0-9]+" numbers "${lines}")
  list(JOIN numbers "." version)
  set(${result} "${version}" PARENT_SCOPE)
endfunction()

flatbuffers_version("${PROJECT_SOURCE_DIR}/core/assay/wire/generated/common_generated.h"
  "FLATBUFFERS_VERSION_(MAJOR|MINOR|REVISION) ==" committed)
flatbuffers_version("${flatbuffers_INCLUDE_DIR}/flatbuffers/base.h"
  "^#define FLATBUFFERS_VERSION_(MAJOR|MINOR|REVISION) [0-9]" installed)
if(NOT committed STREQUAL installed)
  find_program(FLATC flatc PATHS "${ASSAY_DEPS}/bin" NO_CMAKE_FIND_ROOT_PATH REQUIRED)
  message(STATUS "flatbuffers ${installed} is here, ${committed} wrote the committed code: generating with ${FLATC}")
  foreach(module wire snapshot)
    file(GLOB schemas CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/core/assay/${module}/*.fbs")
    if(schemas)
      execute_process(COMMAND "${FLATC}" --cpp --cpp-std c++17 --scoped-enums --include-prefix assay/${module}/generated
        -o "${PROJECT_BINARY_DIR}/generated/assay/${module}/generated" ${schemas} COMMAND_ERROR_IS_FATAL ANY)
    endif()
  endforeach()
  include_directories(BEFORE "${PROJECT_BINARY_DIR}/generated")
endif()
