import type { Assay } from 'assay';
import { describe, expect, it } from 'vitest';
import { stubWebStorage } from './fake-web-storage.js';
import { countsByEvent, open } from './open.js';
import { restartedDatafile, sampleDatafile } from './sample-datafile.js';

const datafile = sampleDatafile;
const exposures = async (assay: Assay): Promise<number> => (await countsByEvent(assay))['$exposure'] ?? 0;
/** The variant that the user does not get. */
const otherVariant = (assay: Assay): string => (assay.details('button').variant === 'blue' ? 'control' : 'blue');

describe('assay.override()', () => {
  it('has a flag answer a variant, says so, and ends', async () => {
    const { assay } = await open({ datafile, context: { user: 'ada' } });
    const before = assay.details('button');
    assay.override('button', otherVariant(assay));
    const { variant, value, reason, overridden, experiment } = assay.details('button');
    expect(variant).not.toBe(before.variant);
    expect(value).toBe(variant === 'blue' ? 'blue' : 'grey');
    expect({ reason, overridden, experiment }).toEqual({ reason: 'STATIC', overridden: true, experiment: undefined });
    expect(assay.variant('button')).toBe(variant);
    assay.override('button', undefined);
    expect(assay.details('button')).toEqual(before);
  });

  it('is listed by overrides()', async () => {
    const { assay } = await open({ datafile });
    assay.override('banner', 'off');
    assay.override('__proto__', 'x');
    expect(Object.entries(assay.overrides())).toEqual([
      ['banner', 'off'],
      ['__proto__', 'x'],
    ]);
    assay.override('banner', undefined);
    expect(Object.keys(assay.overrides())).toEqual(['__proto__']);
  });

  it('works on a flag that is switched off, or whose unit is missing', async () => {
    const { assay } = await open({ datafile });
    assay.override('retired', 'on');
    assay.override('region', 'b');
    expect(assay.flag('retired', false)).toBe(true);
    expect(assay.flag('region', '')).toBe('b');
  });

  it('stays through contexts, identify and datafiles, and comes back with a flag that was gone', async () => {
    const { assay } = await open({ datafile, context: { user: 'ada' } });
    assay.override('banner', 'off');
    assay.setContext({ user: 'bob' });
    expect(assay.flag('banner', true)).toBe(false);
    assay.identify('cid');
    expect(assay.flag('banner', true)).toBe(false);
    await assay.setDatafile(restartedDatafile);
    expect(assay.details('banner')).toMatchObject({ errorCode: 'FLAG_NOT_FOUND' });
    await assay.setDatafile(datafile);
    expect(assay.flag('banner', true)).toBe(false);
  });

  it('before a datafile is there holds once it is', async () => {
    const { assay } = await open();
    assay.override('banner', 'off');
    await assay.setDatafile(datafile);
    expect(assay.details('banner')).toMatchObject({ value: false, overridden: true });
  });

  const unknown: readonly (readonly [flag: string, variant: string])[] = [
    ['missing', 'on'],
    ['banner', 'purple'],
    ['banner', ''],
    ['', 'on'],
    ['__proto__', 'on'],
    ['banner', 'constructor'],
  ];
  for (const [flag, variant] of unknown) {
    it(`ignores flag ${JSON.stringify(flag)} with variant ${JSON.stringify(variant)}: rules decide, and exposures are recorded`, async () => {
      const { assay, errors } = await open({ datafile });
      assay.override(flag, variant);
      expect(assay.details('banner')).toEqual({ flag: 'banner', value: true, variant: 'on', reason: 'STATIC' });
      assay.flag('button', '');
      expect(await exposures(assay)).toBe(1);
      expect(errors).toEqual([]);
    });
  }

  it('cannot make a malformed flag answer', async () => {
    const broken = { flags: { banner: { type: 'boolean', variants: { on: 7 }, default: 'on' } } };
    const { assay } = await open({ datafile: broken });
    assay.override('banner', 'on');
    const { errorCode, overridden } = assay.details('banner');
    expect({ errorCode, overridden }).toEqual({ errorCode: 'PARSE_ERROR', overridden: undefined });
  });
});

describe('an overridden person is counted as exposed', () => {
  it('to nothing: not by the flag, not by another of the experiment, not by another experiment', async () => {
    const { assay } = await open({ datafile, context: { user: 'ada', company: 'acme' } });
    assay.override('button', otherVariant(assay));
    assay.flag('button', '');
    assay.flag('button_label', '');
    assay.variant('region');
    expect(await exposures(assay)).toBe(0);
  });

  it('to nothing by a flag whose prerequisite is overridden', async () => {
    const flags = {
      gate: { type: 'boolean', variants: { on: true, off: false }, default: 'off' },
      inner: {
        type: 'string',
        variants: { a: 'a', b: 'b' },
        default: 'a',
        prerequisites: [{ flag: 'gate', variants: ['on'] }],
        rules: [{ split: { experiment: 'inner', weights: { b: 1 } } }],
      },
    };
    const { assay, errors } = await open({ datafile: { flags } });
    expect(assay.flag('inner', '')).toBe('a');
    assay.override('gate', 'on');
    expect(assay.flag('inner', '')).toBe('b');
    expect(await exposures(assay)).toBe(0);
    expect(errors).toEqual([]);
  });

  it('again once the override has ended, from the next read on', async () => {
    const { assay } = await open({ datafile });
    assay.override('banner', 'off');
    assay.flag('button', '');
    assay.override('banner', undefined);
    expect(await exposures(assay)).toBe(0);
    assay.flag('button', '');
    assay.flag('button', '');
    expect(await exposures(assay)).toBe(1);
  });
});

describe("the page's address", () => {
  const cases: readonly {
    readonly name: string;
    readonly search: string;
    readonly expected: Readonly<Record<string, string>>;
    readonly reports?: number;
  }[] = [
    { name: 'one', search: '?assay_override=banner:off', expected: { banner: 'off' } },
    { name: 'two', search: '?a=1&assay_override=banner:off,button:blue&b=2', expected: { banner: 'off', button: 'blue' } },
    { name: 'the last of one flag', search: '?assay_override=button:control,button:blue', expected: { button: 'blue' } },
    { name: 'names that are escaped', search: '?assay_override=a%252Cb%253Ac:50%2525', expected: { 'a,b:c': '50%' } },
    { name: 'names that are not ASCII', search: `?assay_override=${encodeURIComponent('größe:zoë 🚚')}`, expected: { größe: 'zoë 🚚' } },
    { name: 'none', search: '?x=1', expected: {} },
    { name: 'none at all', search: '', expected: {} },
    { name: 'an empty parameter', search: '?assay_override=', expected: {} },
    { name: 'empty pairs', search: '?assay_override=,,banner:off,', expected: { banner: 'off' } },
    { name: 'no variant, reported', search: '?assay_override=banner,button:blue', expected: { button: 'blue' }, reports: 1 },
    { name: 'an empty variant, reported', search: '?assay_override=banner:', expected: {}, reports: 1 },
    { name: 'an empty flag, reported', search: '?assay_override=:off', expected: {}, reports: 1 },
    { name: 'three parts, reported', search: '?assay_override=a:b:c', expected: {}, reports: 1 },
    { name: 'half an escape, reported', search: '?assay_override=a:%25', expected: {}, reports: 1 },
  ];
  for (const { name, search, expected, reports = 0 } of cases) {
    it(`overrides with url: true: ${name}`, async () => {
      const { assay, errors } = await open({ datafile, overrides: { url: true, search } });
      expect(assay.overrides()).toEqual(expected);
      expect(errors.map(({ code }) => code)).toEqual(Array(reports).fill('INVALID_ARGUMENT'));
    });
  }

  it('decides before the first read', async () => {
    const { assay } = await open({ datafile, overrides: { url: true, search: '?assay_override=banner:off' } });
    expect(assay.flag('banner', true)).toBe(false);
    assay.flag('button', '');
    expect(await exposures(assay)).toBe(0);
  });

  it('may name its parameter otherwise', async () => {
    const { assay } = await open({ datafile, overrides: { url: 'flags', search: '?flags=banner:off&assay_override=button:blue' } });
    expect(assay.overrides()).toEqual({ banner: 'off' });
  });

  it('is not looked at unless that is asked for', async () => {
    const search = '?assay_override=banner:off';
    for (const overrides of [{ search }, { url: false, search }]) {
      expect((await open({ datafile, overrides })).assay.overrides()).toEqual({});
    }
    expect((await open({ datafile })).assay.overrides()).toEqual({});
  });

  it('is not there in Node', async () => {
    const { assay, errors } = await open({ datafile, overrides: { url: true } });
    expect(assay.overrides()).toEqual({});
    expect(errors).toEqual([]);
  });
});

describe('overrides.persist', () => {
  const overrides = (search: string) => ({ url: true, persist: true, search });

  it("keeps overrides for the tab's session, those of override() too", async () => {
    stubWebStorage('sessionStorage');
    const first = await open({ datafile, overrides: overrides('?assay_override=banner:off') });
    first.assay.override('button', 'blue');
    const { assay } = await open({ datafile, overrides: overrides('') });
    expect(assay.overrides()).toEqual({ banner: 'off', button: 'blue' });
    assay.override('banner', undefined);
    const third = await open({ datafile, overrides: overrides('?assay_override=button:control') });
    expect(third.assay.overrides()).toEqual({ button: 'control' });
  });

  it('forgets them with an empty parameter', async () => {
    stubWebStorage('sessionStorage');
    await open({ datafile, overrides: overrides('?assay_override=banner:off') });
    await open({ datafile, overrides: overrides('?assay_override=') });
    expect((await open({ datafile, overrides: overrides('') })).assay.overrides()).toEqual({});
  });

  it('is off by default', async () => {
    const items = stubWebStorage('sessionStorage');
    await open({ datafile, overrides: { url: true, search: '?assay_override=banner:off' } });
    expect(items.size).toBe(0);
  });

  for (const stored of ['', '{', '[]', 'null', '7', '{"banner":7}', '{"banner":{"on":1}}']) {
    it(`is not disturbed by ${stored} of somebody else`, async () => {
      stubWebStorage('sessionStorage').set('assay_overrides', stored);
      const { assay, errors } = await open({ datafile, overrides: overrides('') });
      expect(assay.overrides()).toEqual({});
      expect(errors).toEqual([]);
    });
  }

  it('that does not work is reported, and the overrides hold', async () => {
    const { assay, errors } = await open({ datafile, overrides: overrides('?assay_override=banner:off') });
    expect(assay.flag('banner', true)).toBe(false);
    expect(errors.map(({ code }) => code)).toEqual(['INTERNAL']);
  });
});
