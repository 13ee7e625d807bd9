import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ByteReader } from '../../vectors/byte-reader.js';
import { encodePack, packCases } from '../../vectors/pack.js';
import { runVectors, vectorModules } from '../../vectors/run_wasm.js';
import { builtModules } from './built-modules.js';
import { bucketingRows, expressionVectors, flagVectors, queryVectors, repositoryPath } from './vector-files.js';

const program = process.env['ASSAY_NATIVE_VECTORS'] ?? repositoryPath('build/asan/tests/assay_vectors');
const folder = mkdtempSync(join(tmpdir(), 'assay-vectors-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The outputs of the native core for `pack`. */
function runNative(pack: Uint8Array): Uint8Array {
  if (!existsSync(program)) {
    throw new Error(
      `${program} is not there. Build it with: cmake --preset asan && cmake --build --preset asan --target assay_vectors` +
        ' (or set ASSAY_NATIVE_VECTORS to an executable built elsewhere)',
    );
  }
  const [input, output] = [join(folder, 'pack'), join(folder, 'outputs')];
  writeFileSync(input, pack);
  const { status, stderr, error } = spawnSync(program, [input, output], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${program} ended ${status}: ${stderr}`, { cause: error });
  return readFileSync(output);
}

const hex = (bytes: Uint8Array | undefined): string => Buffer.from(bytes ?? []).toString('hex');

describe('native and WebAssembly', () => {
  const cases = packCases(bucketingRows, flagVectors, queryVectors, expressionVectors);
  let native: Uint8Array[];
  let wasm: Uint8Array[];
  beforeAll(async () => {
    const pack = encodePack(cases);
    const outputsOf = (bytes: Uint8Array): Uint8Array[] => {
      const reader = new ByteReader(bytes);
      return reader.list(() => reader.bytes());
    };
    native = outputsOf(runNative(pack));
    wasm = outputsOf(await runVectors(pack, vectorModules(await builtModules())));
  }, 60_000);

  it('answer every case', () => {
    expect(cases.length).toBeGreaterThan(500);
    expect(native.length).toBe(cases.length);
    expect(wasm.length).toBe(cases.length);
  });

  it('answer every case with the same bytes', () => {
    const differing = cases.filter((_, i) => hex(native[i]) !== hex(wasm[i])).map(({ name }) => name);
    expect(differing).toEqual([]);
  });

  it('load every datafile and take every batch', () => {
    // Equal failures would be equal bytes, too.
    for (const [i, { name, inputs }] of cases.entries()) {
      const reader = new ByteReader(native[i] as Uint8Array);
      const calls = name.startsWith('queries') ? inputs.length - 1 : 1;
      for (let at = 0; at < calls; ++at) {
        expect(reader.u32(), name).toBe(0);
        if (name.startsWith('queries')) expect(reader.f64() + reader.f64(), name).toBeGreaterThanOrEqual(0);
      }
    }
  });
});
