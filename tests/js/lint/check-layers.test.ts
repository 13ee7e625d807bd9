import { describe, expect, it } from 'vitest';
import { allowed, checkLayers } from '../../lint/check_layers.mjs';
import { planted } from './planted.js';

const sound = {
  'core/assay/base/CMakeLists.txt': 'assay_module(NAME base SRCS status.cc)\n',
  'core/assay/base/status.h': '#include <string_view>\n',
  'core/assay/base/status.cc': '#include "assay/base/status.h"\n',
  'core/assay/hash/CMakeLists.txt': '# xxHash behind one file\nassay_module(NAME hash SRCS xxh.cc\n  DEPS base EXTERNAL xxhash)\n',
  'core/assay/hash/xxh.cc': '#include <xxhash.h>\n#include "assay/base/status.h"\n',
  'core/assay/sketch/CMakeLists.txt': 'assay_module(NAME sketch SRCS hll.cc DEPS base hash HOT)\n',
  'core/assay/sketch/hll.cc': '// #include <iostream>\n#include <vector>\n#include "assay/base/status.h"\n',
  'wasm/bindings.cc': '#include <emscripten/bind.h>\n#include "assay/base/status.h"\n',
};

const violations: readonly { name: string; files: Record<string, string>; says: string }[] = [
  {
    name: 'an include of a module that is not in DEPS',
    files: { 'core/assay/sketch/CMakeLists.txt': 'assay_module(NAME sketch SRCS hll.cc DEPS hash)\n' },
    says: 'core/assay/sketch/hll.cc:3: assay/base/status.h is of base, which is not in DEPS',
  },
  {
    name: 'a dependency that the design does not allow',
    files: { 'core/assay/base/CMakeLists.txt': 'assay_module(NAME base SRCS status.cc DEPS hash)\n' },
    says: 'core/assay/base/CMakeLists.txt: base must not depend on hash',
  },
  {
    name: 'a cycle',
    files: { 'core/assay/base/CMakeLists.txt': 'assay_module(NAME base SRCS status.cc DEPS sketch)\n' },
    says: 'core/assay: a cycle: base -> sketch -> base',
  },
  {
    name: "a name that is not its folder's",
    files: { 'core/assay/sketch/CMakeLists.txt': 'assay_module(NAME sketches SRCS hll.cc DEPS base hash)\n' },
    says: "core/assay/sketch/CMakeLists.txt: NAME sketches is not the folder's name, sketch",
  },
  {
    name: 'a folder that the design does not know',
    files: { 'core/assay/util/CMakeLists.txt': 'assay_module(NAME util SRCS a.cc)\n', 'core/assay/util/a.cc': '' },
    says: 'core/assay/util/CMakeLists.txt: no module of the design is called util',
  },
  {
    name: 'sources without a module',
    files: { 'core/assay/stats/welch.cc': '' },
    says: 'core/assay/stats/CMakeLists.txt: missing, but the folder has sources: one assay_module() call is needed',
  },
  {
    name: 'two modules in one folder',
    files: { 'core/assay/base/CMakeLists.txt': 'assay_module(NAME base SRCS status.cc)\nassay_module(NAME hash)\n' },
    says: 'core/assay/base/CMakeLists.txt: 2 assay_module() calls; a folder is one module',
  },
  {
    name: 'a source that is not built',
    files: { 'core/assay/base/time.cc': '' },
    says: 'core/assay/base/CMakeLists.txt: time.cc is in the folder but not in SRCS',
  },
  {
    name: 'a header that does not exist',
    files: { 'core/assay/base/status.cc': '#include "assay/base/state.h"\n' },
    says: 'core/assay/base/status.cc:1: assay/base/state.h does not exist',
  },
  {
    name: 'xxhash outside hash',
    files: { 'core/assay/sketch/hll.cc': '#include <xxhash.h>\n' },
    says: 'core/assay/sketch/hll.cc:1: sketch must not include xxhash.h: only hash may',
  },
  {
    name: 'flatbuffers outside wire and snapshot',
    files: { 'core/assay/sketch/hll.cc': '#include "flatbuffers/flatbuffers.h"\n' },
    says: 'core/assay/sketch/hll.cc:1: sketch must not include flatbuffers/flatbuffers.h: only wire and snapshot may',
  },
  {
    name: 'emscripten in core/',
    files: { 'core/assay/base/status.cc': '#include <emscripten/val.h>\n' },
    says: 'core/assay/base/status.cc:1: base must not include emscripten/val.h',
  },
  {
    name: 'third-party code that CMake does not know of',
    files: { 'core/assay/hash/CMakeLists.txt': 'assay_module(NAME hash SRCS xxh.cc DEPS base)\n' },
    says: 'core/assay/hash/xxh.cc:1: xxhash.h needs EXTERNAL xxhash',
  },
  {
    name: 'EXTERNAL where it is not allowed',
    files: { 'core/assay/base/CMakeLists.txt': 'assay_module(NAME base SRCS status.cc EXTERNAL flatbuffers)\n' },
    says: 'core/assay/base/CMakeLists.txt: base must not use flatbuffers',
  },
  {
    name: 'a header by its bare name',
    files: { 'core/assay/base/status.cc': '#include "status.h"\n' },
    says: 'core/assay/base/status.cc:1: status.h: the core\'s headers are included as "assay/<module>/<name>.h"',
  },
  {
    name: 'a stream',
    files: { 'core/assay/base/status.h': '#include <cstdint>\n#  include <iostream>\n' },
    says: 'core/assay/base/status.h:2: <iostream> is banned in core/: streams and locales cost 50 to 140 kB of WebAssembly',
  },
  {
    name: 'an unordered container',
    files: { 'core/assay/base/status.h': '#include <unordered_map>\n' },
    says: 'core/assay/base/status.h:1: <unordered_map> is banned in core/: their order differs between standard libraries, and answers must not',
  },
  {
    name: 'a clock',
    files: { 'core/assay/base/status.h': '#include <chrono>\n' },
    says: 'core/assay/base/status.h:1: <chrono> is banned in core/: core/ has no clock: time is an argument',
  },
  {
    name: "the core's libraries in wasm/",
    files: { 'wasm/bindings.cc': '#include "flatbuffers/flatbuffers.h"\n' },
    says: 'wasm/bindings.cc:1: wasm/ moves bytes; flatbuffers/flatbuffers.h is for the core',
  },
];

describe('the layer check', () => {
  it('accepts modules that keep to the table', () => {
    expect(planted(sound, checkLayers)).toEqual([]);
  });

  it.each(violations)('reports $name', ({ files, says }) => {
    expect(planted({ ...sound, ...files }, checkLayers)).toContain(says);
  });

  it('has a table in which every module only names modules above it', () => {
    const names = Object.keys(allowed);
    for (const [index, [name, dependencies]] of Object.entries(allowed).entries()) {
      for (const dependency of dependencies)
        expect(names.indexOf(dependency), `${name} -> ${dependency}`).toSatisfy((at) => at >= 0 && at < index);
    }
  });
});
