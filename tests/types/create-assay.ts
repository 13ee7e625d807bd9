// How createAssay is typed. Compiled, never run.
import { type Assay, AssayError, type AssayErrorCode, createAssay, type Storage } from 'assay';
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
  // @ts-expect-error an attribute is a text, a number or a boolean
  await createAssay({ context: { tags: ['a'] } });
  // @ts-expect-error no such option
  await createAssay({ endpoint: 'https://example.com' });
  // @ts-expect-error a number is no datafile
  await createAssay({ datafile: 7 });
  // @ts-expect-error half a storage
  await createAssay({ storage: { read: async () => [] } });
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
