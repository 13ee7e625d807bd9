import type { FlagValue } from 'assay';
import { compileDatafile } from 'assay/compile';
import { describe, expect, it } from 'vitest';
import { open } from './open.js';
import { sampleDatafile } from './sample-datafile.js';

describe('flag()', () => {
  const cases: readonly { readonly name: string; readonly key: string; readonly fallback: FlagValue; readonly value: FlagValue }[] = [
    { name: 'a boolean', key: 'banner', fallback: false, value: true },
    { name: 'a text', key: 'greeting', fallback: 'hello', value: 'hi' },
    { name: 'a number, zero included', key: 'limit', fallback: 3, value: 0 },
    { name: 'an object', key: 'theme', fallback: {}, value: { accent: '#06c' } },
    { name: 'a list', key: 'steps', fallback: [], value: ['a', 'b'] },
    { name: 'any type for a fallback of null', key: 'limit', fallback: null, value: 0 },
    { name: 'null for a fallback of null', key: 'nothing', fallback: null, value: null },
    { name: 'the default variant of a flag that is switched off', key: 'retired', fallback: true, value: false },
    { name: 'the fallback for a flag that does not exist', key: 'missing', fallback: 'x', value: 'x' },
    { name: 'the fallback for a name that objects inherit', key: 'constructor', fallback: 'x', value: 'x' },
    { name: 'the fallback for the empty name', key: '', fallback: 1, value: 1 },
  ];
  for (const { name, key, fallback, value } of cases) {
    it(`gives ${name}`, async () => {
      const { assay, errors } = await open({ datafile: sampleDatafile });
      expect(assay.flag(key, fallback)).toEqual(value);
      expect(errors).toEqual([]);
    });
  }

  const mismatches: readonly { readonly name: string; readonly key: string; readonly fallback: FlagValue }[] = [
    { name: 'a boolean read as text', key: 'banner', fallback: 'x' },
    { name: 'a text read as number', key: 'greeting', fallback: 1 },
    { name: 'a number read as boolean', key: 'limit', fallback: true },
    { name: 'a list read as object', key: 'steps', fallback: {} },
    { name: 'an object read as list', key: 'theme', fallback: [] },
    { name: 'null read as object', key: 'nothing', fallback: {} },
  ];
  for (const { name, key, fallback } of mismatches) {
    it(`falls back for ${name}, and reports it once`, async () => {
      const { assay, errors } = await open({ datafile: sampleDatafile });
      expect(assay.flag(key, fallback)).toBe(fallback);
      expect(assay.flag(key, fallback)).toBe(fallback);
      expect(errors.map(({ code }) => code)).toEqual(['INVALID_ARGUMENT']);
      expect(errors[0]?.message).toContain(`'${key}'`);
    });
  }

  it('answers fallbacks without a datafile', async () => {
    const { assay } = await open();
    expect(assay.flag('banner', false)).toBe(false);
    expect(assay.variant('banner')).toBeUndefined();
    expect(assay.flags()).toEqual([]);
    expect(assay.details('banner')).toEqual({ flag: 'banner', value: undefined, reason: 'ERROR', errorCode: 'FLAG_NOT_FOUND' });
  });

  it('answers the same from an object, from JSON text and from compiled bytes', async () => {
    for (const datafile of [sampleDatafile, JSON.stringify(sampleDatafile), compileDatafile(sampleDatafile).bytes]) {
      const { assay } = await open({ datafile, context: { user: 'ada' } });
      expect(assay.flags()).toEqual(Object.keys(sampleDatafile.flags));
      expect(assay.flag('theme', {})).toEqual({ accent: '#06c' });
      expect(assay.details('button').reason).toBe('SPLIT');
    }
  });

  it('is synchronous: the first read after createAssay has its answer', async () => {
    const { assay } = await open({ datafile: sampleDatafile });
    const before = assay.flag('greeting', '');
    assay.setContext({ quiet: true });
    expect([before, assay.flag('greeting', 'fallback')]).toEqual(['hi', '']);
  });
});

describe('details()', () => {
  it('says how and why', async () => {
    const { assay } = await open({ datafile: sampleDatafile, context: { user: 'ada', quiet: true } });
    expect(assay.details('banner')).toEqual({ flag: 'banner', value: true, variant: 'on', reason: 'STATIC' });
    expect(assay.details('retired')).toMatchObject({ value: false, variant: 'off', reason: 'DISABLED' });
    expect(assay.details('greeting')).toEqual({ flag: 'greeting', value: '', variant: 'empty', reason: 'TARGETING_MATCH', rule: '0' });
    expect(assay.details('button')).toMatchObject({ reason: 'SPLIT', rule: 'all', experiment: 'button_colour' });
    expect(assay.details('early')).not.toHaveProperty('experiment');
    expect(assay.details('missing')).toMatchObject({ value: undefined, reason: 'ERROR', errorCode: 'FLAG_NOT_FOUND' });
  });

  it('says when the unit that a split needs is missing', async () => {
    const { assay } = await open({ datafile: sampleDatafile });
    expect(assay.details('region')).toMatchObject({ errorCode: 'TARGETING_KEY_MISSING' });
    expect(assay.flag('region', 'neither')).toBe('neither');
  });

  it('answers PARSE_ERROR for a flag that is wrong by itself, and reports what is wrong with it', async () => {
    const { assay, errors } = await open({
      datafile: { flags: { ...sampleDatafile.flags, broken: { type: 'boolean', variants: { on: 'yes' }, default: 'on' } } },
    });
    expect(assay.details('broken')).toMatchObject({ value: undefined, reason: 'ERROR', errorCode: 'PARSE_ERROR' });
    expect(assay.flag('banner', false)).toBe(true);
    expect(errors).toHaveLength(1);
    expect(errors[0]?.message).toContain("'broken'");
  });
});

describe('variant()', () => {
  it('gives the name, and undefined when there is none', async () => {
    const { assay } = await open({ datafile: sampleDatafile });
    expect(assay.variant('banner')).toBe('on');
    expect(assay.variant('missing')).toBeUndefined();
    expect(assay.variant('region')).toBeUndefined();
  });

  it('assigns a user the same variant in every instance, and different users different ones', async () => {
    const users = Array.from({ length: 40 }, (_, i) => `user-${i}`);
    const { assay } = await open({ datafile: sampleDatafile });
    const { assay: other } = await open({ datafile: sampleDatafile });
    const variants = users.map((user) => {
      assay.setContext({ user });
      other.setContext({ user });
      expect(assay.variant('button')).toBe(other.variant('button'));
      return assay.variant('button');
    });
    expect(new Set(variants)).toEqual(new Set(['control', 'blue']));
  });
});
