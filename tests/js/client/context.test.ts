import type { Json } from '../../../js/shared/json.js';
import { describe, expect, it } from 'vitest';
import { countsBy, countsByEvent, open } from './open.js';
import { sampleDatafile } from './sample-datafile.js';

describe('the user', () => {
  it('is anonymous and random when no context names one', async () => {
    const { assay } = await open();
    expect(assay.user).toBe('anonymous-id-1');
  });

  const given: readonly { readonly name: string; readonly user: unknown; readonly expected: string; readonly reports: number }[] = [
    { name: 'a text', user: 'ada', expected: 'ada', reports: 0 },
    { name: 'a text that is not ASCII', user: 'zoë 🚚', expected: 'zoë 🚚', reports: 0 },
    { name: 'a whole number, as its digits', user: 17, expected: '17', reports: 0 },
    { name: 'zero', user: 0, expected: '0', reports: 0 },
    { name: 'minus zero, as zero', user: -0, expected: '0', reports: 0 },
    { name: 'a negative number', user: -5, expected: '-5', reports: 0 },
    { name: 'the largest exact number', user: 2 ** 53 - 1, expected: '9007199254740991', reports: 0 },
    { name: 'a number that is not exact any more', user: 2 ** 53, expected: 'anonymous-id-1', reports: 1 },
    { name: 'a fraction', user: 1.5, expected: 'anonymous-id-1', reports: 1 },
    { name: 'NaN', user: Number.NaN, expected: 'anonymous-id-1', reports: 1 },
    { name: 'a BigInt', user: 17n, expected: 'anonymous-id-1', reports: 1 },
    { name: 'a boolean', user: true, expected: 'anonymous-id-1', reports: 1 },
    { name: 'the empty text', user: '', expected: 'anonymous-id-1', reports: 1 },
    { name: 'half a surrogate pair', user: 'a\ud800', expected: 'anonymous-id-1', reports: 1 },
    { name: 'a text of 257 characters', user: 'x'.repeat(257), expected: 'anonymous-id-1', reports: 1 },
    { name: 'an object', user: { id: 1 }, expected: 'anonymous-id-1', reports: 1 },
    { name: 'null, as absent', user: null, expected: 'anonymous-id-1', reports: 0 },
    { name: 'undefined, as absent', user: undefined, expected: 'anonymous-id-1', reports: 0 },
  ];
  for (const { name, user, expected, reports } of given) {
    it(`of ${name} is ${expected}`, async () => {
      const { assay, errors } = await open({ context: { user: user as string } });
      expect(assay.user).toBe(expected);
      expect(errors).toHaveLength(reports);
    });
  }

  it('17 and "17" are the same unit', async () => {
    const { assay } = await open({ datafile: sampleDatafile, context: { user: 17 } });
    const variant = assay.variant('button');
    assay.setContext({ user: '17' });
    expect(assay.variant('button')).toBe(variant);
    expect(await countsByEvent(assay)).toEqual({ $exposure: 1 });
  });

  it('stays when a new context names none, or one that cannot be used', async () => {
    const { assay, errors } = await open({ context: { user: 'ada', quiet: true } });
    assay.setContext({});
    expect(assay.user).toBe('ada');
    assay.setContext({ user: 1.5 });
    expect(assay.user).toBe('ada');
    expect(errors.map(({ message }) => message)).toEqual([expect.stringContaining('context.user')]);
  });
});

describe('setContext()', () => {
  it('replaces attributes instead of adding to them', async () => {
    const { assay } = await open({ datafile: sampleDatafile, context: { quiet: true } });
    assay.setContext({ other: 1 });
    expect(assay.flag('greeting', 'x')).toBe('hi');
  });

  const hostile: readonly { readonly name: string; readonly context: unknown }[] = [
    { name: 'null', context: null },
    { name: 'a text', context: 'user' },
    { name: 'a list', context: ['ada'] },
    {
      name: 'a getter that throws',
      context: {
        get quiet(): never {
          throw new Error('no');
        },
      },
    },
    { name: 'a revoked Proxy', context: revokedProxy() },
    { name: 'an attribute without a name', context: { '': 1 } },
    { name: 'two names that are half a surrogate pair', context: { '\ud800': 1, '\udc00': 2 } },
    { name: 'a function as value', context: { plan: () => 'pro' } },
    { name: 'a function inside a list', context: { plans: ['pro', () => 'team'] } },
    { name: 'an object nested 18 deep', context: { plan: nested(18) } },
    { name: 'a name that Assay keeps for itself', context: { $sticky: { 'button_colour:1': 'blue' } } },
    { name: 'the other such name', context: { $now: 0 } },
    { name: 'NaN as value', context: { age: Number.NaN } },
    { name: 'a BigInt as value', context: { age: 5n } },
    { name: 'half a surrogate pair as value', context: { plan: 'a\ud800' } },
    { name: 'a megabyte of text', context: { plan: 'x'.repeat(1 << 20) } },
    { name: '1,000 attributes', context: Object.fromEntries(Array.from({ length: 1000 }, (_, i) => [`a${i}`, i])) },
  ];
  for (const { name, context } of hostile) {
    it(`does not throw, reports, and leaves every flag usable: ${name}`, async () => {
      const { assay, errors } = await open({ datafile: sampleDatafile, context: { user: 'ada' } });
      const variant = assay.variant('button');
      assay.setContext(context as never);
      expect(errors.length).toBeGreaterThan(0);
      expect(new Set(errors.map(({ code }) => code))).toEqual(new Set(['INVALID_ARGUMENT']));
      expect(assay.user).toBe('ada');
      expect(assay.variant('button')).toBe(variant);
      expect(assay.flag('banner', false)).toBe(true);
    });
  }

  it('takes lists and objects, 16 deep at most', async () => {
    const { assay, errors } = await open({ datafile: sampleDatafile, context: { user: 'ada', tags: ['a', null, 1], plan: nested(16) } });
    expect(errors).toEqual([]);
    expect(assay.flag('banner', false)).toBe(true);
  });

  it('takes other names that begin with a dollar sign, as importers of datafiles use them', async () => {
    const { errors } = await open({ datafile: sampleDatafile, context: { user: 'ada', $url: '/cart', $forced: { banner: 'on' } } });
    expect(errors).toEqual([]);
  });

  it('does not look at the context again that it was given', async () => {
    const context: { user: string; quiet: boolean } = { user: 'ada', quiet: true };
    const { assay } = await open({ datafile: sampleDatafile, context });
    context.quiet = false;
    await assay.setDatafile({ ...sampleDatafile, revision: 2 });
    expect(assay.flag('greeting', 'x')).toBe('');
  });

  it('takes attributes called like what objects inherit', async () => {
    const conditions = JSON.parse('{"__proto__": "x", "constructor": "y", "hasOwnProperty": "z"}');
    const { assay, errors } = await open({
      datafile: {
        flags: {
          odd: { type: 'boolean', variants: { on: true, off: false }, default: 'off', rules: [{ when: conditions, serve: 'on' }] },
        },
      },
      context: conditions,
    });
    expect(errors).toEqual([]);
    expect(assay.flag('odd', false)).toBe(true);
  });
});

describe('identify()', () => {
  it('records who the user was, under who it is now', async () => {
    const { assay } = await open();
    assay.track('visited');
    assay.identify('ada', { plan: 'pro' });
    assay.track('visited');
    expect(assay.user).toBe('ada');
    expect(await countsBy(assay, 'anonymous_id', '$identify')).toEqual({ 'anonymous-id-1': 1 });
    expect(await countsBy(assay, 'plan', '$identify')).toEqual({ pro: 1 });
    const { rows } = await assay.query({ metric: { event: 'visited', aggregate: 'users' } });
    expect(rows[0]?.values).toEqual({ users: 1 });
  });

  it('keeps the attributes and evaluates again', async () => {
    const { assay } = await open({ datafile: sampleDatafile, context: { quiet: true } });
    assay.identify('ada');
    expect(assay.flag('greeting', 'x')).toBe('');
  });

  it('is undone by no later context', async () => {
    const { assay } = await open();
    assay.identify('ada');
    assay.setContext({ quiet: true });
    expect(assay.user).toBe('ada');
  });

  const refused: readonly unknown[] = [undefined, null, '', {}, Number.NaN, 1n, 'x'.repeat(300)];
  for (const user of refused) {
    it(`does nothing with ${typeof user} ${String(user).slice(0, 10)}`, async () => {
      const { assay } = await open();
      assay.identify(user as string);
      expect(assay.user).toBe('anonymous-id-1');
      expect(assay.counters.recorded).toBe(0);
    });
  }

  it('takes the user and the link even when the traits cannot be recorded, and says so', async () => {
    const { assay, errors } = await open();
    assay.identify('ada', {
      get plan(): never {
        throw new Error('no');
      },
    });
    assay.identify('bob', { plan: {} as string });
    expect(assay.user).toBe('bob');
    expect(assay.counters).toEqual({ recorded: 1, rejected: { unreadable: 1, invalid_property: 1 } });
    expect(await countsBy(assay, 'anonymous_id', '$identify')).toEqual({ 'anonymous-id-1': 1 });
    expect(errors.map(({ message }) => message)).toEqual([expect.stringContaining('$identify'), expect.stringContaining("'plan'")]);
  });
});

function nested(depth: number): Json {
  return depth === 0 ? 1 : { inside: nested(depth - 1) };
}

function revokedProxy(): object {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}
