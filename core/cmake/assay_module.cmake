# One folder of core/assay = one static library = one call. tests/lint/check_layers.mjs reads these calls: an #include outside DEPS,
# a cycle, or a NAME that is not its folder's fails the build.
#
#   assay_module(NAME assignment SRCS bucketing.cc DEPS base hash)            needs core/assay/{base,hash}
#   assay_module(NAME hash SRCS xxh.cc DEPS base EXTERNAL xxhash)             plus a third-party header library of dependencies.cmake
#
#   assay_module(NAME columnar … HOT)                                         loops over rows: WebAssembly builds optimise it for speed
#   assay_module(NAME behavior … HOT COLD cohort.cc)                          but these files for size
#   assay_module(NAME wire … HOT_SMALL context.cc)                            these files at -Os instead of -Oz in flags.wasm: run per context
#
# For WebAssembly every module exists twice, because the two .wasm files want different things: assay::<name> for the engine (for speed
# where it is HOT, else for size: code that runs once per query gains nothing), and assay::<name>_small for flags.wasm, which is only built
# where something links it.

function(assay_module)
  cmake_parse_arguments(PARSE_ARGV 0 MODULE "HOT" "NAME" "SRCS;DEPS;EXTERNAL;COLD;HOT_SMALL")
  assay_library(${MODULE_NAME} "")
  if(EMSCRIPTEN)
    if(NOT MODULE_HOT)
      target_compile_options(assay_${MODULE_NAME} PRIVATE $<$<CONFIG:Release>:-Oz>)
    endif()
    set_source_files_properties(${MODULE_COLD} PROPERTIES COMPILE_OPTIONS "$<$<CONFIG:Release>:-Oz>")
    list(REMOVE_ITEM MODULE_SRCS ${MODULE_HOT_SMALL})
    assay_library(${MODULE_NAME}_small "_small")
    set(small assay_${MODULE_NAME}_small)
    target_compile_options(${small} PRIVATE $<$<CONFIG:Release>:-Oz -flto> ${ASSAY_SMALL_OPTIONS})
    if(MODULE_HOT_SMALL)
      set(MODULE_SRCS ${MODULE_HOT_SMALL})
      assay_library(${MODULE_NAME}_small_hot "_small")
      target_compile_options(${small}_hot PRIVATE $<$<CONFIG:Release>:-Os -flto> ${ASSAY_SMALL_OPTIONS})
      target_link_libraries(${small} PUBLIC ${small}_hot)
      set_target_properties(${small}_hot PROPERTIES EXCLUDE_FROM_ALL ON)
    endif()
    set_target_properties(${small} PROPERTIES EXCLUDE_FROM_ALL ON)
  endif()
endfunction()

macro(assay_library LIBRARY VARIANT)
  add_library(assay_${LIBRARY} STATIC ${MODULE_SRCS})
  add_library(assay::${LIBRARY} ALIAS assay_${LIBRARY})
  target_include_directories(assay_${LIBRARY} PUBLIC ${PROJECT_SOURCE_DIR}/core)
  set(deps ${MODULE_DEPS})
  list(TRANSFORM deps PREPEND assay::)
  list(TRANSFORM deps APPEND "${VARIANT}")
  set(external ${MODULE_EXTERNAL})
  list(TRANSFORM external PREPEND external::)
  target_link_libraries(assay_${LIBRARY} PRIVATE assay_options ${external} PUBLIC ${deps})
endmacro()
