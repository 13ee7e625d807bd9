import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { Checksum, checksums, identityFinding, identityPack, identityRules } from '../../../js/certify/identity.js';
import { MODES } from '../../../js/certify/modes.js';
import { datafileOf } from '../../../js/certify/module-core.js';
import type { RawFlags } from '../../../js/client/flags/flags.js';
import { ByteModule, type Factory } from '../../../js/client/wasm/byte-module.js';
import { repositoryPath } from '../vectors/vector-files.js';
import { openModule } from './core.js';

const IDS = 3_000;
const rules = MODES.flatMap(identityRules);
const datafile = datafileOf(rules);
const native = process.env['ASSAY_NATIVE_CERTIFY'] ?? repositoryPath('build/asan/tests/certify/assay_certify');

describe('the same ids through every build of the core', () => {
  it('give the same answers as WebAssembly, as JavaScript and natively, for every mode', async () => {
    const glue = (await import(pathToFileURL(repositoryPath('build/wasm/wasm/flags-js.mjs')).href)) as {
      readonly default: Factory<RawFlags>;
    };
    const wasm = checksums(await openModule(), datafile, rules.length, IDS);
    expect(wasm.length).toBeGreaterThan(MODES.length);
    // Modes share a few numbers, such as the namespaces of both versions of GrowthBook.
    expect(new Set(wasm).size).toBeGreaterThan(MODES.length);
    expect(checksums(await ByteModule.withoutWasm('flags-js', glue.default), datafile, rules.length, IDS)).toEqual(wasm);
    if (!existsSync(native)) throw new Error(`${native} is not there. Build it with: cmake --build --preset asan --target assay_certify`);
    const { status, stdout, stderr } = spawnSync(native, { input: Buffer.concat([...identityPack(datafile, IDS)]), encoding: 'utf8' });
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout.trim().split('\n')).toEqual(wasm);
  }, 60_000);

  it('are told apart by one id more', async () => {
    const module = await openModule();
    expect(checksums(module, datafile, 1, 20)).not.toEqual(checksums(module, datafile, 1, 21));
  });

  it('are packed as the datafile and the contexts, each behind its length', () => {
    const bytes = Buffer.concat([...identityPack(Uint8Array.of(1, 2, 3), 50_000)]);
    let count = 0;
    for (let at = 0; at < bytes.length; at += 4 + bytes.readUInt32LE(at)) count++;
    expect(count).toBe(50_001);
  });
});

describe('the running hash', () => {
  it('depends on every word and on their order', () => {
    const of = (...words: number[]) => {
      const sum = new Checksum();
      for (const word of words) sum.add(word);
      return sum.text();
    };
    expect(of()).toBe('243f6a8885a308d3');
    expect(new Set([of(1, 2), of(2, 1), of(1), of(1, 2, 0), of(1, 2 ** 32 - 1)]).size).toBe(5);
    // In whole numbers: lane a is (seed ^ 1) * 0x9e3779b1 mod 2^32, then folded by 15 bits.
    const product = Number((BigInt(0x243f6a88 ^ 1) * 0x9e3779b1n) % 2n ** 32n);
    expect(of(1).slice(0, 8)).toBe(((product ^ (product >>> 15)) >>> 0).toString(16).padStart(8, '0'));
  });

  it('that differs is named with its engine', () => {
    expect(identityFinding({ native: ['a', 'b'], WebAssembly: ['a', 'b'] }, 10)).toMatchObject({ verdict: 'pass' });
    const { verdict, meaning } = identityFinding({ native: ['a', 'b'], WebAssembly: ['a', 'b'], JavaScript: ['a', 'c'] }, 10);
    expect([verdict, meaning]).toEqual(['fail', expect.stringContaining('in JavaScript than in native')]);
  });
});
