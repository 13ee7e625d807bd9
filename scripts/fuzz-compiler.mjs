// libFuzzer comes with clang and nowhere else. The private toolchain's clang is used where there is one, else the host's if it has the
// run-time library (Debian: libclang-rt-*-dev), else there is no fuzzing.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { capture, Failure } from './process.mjs';

/** Why fuzzing cannot run with these tools (setup()'s), or undefined when it can. */
export function whyNoFuzzing({ clang, deps }) {
  if (clang === undefined) return 'no clang with libFuzzer (private toolchain or PATH)';
  if (clang.startsWith(join(deps, '..'))) return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'assay-fuzz-'));
  try {
    writeFileSync(
      join(folder, 'a.cc'),
      '#include <cstddef>\nextern "C" int LLVMFuzzerTestOneInput(const char*, std::size_t) { return 0; }\n',
    );
    const args = ['-std=c++20', '-fsanitize=fuzzer,address,undefined', 'a.cc', '-o', 'a'];
    return capture(clang, args, { cwd: folder }).status === 0 ? undefined : `${clang} has no libFuzzer`;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The clang++ to build the fuzz targets with. Throws a Failure where there is none. */
export function fuzzCompiler(tools) {
  const reason = whyNoFuzzing(tools);
  if (reason !== undefined) throw new Failure(`The fuzz targets cannot be built: ${reason}.`);
  return tools.clang;
}
