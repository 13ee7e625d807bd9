import type { Assay, FlagsSnapshot } from 'assay';
import { describe, expect, it } from 'vitest';
import { bootstrapFlags } from '../../../js/client/bootstrap/index.js';
import { countsBy, countsByEvent, open } from './open.js';
import { restartedDatafile, sampleDatafile } from './sample-datafile.js';

const datafile = sampleDatafile;
const context = { user: 'ada', company: 'acme', quiet: true };
const exposures = async (assay: Assay): Promise<number> => (await countsByEvent(assay))['$exposure'] ?? 0;
const throughJson = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

/** What a server hands to the page that it renders, having read these flags. */
async function rendered(read: readonly string[] = [], options: Parameters<typeof open>[0] = { datafile, context }): Promise<FlagsSnapshot> {
  const { assay } = await open(options);
  for (const key of read) assay.variant(key);
  return throughJson(assay.snapshot());
}

/** Resolves when the flags have changed, as they do when the datafile has arrived. */
const changed = (assay: Assay): Promise<void> => new Promise((resolve) => void assay.onFlags(resolve));

describe('assay.snapshot()', () => {
  it('holds the details of every flag, the version and the context', async () => {
    const { assay } = await open({ datafile, context });
    const snapshot = assay.snapshot();
    expect(snapshot).toEqual({ assay_snapshot: 1, version: 1, context, flags: assay.flags().map((key) => assay.details(key)) });
  });

  it('survives JSON', async () => {
    const { assay } = await open({ datafile, context });
    expect(throughJson(assay.snapshot())).toEqual(assay.snapshot());
  });

  it('records no exposure, and says which flags were read', async () => {
    const { assay } = await open({ datafile, context });
    assay.flag('button', '');
    assay.details('region');
    const read = assay.snapshot().flags.filter((flag) => flag.read);
    expect(read.map(({ flag }) => flag)).toEqual(['button']);
    expect(await exposures(assay)).toBe(1);
  });

  it('says so to every user of a server that serves many, whoever was logged before', async () => {
    const { assay } = await open({ datafile, context });
    for (const user of ['ada', 'bob', 'ada']) {
      assay.setContext({ user });
      assay.flag('button', '');
      expect(assay.snapshot()).toMatchObject({
        context: { user },
        flags: expect.arrayContaining([expect.objectContaining({ read: true })]),
      });
    }
  });

  it('is empty without a datafile', async () => {
    const { assay } = await open({ context });
    expect(assay.snapshot()).toEqual({ assay_snapshot: 1, version: 0, context, flags: [] });
  });
});

describe('createAssay({ bootstrap })', () => {
  it('answers what the server answered: every flag, every detail', async () => {
    const server = await open({ datafile, context });
    const { assay, errors } = await open({ bootstrap: throughJson(server.assay.snapshot()) });
    expect(assay.flags()).toEqual(server.assay.flags());
    for (const key of server.assay.flags()) {
      expect(assay.details(key), key).toEqual(server.assay.details(key));
      expect(assay.variant(key), key).toEqual(server.assay.variant(key));
      expect(assay.flag(key, null), key).toEqual(server.assay.flag(key, null));
    }
    expect(assay.user).toBe('ada');
    expect(errors).toEqual([]);
  });

  it('answers like every other Assay: fallbacks for what there is not or is of another type', async () => {
    const { assay, errors } = await open({ bootstrap: await rendered() });
    expect(assay.flag('missing', 7)).toBe(7);
    expect(assay.flag('__proto__', 'x')).toBe('x');
    expect(assay.flag('banner', 'text')).toBe('text');
    expect(assay.details('missing')).toMatchObject({ errorCode: 'FLAG_NOT_FOUND' });
    expect(errors).toHaveLength(1);
  });

  it('does not wait for the datafile, which takes its place', async () => {
    let arrive: (given: object) => void = () => undefined;
    const arriving = new Promise<object>((resolve) => {
      arrive = resolve;
    });
    const { assay, errors } = await open({ bootstrap: await rendered(), datafile: arriving });
    expect(assay.flag('greeting', 'x')).toBe('');
    const done = changed(assay);
    arrive({ ...datafile, flags: { greeting: { type: 'string', variants: { only: 'moin' }, default: 'only' } } });
    await done;
    expect(assay.flag('greeting', 'x')).toBe('moin');
    expect(assay.flags()).toEqual(['greeting']);
    expect(errors).toEqual([]);
  });

  it('tells nobody when the datafile answers the same, because nothing changes', async () => {
    const { assay } = await open({ bootstrap: await rendered(), datafile });
    let calls = 0;
    assay.onFlags(() => calls++);
    await assay.setDatafile(datafile);
    expect(assay.details('button')).toMatchObject({ reason: 'SPLIT' });
    expect(calls).toBe(0);
  });

  it('goes on with the snapshot when the datafile fails, which is reported', async () => {
    const { assay, errors } = await open({ bootstrap: await rendered(), datafile: Promise.reject(new TypeError('Failed to fetch')) });
    await expect(assay.setDatafile('{')).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    expect(assay.flag('greeting', 'x')).toBe('');
    expect(errors.map(({ message }) => message)).toEqual(['Failed to fetch']);
  });

  it('prefers a context of its own', async () => {
    const { assay } = await open({ bootstrap: await rendered(), datafile, context: { user: 'ada', quiet: false } });
    expect(assay.flag('greeting', 'x')).toBe('');
    await assay.setDatafile(datafile);
    expect(assay.flag('greeting', 'x')).toBe('hi');
  });
});

describe('a snapshot is not used when it', () => {
  const cases: readonly { readonly name: string; readonly bootstrap: unknown }[] = [
    { name: 'is null', bootstrap: null },
    { name: 'is a text', bootstrap: '{}' },
    { name: 'is empty', bootstrap: {} },
    { name: 'is of another form', bootstrap: { assay_snapshot: 2, version: 1, context: {}, flags: [] } },
    { name: 'has no flags', bootstrap: { assay_snapshot: 1, version: 1, context: {} } },
    { name: 'has no context', bootstrap: { assay_snapshot: 1, version: 1, flags: [] } },
  ];
  for (const { name, bootstrap } of cases) {
    it(`${name}: that is reported, and a datafile is used`, async () => {
      const { assay, errors } = await open({ bootstrap: bootstrap as FlagsSnapshot });
      expect(new Set(errors.map(({ code }) => code))).toEqual(new Set(['INVALID_ARGUMENT']));
      expect(assay.flags()).toEqual([]);
      await assay.setDatafile(datafile);
      expect(assay.flag('banner', false)).toBe(true);
    });
  }

  it('is of another user than the context, as in a page that a cache kept', async () => {
    const { assay, errors } = await open({ bootstrap: await rendered(['button']), context: { user: 'bob' } });
    expect(assay.flag('greeting', 'x')).toBe('x');
    expect(await exposures(assay)).toBe(0);
    expect(errors.map(({ message }) => message)).toEqual([expect.stringContaining('another user')]);
  });

  it('is of the user before: it answers again when that one is back', async () => {
    const { assay } = await open({ bootstrap: await rendered() });
    assay.setContext({ plan: 'pro' });
    expect(assay.flag('greeting', 'x')).toBe('');
    assay.identify('bob');
    expect(assay.flag('greeting', 'x')).toBe('x');
    expect(assay.flags()).toEqual([]);
    assay.identify('ada');
    expect(assay.flag('greeting', 'x')).toBe('');
  });
});

describe('an exposure from a snapshot', () => {
  it('is recorded by the page at the first read, once for two flags of one experiment', async () => {
    const { assay } = await open({ bootstrap: await rendered() });
    expect(await exposures(assay)).toBe(0);
    assay.flag('button', '');
    assay.flag('button', '');
    assay.variant('button_label');
    const { rows } = await assay.query({ metric: { event: '$exposure' }, by: ['experiment', 'variant', 'version', 'flag'] });
    const variant = assay.variant('button') as string;
    expect(rows).toEqual([{ key: { experiment: 'button_colour', variant, version: 1, flag: 'button' }, values: { count: 1 } }]);
  });

  it('is recorded at once when the server read the flag: what it decides is shown', async () => {
    const { assay } = await open({ bootstrap: await rendered(['button', 'button_label', 'region', 'banner']) });
    expect(await countsBy(assay, 'experiment', '$exposure')).toEqual({ button_colour: 1, region_test: 1 });
    assay.flag('button', '');
    assay.flag('region', '');
    expect(await exposures(assay)).toBe(2);
  });

  it('is not recorded again when the datafile has been loaded, for the user nor for the company', async () => {
    const { assay } = await open({ bootstrap: await rendered(['region']), datafile });
    assay.flag('button', '');
    await assay.setDatafile(datafile);
    for (const key of ['button', 'button_label', 'region']) assay.variant(key);
    expect(await exposures(assay)).toBe(2);
    assay.setContext({ company: 'other' });
    for (const key of ['button', 'region']) assay.variant(key);
    expect(await exposures(assay)).toBe(3);
  });

  it('is not recorded again when the user left before the datafile came, and is back', async () => {
    const { assay } = await open({ bootstrap: await rendered() });
    assay.flag('button', '');
    assay.identify('bob');
    await assay.setDatafile(datafile);
    assay.flag('button', '');
    expect(await exposures(assay)).toBe(2);
    assay.identify('ada');
    assay.flag('button', '');
    expect(await exposures(assay)).toBe(2);
  });

  it('is recorded again for another version of the experiment', async () => {
    const { assay } = await open({ bootstrap: await rendered(['button']) });
    await assay.setDatafile(restartedDatafile);
    assay.flag('button', '');
    expect(await countsBy(assay, 'version', '$exposure')).toEqual({ 1: 1, 2: 1 });
  });

  it('is not recorded while a flag is overridden', async () => {
    const bootstrap = await rendered(['button']);
    const overrides = { url: true, search: '?assay_override=banner:off' };
    const { assay } = await open({ bootstrap, overrides, datafile });
    assay.flag('region', '');
    await assay.setDatafile(datafile);
    assay.flag('button', '');
    expect(await exposures(assay)).toBe(0);
    expect(assay.flag('banner', true)).toBe(false);
  });
});

describe('bootstrapFlags()', () => {
  it('answers synchronously what the server answered', async () => {
    const snapshot = await rendered();
    const first = bootstrapFlags(snapshot);
    const { assay } = await open({ bootstrap: snapshot });
    for (const { flag } of snapshot.flags) {
      expect(first.details(flag), flag).toEqual(assay.details(flag));
      expect(first.flag(flag, null), flag).toEqual(assay.flag(flag, null));
      expect(first.variant(flag), flag).toEqual(assay.variant(flag));
    }
  });

  it('knows what was read, there and on the server, so that createAssay records it', async () => {
    const first = bootstrapFlags(await rendered(['region']));
    first.flag('button', '');
    first.flag('greeting', 7);
    first.details('early');
    const bootstrap = throughJson(first.snapshot());
    expect(bootstrap.flags.filter(({ read }) => read).map(({ flag }) => flag)).toEqual(['button', 'region']);
    const { assay } = await open({ bootstrap });
    expect(await exposures(assay)).toBe(2);
  });

  it('answers fallbacks for what is no snapshot, and says so', () => {
    for (const bad of [null, undefined, 7, {}, { assay_snapshot: 1 }]) {
      const messages: string[] = [];
      const first = bootstrapFlags(bad as never, ({ message }) => messages.push(message));
      expect(first.flag('banner', false)).toBe(false);
      expect(first.variant('banner')).toBeUndefined();
      expect(messages).toEqual([expect.stringContaining('bootstrap')]);
      expect(bootstrapFlags(bad as never).flag('banner', 'x')).toBe('x');
    }
  });
});
