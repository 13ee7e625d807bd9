import { execFileSync } from 'node:child_process';
import { repositoryPath } from '../vectors/vector-files.js';

export interface StatCall {
  readonly name: string;
  readonly numbers: readonly number[];
}

export interface NativeAnswer {
  readonly status: number;
  /** Numbers, or of a failure its message. */
  readonly bytes: Uint8Array;
}

/** Where the native suite's build leaves it. */
export const PROGRAM = process.env['ASSAY_NATIVE_STATS'] ?? repositoryPath('build/asan/tests/stats/assay_stat_calls');

export const nativeNames = (): readonly string[] => execFileSync(PROGRAM, ['--names'], { encoding: 'utf8' }).trimEnd().split('\n');

/** What the native build answers: tests/stats/run_calls.cc. */
export function nativeAnswers(calls: readonly StatCall[]): readonly NativeAnswer[] {
  const parts = calls.map(({ name, numbers }) => {
    const encoded = Buffer.from(name);
    return Buffer.concat([
      Buffer.from(Uint32Array.of(numbers.length, encoded.length).buffer),
      Buffer.from(Float64Array.from(numbers).buffer),
      encoded,
    ]);
  });
  const bytes = execFileSync(PROGRAM, { input: Buffer.concat(parts), maxBuffer: 2 ** 28 });
  const answers: NativeAnswer[] = [];
  for (let at = 0; at < bytes.length; ) {
    const size = bytes.readUInt32LE(at + 4);
    answers.push({ status: bytes.readUInt32LE(at), bytes: bytes.subarray(at + 8, at + 8 + size) });
    at += 8 + size;
  }
  return answers;
}
