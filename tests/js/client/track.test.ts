import { describe, expect, it } from 'vitest';
import { countsBy, countsByEvent, open } from './open.js';

const many = (count: number): Record<string, number> => Object.fromEntries(Array.from({ length: count }, (_, i) => [`p${i}`, i]));

const cyclic: Record<string, unknown> = { a: 1 };
cyclic['self'] = cyclic;

const throwing = {
  get price(): never {
    throw new Error('the getter');
  },
};
const trap = (): never => {
  throw new Error('the trap');
};
const { proxy: revoked, revoke } = Proxy.revocable({}, {});
revoke();

interface Refusal {
  readonly name: string;
  readonly event?: unknown;
  readonly props?: unknown;
  readonly reason: string;
}

const refusals: readonly Refusal[] = [
  { name: 'no name', event: undefined, reason: 'invalid_name' },
  { name: 'null as name', event: null, reason: 'invalid_name' },
  { name: 'the empty name', event: '', reason: 'invalid_name' },
  { name: 'a number as name', event: 7, reason: 'invalid_name' },
  { name: 'a symbol as name', event: Symbol('a'), reason: 'invalid_name' },
  { name: 'an object as name', event: { toString: () => 'bought' }, reason: 'invalid_name' },
  { name: 'half a surrogate pair as name', event: 'a\udc00', reason: 'invalid_name' },
  { name: 'a name of 257 characters', event: 'x'.repeat(257), reason: 'too_long' },
  { name: 'a megabyte of name', event: 'x'.repeat(1 << 20), reason: 'too_long' },
  { name: "a name of Assay's", event: '$exposure', reason: 'reserved_name' },
  { name: 'a text as properties', props: 'price=1', reason: 'invalid_property' },
  { name: 'a number as properties', props: 1, reason: 'invalid_property' },
  { name: 'a list as properties', props: [1, 2], reason: 'invalid_property' },
  { name: 'a function as properties', props: () => ({}), reason: 'invalid_property' },
  { name: 'NaN', props: { price: Number.NaN }, reason: 'invalid_property' },
  { name: 'Infinity', props: { price: Number.POSITIVE_INFINITY }, reason: 'invalid_property' },
  { name: 'a BigInt', props: { price: 1n }, reason: 'invalid_property' },
  { name: 'a symbol', props: { price: Symbol('1') }, reason: 'invalid_property' },
  { name: 'a Date', props: { at: new Date(0) }, reason: 'invalid_property' },
  { name: 'a list', props: { tags: ['a'] }, reason: 'invalid_property' },
  { name: 'an object', props: { address: { city: 'Berlin' } }, reason: 'invalid_property' },
  { name: 'a function', props: { price: () => 1 }, reason: 'invalid_property' },
  { name: 'an object with itself inside', props: cyclic, reason: 'invalid_property' },
  { name: 'an object called __proto__', props: JSON.parse('{"__proto__": {"admin": true}}'), reason: 'invalid_property' },
  { name: 'a property without a name', props: { '': 1 }, reason: 'invalid_property' },
  { name: 'half a surrogate pair in a property name', props: { 'a\ud800': 1 }, reason: 'invalid_property' },
  { name: 'half a surrogate pair in a value', props: { city: '\ud83d' }, reason: 'invalid_property' },
  { name: 'surrogates the wrong way round', props: { city: '\udc00\ud800' }, reason: 'invalid_property' },
  { name: 'a property name of 257 characters', props: { ['x'.repeat(257)]: 1 }, reason: 'too_long' },
  { name: 'a text of 2,049 characters', props: { text: 'x'.repeat(2049) }, reason: 'too_long' },
  { name: 'a megabyte of text', props: { text: 'x'.repeat(1 << 20) }, reason: 'too_long' },
  { name: '257 properties', props: many(257), reason: 'too_many_properties' },
  { name: '10,000 properties', props: many(10_000), reason: 'too_many_properties' },
  { name: 'a getter that throws', props: throwing, reason: 'unreadable' },
  { name: 'a Proxy that throws when its names are read', props: new Proxy({}, { ownKeys: trap }), reason: 'unreadable' },
  { name: 'a Proxy that throws when a value is read', props: new Proxy({ a: 1 }, { get: trap }), reason: 'unreadable' },
  { name: 'a revoked Proxy', props: revoked, reason: 'unreadable' },
];

describe('track() refuses, counts and reports, and does not throw:', () => {
  for (const { name, reason, props, ...rest } of refusals) {
    it(name, async () => {
      const { assay, errors } = await open();
      assay.track(('event' in rest ? rest.event : 'bought') as string, props as never);
      expect(assay.counters).toEqual({ recorded: 0, rejected: { [reason]: 1 } });
      expect(errors.map(({ code }) => code)).toEqual(['INVALID_ARGUMENT']);
      expect(await countsByEvent(assay)).toEqual({});
    });
  }

  it('an event after close', async () => {
    const { assay, errors } = await open();
    await assay.close();
    assay.track('bought');
    expect(assay.counters.rejected).toEqual({ closed: 1 });
    expect(errors).toHaveLength(1);
  });

  it('an event at a time that is none', async () => {
    for (const time of [Number.NaN, 0.5, 8.64e15 + 1, '5']) {
      const { assay } = await open({ clock: () => time as number });
      assay.track('bought');
      expect(assay.counters.rejected).toEqual({ invalid_time: 1 });
    }
  });

  it('an event whose time or session could not be had', async () => {
    const { assay: timeless } = await open({ clock: trap });
    timeless.track('bought');
    expect(timeless.counters.rejected).toEqual({ unreadable: 1 });
    let ids = 0;
    const { assay: sessionless } = await open({ randomId: () => (ids++ === 0 ? 'user' : trap()) });
    sessionless.track('bought');
    expect(sessionless.counters.rejected).toEqual({ unreadable: 1 });
  });
});

describe('a report', () => {
  it('names the property and never shows its value', async () => {
    const { assay, errors } = await open();
    assay.track('bought', { secret: ['hunter2'] as never, password: 'x'.repeat(3000) });
    assay.track('bought', { password: `${'x'.repeat(3000)}hunter2` });
    expect(errors.map(({ message }) => message.includes('secret') || message.includes('password'))).toEqual([true, true]);
    expect(JSON.stringify(errors.map(({ message }) => message))).not.toMatch(/hunter2|xxxx/);
  });

  it('has what was thrown as its cause', async () => {
    const { assay, errors } = await open();
    assay.track('bought', throwing);
    expect(errors[0]?.cause).toEqual(new Error('the getter'));
  });

  it('cannot break track: an onError that throws changes nothing', async () => {
    let calls = 0;
    const { assay } = await open({
      onError: () => {
        calls++;
        throw new Error('the page has a bug of its own');
      },
    });
    assay.track('');
    assay.track('bought', throwing);
    assay.track('bought');
    expect(calls).toBe(2);
    expect(await countsByEvent(assay)).toEqual({ bought: 1 });
  });

  it('is not needed: without onError everything is still counted', async () => {
    const { assay } = await open({ onError: undefined as never });
    assay.track('');
    assay.track('bought');
    expect(assay.counters).toEqual({ recorded: 1, rejected: { invalid_name: 1 } });
  });
});

describe('track() takes', () => {
  it('the largest event it allows', async () => {
    const { assay, errors } = await open({ context: { user: 'ü'.repeat(256) } });
    const props = Object.fromEntries(Array.from({ length: 256 }, (_, i) => [`${i}${'ß'.repeat(253)}`, '語'.repeat(2048)]));
    assay.track('日'.repeat(256), props);
    expect(await countsByEvent(assay)).toEqual({ ['日'.repeat(256)]: 1 });
    expect(errors).toEqual([]);
  });

  it('names that objects inherit, as data', async () => {
    const { assay, errors } = await open();
    const props = JSON.parse('{"__proto__": "p", "constructor": "c", "toString": "t", "hasOwnProperty": "h"}');
    assay.track('__proto__', props);
    assay.track('constructor', props);
    expect(await countsByEvent(assay)).toEqual(JSON.parse('{"__proto__": 1, "constructor": 1}'));
    for (const name of Object.keys(props)) expect(await countsBy(assay, name)).toEqual({ [props[name]]: 2 });
    expect(errors).toEqual([]);
  });

  it('nothing that a page put on Object.prototype', async () => {
    const { assay } = await open();
    const prototype = Object.prototype as { polluted?: string };
    prototype.polluted = 'yes';
    try {
      assay.track('bought', { price: 1 });
      await assay.flush();
    } finally {
      delete prototype.polluted;
    }
    expect(await countsBy(assay, 'polluted')).toEqual({ null: 1 });
  });

  it('absent properties, symbols and what is inherited as nothing', async () => {
    const { assay, errors } = await open();
    const props = Object.assign(Object.create({ inherited: 1 }), { coupon: undefined, note: null, price: 2, [Symbol('s')]: 1 });
    assay.track('bought', props);
    for (const name of ['coupon', 'note', 'inherited']) expect(await countsBy(assay, name)).toEqual({ null: 1 });
    expect(await countsBy(assay, 'price')).toEqual({ 2: 1 });
    expect(errors).toEqual([]);
  });

  it('256 properties beside any number of absent ones', async () => {
    const { assay } = await open();
    assay.track('bought', { ...Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`absent${i}`, undefined])), ...many(256) });
    expect(assay.counters.recorded).toBe(1);
  });

  it('an object without a prototype, and an instance of a class', async () => {
    const { assay } = await open();
    class Price {
      readonly price = 3;
      readonly currency = 'EUR';
    }
    assay.track('bought', Object.assign(Object.create(null), { price: 3 }));
    assay.track('bought', { ...new Price() });
    assay.track('bought', new Price() as never);
    expect(await countsBy(assay, 'price')).toEqual({ 3: 3 });
  });

  const numbers = [0, -0, 1e-320, -1.5, 2 ** 53 - 1, 2 ** 53, 2 ** 53 + 2, Number.MAX_VALUE, -Number.MAX_VALUE];
  it('every finite number, exactly', async () => {
    for (const number of numbers) {
      const { assay } = await open();
      assay.track('bought', { number });
      const { rows } = await assay.query({ metric: { aggregate: ['min', 'max', 'sum'], property: 'number' } });
      // Minus zero is stored as zero.
      const stored = number === 0 ? 0 : number;
      expect(rows[0]?.values, String(number)).toEqual({ min_number: stored, max_number: stored, sum_number: stored });
    }
  });

  it('a copy: what the page changes afterwards is not recorded', async () => {
    const { assay } = await open();
    const props = { price: 1 };
    assay.track('bought', props);
    props.price = 2;
    expect(await countsBy(assay, 'price')).toEqual({ 1: 1 });
  });

  it('the same property with values of several types', async () => {
    const { assay } = await open();
    for (const value of ['1', 1, true]) assay.track('bought', { value });
    expect(await countsBy(assay, 'value')).toEqual({ 1: expect.any(Number), true: 1 });
  });

  it('calls without their object, as event handlers make them', async () => {
    const { assay } = await open();
    const { track, flag, query } = assay;
    track('bought');
    expect(flag('x', 1)).toBe(1);
    expect((await query({ metric: {} })).rows[0]?.values).toEqual({ count: 1 });
  });
});
