import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { repositoryPath } from '../vectors/vector-files.js';

/** What a stream asks of the engine: the calls of tests/streams/write_streams.cc. */
export const CALLS = { ingest: 1, query: 2, retain: 3, watch: 4, unwatch: 5 } as const;

export interface Call {
  readonly call: number;
  readonly input: Uint8Array;
  readonly status: number;
  readonly output: Uint8Array;
}

/** Streams of so many have an engine of their own; as in write_streams.cc. */
export const BLOCK = 500;

/** Where the native suite's build leaves it. */
export const PROGRAM = process.env['ASSAY_NATIVE_STREAMS'] ?? repositoryPath('build/asan/tests/streams/assay_streams');

/** Stacks of allocations are worth nothing here, and leaks are looked for by the native suite. */
const FASTER = 'malloc_context_size=0:detect_leaks=0:quarantine_size_mb=1';

/** What the native engine did with the streams from `first` on. @throws when an engine differed from a new one, or a sanitizer spoke */
export async function nativeStreams(seed: number, first: number, count: number): Promise<Uint8Array> {
  const { stdout } = await promisify(execFile)(PROGRAM, [seed, first, count].map(String), {
    encoding: 'buffer',
    maxBuffer: 2 ** 30,
    env: { ...process.env, ASAN_OPTIONS: FASTER },
  });
  return stdout;
}

/** The streams one after the other. */
export function* streamsIn(bytes: Uint8Array): Generator<readonly Call[]> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  const u32 = (): number => {
    at += 4;
    return view.getUint32(at - 4, true);
  };
  const part = (): Uint8Array => {
    const size = u32();
    at += size;
    return bytes.subarray(at - size, at);
  };
  while (at < bytes.length) {
    yield Array.from({ length: u32() }, () => {
      at += 1;
      return { call: view.getUint8(at - 1), input: part(), status: u32(), output: part() };
    });
  }
}
