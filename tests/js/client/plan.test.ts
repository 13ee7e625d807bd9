import type { AssayOptions, PlanPolicy, PlanProblemCount, Properties, TrackingPlan } from 'assay';
import { describe, expect, it } from 'vitest';
import { countsBy, countsByEvent, open } from './open.js';
import { samplePlan } from './sample-plan.js';

const openPlan = (policy: PlanPolicy = {}, options: AssayOptions = {}) => open({ plan: { ...samplePlan, policy }, ...options });

interface Case {
  readonly name: string;
  readonly event?: string;
  readonly props?: Properties | undefined;
  readonly property?: string;
  readonly problem?: PlanProblemCount['problem'];
}

const sound: readonly Case[] = [
  { name: 'only what is required', props: { total: 1 } },
  { name: 'the least and most of a range', props: { total: 0, items: 1 } },
  { name: 'the most of a range', props: { total: 10_000 } },
  { name: 'every property', props: { total: -0, plan: 'pro', items: 2, gift: false, coupon: 'ab', customer: 'c', theme: 'dark' } },
  { name: 'absent values', props: { total: 1, plan: undefined, coupon: null } },
  { name: 'four characters that are eight code units', props: { total: 1, coupon: '😀😀😀😀' } },
  { name: 'an event without properties', event: 'cart_opened' },
  { name: 'anything beside what is planned, where that is allowed', event: 'searched', props: { term: '', anything: 1, __proto__x: true } },
];

const unsound: readonly (Case & { readonly problem: PlanProblemCount['problem'] })[] = [
  { name: 'an unknown event', event: 'order_complete', problem: 'unknown_event' },
  { name: 'an event named like an inherited member', event: 'constructor', problem: 'unknown_event' },
  { name: 'an event named __proto__', event: '__proto__', problem: 'unknown_event' },
  { name: 'a required property missing', props: { items: 1 }, property: 'total', problem: 'missing' },
  { name: 'no properties at all', property: 'total', problem: 'missing' },
  { name: 'null for a required property', props: { total: null }, property: 'total', problem: 'missing' },
  { name: 'a text for a number', props: { total: '1' }, property: 'total', problem: 'wrong_type' },
  { name: 'a fraction for an integer', props: { total: 1, items: 1.5 }, property: 'items', problem: 'wrong_type' },
  { name: 'a number for a boolean', props: { total: 1, gift: 1 }, property: 'gift', problem: 'wrong_type' },
  { name: 'a number below its range', props: { total: -Number.MIN_VALUE }, property: 'total', problem: 'out_of_range' },
  { name: 'a number above its range', props: { total: 10_000.000001 }, property: 'total', problem: 'out_of_range' },
  { name: 'a value not in the list', props: { total: 1, plan: 'Pro' }, property: 'plan', problem: 'not_in_enum' },
  { name: 'a text too short by characters', props: { total: 1, coupon: '😀' }, property: 'coupon', problem: 'wrong_length' },
  { name: 'a text too long', props: { total: 1, coupon: 'abcde' }, property: 'coupon', problem: 'wrong_length' },
];

describe('a tracking plan', () => {
  it.each(sound)('takes $name', async ({ event = 'order_completed', props }) => {
    const { assay, errors } = await openPlan();
    assay.track(event, props as Properties);
    expect(errors).toEqual([]);
    expect(assay.counters).toEqual({ recorded: 1, rejected: {} });
    expect(assay.planReport()).toEqual({ checked: 1, refused: 0, problems: [] });
  });

  it.each(unsound)('refuses, counts and reports $name', async ({ event = 'order_completed', props, property, problem }) => {
    const { assay, errors } = await openPlan();
    assay.track(event, props as Properties);
    const rejection = problem === 'unknown_event' ? 'unknown_event' : 'invalid_event';
    expect(assay.counters).toEqual({ recorded: 0, rejected: { [rejection]: 1 } });
    const row = property === undefined ? { event, problem, count: 1 } : { event, property, problem, count: 1 };
    expect(assay.planReport()).toEqual({ checked: 1, refused: 1, problems: [row] });
    expect(errors).toHaveLength(1);
    expect(errors[0]?.message).toContain(`'${property ?? event}'`);
  });

  it.each(unsound)(
    "records $name where the policy is 'warn', and reports it once",
    async ({ event = 'order_completed', props, problem }) => {
      const { assay, errors } = await openPlan({ unknownEvent: 'warn', invalidEvent: 'warn' });
      for (let i = 0; i < 3; i++) assay.track(event, props as Properties);
      expect(assay.counters).toEqual({ recorded: 3, rejected: {} });
      expect(assay.planReport()?.problems).toMatchObject([{ event, problem, count: 3 }]);
      expect(errors).toHaveLength(1);
    },
  );

  it.each(unsound)(
    "records $name where the policy is 'accept', and reports nothing",
    async ({ event = 'order_completed', props, problem }) => {
      const { assay, errors } = await openPlan({ unknownEvent: 'accept', invalidEvent: 'accept' });
      assay.track(event, props as Properties);
      expect([assay.counters.recorded, errors.length]).toEqual([1, 0]);
      expect(assay.planReport()?.problems).toMatchObject([{ event, problem, count: 1 }]);
    },
  );

  it('drops properties that it does not name, unless the policy says otherwise', async () => {
    const outcomes = { drop: [1, 1, { null: 1 }], warn: [1, 1, { 7: 1 }], accept: [1, 0, { 7: 1 }], reject: [0, 1, {}] } as const;
    for (const [unknownProperty, [recorded, reported, values]] of Object.entries(outcomes)) {
      const { assay, errors } = await openPlan({ unknownProperty: unknownProperty as 'drop' });
      assay.track('order_completed', { total: 1, colour: 7 });
      expect([assay.counters.recorded, errors.length], unknownProperty).toEqual([recorded, reported]);
      expect(await countsBy(assay, 'colour', 'order_completed'), unknownProperty).toEqual(values);
      const row = { event: 'order_completed', property: 'colour', problem: 'unknown_property', count: 1 };
      expect(assay.planReport()?.problems, unknownProperty).toEqual([row]);
      if (unknownProperty === 'reject') expect(assay.counters.rejected).toEqual({ unknown_property: 1 });
    }
  });

  it.each([
    ['nothing allowed', undefined, [null, null, 'c']],
    ['false', false, [null, null, 'c']],
    ['personal alone', ['personal'], ['a@b', null, 'c']],
    ['sensitive alone', ['sensitive'], [null, 'flu', 'c']],
    ['all', true, ['a@b', 'flu', 'c']],
  ] as const)('records personal values only when they are allowed: %s', async (_, allowPii, values) => {
    const { assay, errors } = await openPlan({}, allowPii === undefined ? {} : { allowPii });
    assay.track('order_completed', { total: 1, email: 'a@b', diagnosis: 'flu', customer: 'c' });
    const names = ['email', 'diagnosis', 'customer'];
    for (const [i, name] of names.entries()) expect(await countsBy(assay, name, 'order_completed')).toEqual({ [String(values[i])]: 1 });
    const dropped = names.filter((_name, i) => values[i] === null);
    expect(assay.planReport()?.problems).toEqual(
      dropped.map((property) => ({ event: 'order_completed', property, problem: 'pii_dropped', count: 1 })),
    );
    expect(errors).toEqual([]);
  });

  it('holds traits and registered properties against it too', async () => {
    const { assay, errors } = await openPlan();
    assay.register({ theme: 'dark', phone: '555' });
    assay.register({ theme: 'blue' });
    assay.register({ unheard: 1 });
    assay.identify('ada', { tier: 'gold', name: 'Ada', shoe_size: 40 });
    assay.track('cart_opened');
    await assay.flush();
    expect(await countsBy(assay, 'theme')).toEqual({ dark: 2 });
    for (const name of ['phone', 'name', 'shoe_size', 'unheard']) expect(await countsBy(assay, name), name).toEqual({ null: 2 });
    expect(await countsBy(assay, 'tier', '$identify')).toEqual({ gold: 1 });
    expect(await countsBy(assay, 'anonymous_id', '$identify')).toEqual({ 'anonymous-id-1': 1 });
    expect(assay.planReport()).toEqual({
      checked: 5,
      refused: 1,
      problems: [
        { event: '$register', property: 'phone', problem: 'pii_dropped', count: 1 },
        { event: '$register', property: 'theme', problem: 'not_in_enum', count: 1 },
        { event: '$register', property: 'unheard', problem: 'unknown_property', count: 1 },
        { event: '$identify', property: 'name', problem: 'pii_dropped', count: 1 },
        { event: '$identify', property: 'shoe_size', problem: 'unknown_property', count: 1 },
      ],
    });
    expect(errors).toHaveLength(3);
  });

  it("leaves Assay's own events and imported ones alone", async () => {
    const { assay, errors } = await openPlan();
    assay.alias('ada', 'bob');
    await assay.importEvents([{ name: 'sold', time: 0, user: 'ada', props: { colour: 7 } }]);
    expect(await countsByEvent(assay)).toEqual({ $alias: 1, sold: 1 });
    expect(errors).toEqual([]);
    expect(assay.planReport()?.checked).toBe(0);
  });

  it('counts exactly however many names a page makes up, the first 100 by name and the rest together', async () => {
    const { assay } = await open({ plan: samplePlan, onError: () => {} });
    for (let round = 0; round < 3; round++) {
      for (let i = 0; i < 250; i++) {
        assay.track(`made_up_${i}`);
        assay.track('order_completed', { total: 1, [`p${i}`]: 1 });
      }
    }
    const { checked, refused, problems } = assay.planReport() as NonNullable<ReturnType<typeof assay.planReport>>;
    expect([checked, refused, problems.length]).toEqual([1500, 750, 202]);
    const of = (problem: string) => problems.filter((row) => row.problem === problem);
    expect(of('unknown_event').map(({ count }) => count)).toEqual([...Array(100).fill(3), 450]);
    expect(of('unknown_event').at(-1)).toEqual({ event: null, problem: 'unknown_event', count: 450 });
    expect(of('unknown_property').at(-1)).toEqual({ event: 'order_completed', property: null, problem: 'unknown_property', count: 450 });
  });

  it('never throws and shows no value, whatever it is given', async () => {
    const { assay, errors } = await openPlan();
    const hostile = [JSON.parse('{"__proto__": 1, "total": "hunter2"}'), { total: 'hunter2' }, { total: 1, plan: 'hunter2' }, [], 7, null];
    for (const props of hostile) expect(() => assay.track('order_completed', props as never)).not.toThrow();
    assay.track('order_completed', {
      get total(): never {
        throw new Error('getter');
      },
    });
    assay.track(
      'cart_opened',
      new Proxy(
        { a: 1 },
        {
          ownKeys: () => {
            throw new Error('trap');
          },
        },
      ),
    );
    expect(assay.counters).toEqual({ recorded: 0, rejected: { invalid_event: 4, invalid_property: 2, unreadable: 2 } });
    expect(JSON.stringify(errors.map(({ message }) => message))).not.toContain('hunter2');
  });

  it('may be text or a promise, and is not there when none is given', async () => {
    for (const plan of [JSON.stringify(samplePlan), Promise.resolve(samplePlan), Promise.resolve(JSON.stringify(samplePlan))]) {
      const { assay } = await open({ plan });
      assay.track('unheard_of');
      expect(assay.planReport()).toMatchObject({ checked: 1, refused: 1 });
    }
    expect((await open()).assay.planReport()).toBeUndefined();
  });

  it.each([
    [
      'malformed',
      { format: 1, events: { a: { properties: { b: { type: 'text' } } } } } as unknown as TrackingPlan,
      'plan.events.a.properties.b.type: must be one of',
    ],
    ['no JSON', '{', 'plan: not JSON'],
    ['a promise that fails', () => Promise.reject(new Error('404')), '404'],
  ])('that is %s rejects createAssay', async (_, plan, message) => {
    await expect(open({ plan: typeof plan === 'function' ? plan() : plan })).rejects.toMatchObject({
      name: 'AssayError',
      message: expect.stringContaining(message),
    });
  });
});
