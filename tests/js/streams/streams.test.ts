import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { RawEngine } from '../../../js/client/engine/engine.js';
import { ByteModule } from '../../../js/client/wasm/byte-module.js';
import { builtModules } from '../vectors/built-modules.js';
import { BLOCK, CALLS, type Call, nativeStreams, PROGRAM, streamsIn } from './native-streams.js';

const SEED = 20_261_124;
const STREAMS = Number(process.env['ASSAY_STREAMS'] ?? 100_000);
/** Of one native run. */
const BATCH = 5 * BLOCK;
/** Native runs at a time: as long as WebAssembly answers what one made, the next ones go on. */
const AHEAD = 2;

/** What the streams were and how WebAssembly fared with them. */
class Tally {
  streams = 0;
  calls = 0;
  answered = 0;
  refused = 0;
  duplicates = 0;
  watched = 0;
  readonly differing: string[] = [];
}

const CALL_OF: Readonly<Record<number, (raw: RawEngine, size: number) => number>> = {
  [CALLS.ingest]: (raw, size) => raw.ingest(size),
  [CALLS.query]: (raw, size) => raw.query(size),
  [CALLS.retain]: (raw, size) => raw.retain(size),
  [CALLS.watch]: (raw, size) => raw.watch(size),
  [CALLS.unwatch]: (raw, size) => raw.unwatch(size),
};

function same(raw: RawEngine, { call, input, status, output }: Call): boolean {
  const start = raw.reserveInput(input.length); // before HEAPU8: memory may grow
  raw.HEAPU8.set(input, start);
  const got = CALL_OF[call]?.(raw, input.length);
  if (call === CALLS.unwatch) return got === status; // and puts nothing out
  const at = raw.outputOffset();
  return got === status && Buffer.compare(raw.HEAPU8.subarray(at, at + raw.outputSize()), output) === 0;
}

function check(raw: RawEngine, stream: number, calls: readonly Call[], tally: Tally): void {
  tally.streams += 1;
  for (const [i, call] of calls.entries()) {
    tally.calls += 1;
    if (!same(raw, call)) tally.differing.push(`stream ${stream} of seed ${SEED}, call ${i}`);
    if (call.call === CALLS.watch) tally.watched += 1;
    if (call.call === CALLS.query || call.call === CALLS.watch) tally[call.status === 0 ? 'answered' : 'refused'] += 1;
    else if (call.call === CALLS.ingest) tally.duplicates += new DataView(Uint8Array.from(call.output).buffer).getFloat64(8, true);
  }
}

describe('random streams', () => {
  it('get the same bytes from the native engine and from WebAssembly, for every kind of query', { timeout: 1_800_000 }, async () => {
    if (!existsSync(PROGRAM)) {
      throw new Error(`${PROGRAM} is not there. Build it with: cmake --preset asan && cmake --build --preset asan --target assay_streams`);
    }
    const { engine } = await builtModules();
    const module = await WebAssembly.compile(engine.wasm as Uint8Array<ArrayBuffer>);
    const firsts = Array.from({ length: Math.ceil(STREAMS / BATCH) }, (_, i) => i * BATCH);
    const runs: Promise<Uint8Array>[] = [];
    const start = (first: number | undefined): void => {
      if (first === undefined) return;
      const run = nativeStreams(SEED, first, BATCH);
      run.catch(() => {}); // reported when it is waited for
      runs.push(run);
    };
    firsts.slice(0, AHEAD).forEach(start);
    const tally = new Tally();
    for (const [i, first] of firsts.entries()) {
      const bytes = (await runs.shift()) as Uint8Array;
      start(firsts[i + AHEAD]);
      let stream = first;
      let opened: RawEngine | undefined;
      for (const calls of streamsIn(bytes)) {
        if (opened === undefined || stream % BLOCK === 0) opened = (await ByteModule.instantiate('engine', engine.factory, module)).raw;
        check(opened, stream, calls, tally);
        stream += 1;
      }
    }
    expect(tally.differing.slice(0, 10)).toEqual([]);
    expect(tally.streams).toBe(firsts.length * BATCH);
    expect(tally.answered).toBeGreaterThan(tally.streams); // a query or two each, nearly all of them valid
    expect(tally.refused).toBeGreaterThan(0);
    expect(tally.duplicates).toBeGreaterThan(tally.streams);
    expect(tally.watched).toBeGreaterThan(tally.streams / 2);
  });
});
