// How createAssay is typed. Compiled, never run.
import {
  type Assay,
  AssayError,
  type AssayErrorCode,
  createAssay,
  type FlagsSnapshot,
  type LastGoodStore,
  type StickyStore,
  type Storage,
} from 'assay';
import { compileDatafile, type Datafile } from 'assay/compile';

interface Events {
  bought: { price: number };
}

export async function typedByItsMap(): Promise<void> {
  const typed: Assay<Events> = await createAssay<Events>();
  typed.track('bought', { price: 1 });
  const untyped: Assay = await createAssay({});
  untyped.track('anything');
  // Who only reads need not know the map.
  const reader: Assay = typed;
  void reader.query({ metric: {} });
}

export async function options(storage: Storage): Promise<void> {
  const datafile: Datafile = { flags: {} };
  await createAssay({ datafile, context: { user: 'ada', age: 36, beta: true, plan: undefined }, engine: 'inline', storage });
  await createAssay({
    datafile: JSON.stringify(datafile),
    wasm: { flags: '/flags.wasm', engine: new URL('https://example.com/engine.wasm') },
  });
  await createAssay({ datafile: compileDatafile(datafile).bytes, clock: () => 0, randomId: () => 'id', sessionTimeoutMs: 60_000 });
  // @ts-expect-error no such place
  await createAssay({ engine: 'gpu' });
  await createAssay({ context: { tags: ['a', 1, null], plan: { name: 'pro', since: [2020] } } });
  // @ts-expect-error an attribute is what JSON can hold
  await createAssay({ context: { since: new Date() } });
  // @ts-expect-error and nothing else inside of it
  await createAssay({ context: { plan: { name: () => 'pro' } } });
  // @ts-expect-error no such option
  await createAssay({ endpoint: 'https://example.com' });
  // @ts-expect-error a number is no datafile
  await createAssay({ datafile: 7 });
  // @ts-expect-error half a storage
  await createAssay({ storage: { read: async () => [] } });
}

export async function flagOptions(lastGood: LastGoodStore, sticky: StickyStore, bootstrap: FlagsSnapshot): Promise<void> {
  const datafile = fetch('/flags.json').then((response) => response.text());
  await createAssay({ datafile, verify: { keys: { main: 'AAAA' } }, lastGood, sticky, bootstrap });
  await createAssay({ datafile, verify: { keys: {}, required: false }, overrides: {} });
  await createAssay({ overrides: { url: 'flags', preview: { keys: { main: 'AAAA' } }, persist: true, search: '?flags=a:b' } });
  await createAssay({ lastGood: { get: async () => undefined, put: async () => undefined } });
  await createAssay({ sticky: { unit: ['device', 'user'], get: () => ({ 'e:1': { variant: 'a', at: 0 } }), set: () => undefined } });
  // @ts-expect-error a response is no datafile yet
  await createAssay({ datafile: fetch('/flags.json'), lastGood: 7 });
  // @ts-expect-error keys must be given
  await createAssay({ verify: {} });
  // @ts-expect-error a sticky store answers at once
  await createAssay({ sticky: { get: async () => undefined, set: () => undefined } });
  // @ts-expect-error a list is no snapshot
  await createAssay({ bootstrap: [] });
}

export function errors(error: unknown): AssayErrorCode | undefined {
  void createAssay({
    onError: ({ code, message }) => {
      const known: AssayErrorCode = code;
      // @ts-expect-error not a code
      if (code === 'WASM_BROKEN') return;
      return [known, message];
    },
  });
  return error instanceof AssayError ? error.code : undefined;
}

export function importing(assay: Assay<Events>): void {
  // What happened elsewhere need not be in the map.
  void assay.importEvents([{ name: 'sold', time: 0, user: 'ada' }]);
  void assay.importEvents(new Set([{ name: 'sold', time: 0, user: 'ada', session: 's', props: { price: 1 } }]));
  // @ts-expect-error an event needs a time
  void assay.importEvents([{ name: 'sold', user: 'ada' }]);
  // @ts-expect-error a time is a number
  void assay.importEvents([{ name: 'sold', time: new Date(), user: 'ada' }]);
}
