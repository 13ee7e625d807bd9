# One folder of core/assay = one static library = one call. tests/lint/check_layers.mjs reads these calls: an #include outside DEPS,
# a cycle, or a NAME that is not its folder's fails the build.
#
#   assay_module(NAME assignment SRCS bucketing.cc DEPS base hash)            needs core/assay/{base,hash}
#   assay_module(NAME hash SRCS xxh.cc DEPS base EXTERNAL xxhash)             plus a third-party header library of dependencies.cmake
function(assay_module)
  cmake_parse_arguments(PARSE_ARGV 0 MODULE "" "NAME" "SRCS;DEPS;EXTERNAL")
  add_library(assay_${MODULE_NAME} STATIC ${MODULE_SRCS})
  add_library(assay::${MODULE_NAME} ALIAS assay_${MODULE_NAME})
  target_include_directories(assay_${MODULE_NAME} PUBLIC ${PROJECT_SOURCE_DIR}/core)
  target_link_libraries(assay_${MODULE_NAME} PRIVATE assay_options)
  list(TRANSFORM MODULE_DEPS PREPEND assay::)
  list(TRANSFORM MODULE_EXTERNAL PREPEND external::)
  target_link_libraries(assay_${MODULE_NAME} PUBLIC ${MODULE_DEPS} PRIVATE ${MODULE_EXTERNAL})
endfunction()
