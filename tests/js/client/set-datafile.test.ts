import { AssayError, createAssay } from 'assay';
import { compileDatafile } from 'assay/compile';
import { describe, expect, it } from 'vitest';
import { open } from './open.js';
import { restartedDatafile, sampleDatafile } from './sample-datafile.js';

const truncated = compileDatafile(sampleDatafile).bytes.slice(0, -8);

const unusable: readonly { readonly name: string; readonly datafile: unknown }[] = [
  { name: 'text that is no JSON', datafile: '{"flags":' },
  { name: 'the empty text', datafile: '' },
  { name: 'a page instead of JSON', datafile: '<!doctype html>' },
  { name: 'an unknown field', datafile: { flags: {}, flagz: {} } },
  { name: 'a list', datafile: [] },
  { name: 'null', datafile: null },
  { name: 'a number', datafile: 7 },
  { name: 'bytes of something else', datafile: new Uint8Array([1, 2, 3]) },
  { name: 'no bytes', datafile: new Uint8Array() },
  { name: 'truncated bytes', datafile: truncated },
  {
    name: 'an object whose getter throws',
    datafile: {
      get flags(): never {
        throw new Error('no');
      },
    },
  },
];

describe('a datafile that cannot be used', () => {
  for (const { name, datafile } of unusable) {
    it(`makes createAssay reject with an AssayError: ${name}`, async () => {
      // `null` is something given, unlike `undefined`.
      await expect(createAssay({ datafile: datafile as string })).rejects.toBeInstanceOf(AssayError);
    });

    it(`leaves the one in use in place: ${name}`, async () => {
      const { assay } = await open({ datafile: sampleDatafile, context: { user: 'ada', quiet: true } });
      const before = assay.flags().map((key) => assay.details(key));
      await expect(assay.setDatafile(datafile as string)).rejects.toBeInstanceOf(AssayError);
      expect(assay.flags().map((key) => assay.details(key))).toEqual(before);
      assay.setContext({ user: 'ada' });
      expect(assay.flag('greeting', '')).toBe('hi');
    });
  }

  it('leaves an Assay without one usable, and a later one is taken', async () => {
    const { assay } = await open();
    await expect(assay.setDatafile('{')).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    expect(assay.flag('banner', false)).toBe(false);
    await assay.setDatafile(sampleDatafile);
    expect(assay.flag('banner', false)).toBe(true);
  });
});

describe('setDatafile()', () => {
  it('evaluates for the context in use', async () => {
    const { assay } = await open({ context: { user: 'ada', quiet: true } });
    await assay.setDatafile(sampleDatafile);
    expect(assay.flag('greeting', 'x')).toBe('');
  });

  it('drops the flags that are gone', async () => {
    const { assay } = await open({ datafile: sampleDatafile });
    await assay.setDatafile(restartedDatafile);
    expect(assay.flags()).toEqual(['button']);
    expect(assay.details('banner')).toMatchObject({ errorCode: 'FLAG_NOT_FOUND' });
  });

  it('takes datafiles in the order of the calls, whatever fails in between', async () => {
    const { assay } = await open();
    const calls = [sampleDatafile, '{', restartedDatafile, sampleDatafile, restartedDatafile].map((datafile) =>
      assay.setDatafile(datafile),
    );
    const outcomes = await Promise.allSettled(calls);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled', 'fulfilled']);
    expect(assay.flags()).toEqual(['button']);
  });

  it('waits for a promised one, and a later one that fails meanwhile rejects in its turn', async () => {
    const { assay } = await open();
    let arrive: (datafile: object) => void = () => undefined;
    const slow = assay.setDatafile(
      new Promise<object>((resolve) => {
        arrive = resolve;
      }),
    );
    const failing = expect(assay.setDatafile(Promise.reject(new TypeError('offline')))).rejects.toMatchObject({ message: 'offline' });
    // Node tells of promises that nobody looks after at the end of a turn of its loop.
    await new Promise((resolve) => setImmediate(resolve));
    expect(assay.flags()).toEqual([]);
    arrive(sampleDatafile);
    await slow;
    await failing;
    expect(assay.flag('banner', false)).toBe(true);
  });

  it('rejects after close, and opens nothing', async () => {
    const { assay } = await open({ datafile: sampleDatafile });
    await assay.close();
    await expect(assay.setDatafile(sampleDatafile)).rejects.toMatchObject({ code: 'CLOSED' });
    expect(assay.flags()).toEqual([]);
  });

  it('rejects when it is closed meanwhile', async () => {
    const { assay } = await open();
    const loading = assay.setDatafile(sampleDatafile);
    await Promise.all([assay.close(), expect(loading).rejects.toMatchObject({ code: 'CLOSED' })]);
    expect(assay.flag('banner', false)).toBe(false);
  });
});
