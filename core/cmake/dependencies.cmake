# Third-party code, all of it through one private prefix that scripts/setup.mjs fills, so that native and WebAssembly builds use the same
# versions. /usr/include itself is never a prefix for Emscripten: it would put glibc's headers in front of the wasm sysroot's.
# Without the prefix (emcc and libraries installed by hand) the system's headers are searched.
set(ASSAY_DEPS "${PROJECT_SOURCE_DIR}/.toolchain/deps" CACHE PATH "folder with include/, src/googletest and src/benchmark")

function(external_headers name header)
  find_path(${name}_INCLUDE_DIR NAMES ${header} PATHS "${ASSAY_DEPS}/include" NO_DEFAULT_PATH NO_CMAKE_FIND_ROOT_PATH)
  if(NOT ${name}_INCLUDE_DIR)
    find_path(${name}_INCLUDE_DIR NAMES ${header} HINTS /opt/homebrew/include /usr/local/include NO_CMAKE_FIND_ROOT_PATH REQUIRED)
  endif()
  add_library(external_${name} INTERFACE IMPORTED GLOBAL)  # IMPORTED: -isystem, so their warnings are not ours
  set_target_properties(external_${name} PROPERTIES INTERFACE_INCLUDE_DIRECTORIES "${${name}_INCLUDE_DIR}")
  add_library(external::${name} ALIAS external_${name})
endfunction()

external_headers(xxhash xxhash.h)
external_headers(flatbuffers flatbuffers/flatbuffers.h)
