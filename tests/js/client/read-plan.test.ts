import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { isPlan, readPlan } from '../../../js/client/plan/read-plan.js';
import { type Schema, violations } from '../compile/json-schema.js';
import { samplePlan } from './sample-plan.js';

const schema = JSON.parse(readFileSync(new URL('../../../js/client/plan/tracking-plan.schema.json', import.meta.url), 'utf8')) as Schema;

const property = (fields: object) => ({ format: 1, events: { a: { properties: { p: fields } } } });
const P = 'plan.events.a.properties.p';

interface Malformed {
  readonly name: string;
  readonly plan: unknown;
  readonly message: string;
  /** What needs more than a schema: one value compared with another. */
  readonly isBeyondSchema?: true;
}

const malformed: readonly Malformed[] = [
  { name: 'null', plan: null, message: 'plan: must be an object' },
  { name: 'a list', plan: [], message: 'plan: must be an object' },
  { name: 'a number', plan: 7, message: 'plan: must be an object' },
  { name: 'no format', plan: { events: {} }, message: 'plan.format: must be 1' },
  { name: 'another format', plan: { format: 2, events: {} }, message: 'plan.format: must be 1' },
  { name: 'no events', plan: { format: 1 }, message: 'plan.events: must be an object' },
  { name: 'a list of events', plan: { format: 1, events: [] }, message: 'plan.events: must be an object' },
  { name: 'an unknown field', plan: { format: 1, events: {}, Events: {} }, message: 'plan.Events: is not known here' },
  { name: 'a description that is no text', plan: { format: 1, events: {}, description: 1 }, message: 'plan.description: must be a text' },
  {
    name: "an event of Assay's",
    plan: { format: 1, events: { $exposure: {} } },
    message: `plan.events["$exposure"]: names that begin with '$'`,
  },
  { name: 'an event without a name', plan: { format: 1, events: { '': {} } }, message: 'plan.events: an event name must be' },
  { name: 'a name of 257 characters', plan: { format: 1, events: { ['x'.repeat(257)]: {} } }, message: 'longer than 256' },
  { name: 'an event that is true', plan: { format: 1, events: { 'a b': true } }, message: 'plan.events["a b"]: must be an object' },
  { name: 'an unknown field of an event', plan: { format: 1, events: { a: { props: {} } } }, message: 'plan.events.a.props: is not known' },
  {
    name: 'additionalProperties as text',
    plan: { format: 1, events: { a: { additionalProperties: 'no' } } },
    message: 'a.additionalProperties: must be',
  },
  { name: 'a property that is a type', plan: property('string' as never), message: `${P}: must be an object` },
  { name: 'no type', plan: property({}), message: `${P}.type: must be one of string, number, integer, boolean` },
  { name: 'an unknown type', plan: property({ type: 'array' }), message: `${P}.type: must be one of` },
  { name: 'a pattern', plan: property({ type: 'string', pattern: '.*' }), message: `${P}.pattern: is not known here` },
  { name: 'required as text', plan: property({ type: 'string', required: 'yes' }), message: `${P}.required: must be true or false` },
  {
    name: 'an unknown PII class',
    plan: property({ type: 'string', pii: 'secret' }),
    message: `${P}.pii: must be one of none, pseudonymous`,
  },
  { name: 'a minimum of a text', plan: property({ type: 'string', minimum: 1 }), message: `${P}.minimum: is not for type string` },
  { name: 'a length of a number', plan: property({ type: 'number', maxLength: 1 }), message: `${P}.maxLength: is not for type number` },
  { name: 'bounds of a boolean', plan: property({ type: 'boolean', maximum: 1 }), message: `${P}.maximum: is not for type boolean` },
  { name: 'a minimum that is text', plan: property({ type: 'number', minimum: '0' }), message: `${P}.minimum: must be a finite number` },
  { name: 'a length below 0', plan: property({ type: 'string', minLength: -1 }), message: `${P}.minLength: must be a whole number` },
  { name: 'a length of 1.5', plan: property({ type: 'string', maxLength: 1.5 }), message: `${P}.maxLength: must be a whole number` },
  { name: 'a length above what is stored', plan: property({ type: 'string', maxLength: 2049 }), message: `${P}.maxLength: must be` },
  { name: 'an empty enum', plan: property({ type: 'string', enum: [] }), message: `${P}.enum: must be a list of 1 to 1000 values` },
  { name: 'an enum that is text', plan: property({ type: 'string', enum: 'a' }), message: `${P}.enum: must be a list` },
  {
    name: 'an enum of another type',
    plan: property({ type: 'string', enum: ['a', 1] }),
    message: `${P}.enum[1]: must be a value of the property`,
  },
  { name: 'null in an enum', plan: property({ type: 'string', enum: [null] }), message: `${P}.enum[0]` },
  { name: 'a fraction in an enum of integers', plan: property({ type: 'integer', enum: [1, 1.5] }), message: `${P}.enum[1]` },
  {
    name: 'an unknown policy',
    plan: { format: 1, events: {}, policy: { unknownEvent: 'drop' } },
    message: 'plan.policy.unknownEvent: must be one of reject, warn, accept',
  },
  {
    name: 'a policy of nothing known',
    plan: { format: 1, events: {}, policy: { unknown: 'warn' } },
    message: 'plan.policy.unknown: is not known',
  },
  { name: 'a malformed trait', plan: { format: 1, events: {}, traits: { tier: {} } }, message: 'plan.traits.tier.type: must be' },
  {
    name: 'a shared property that is required',
    plan: { format: 1, events: {}, properties: { p: { type: 'string', required: true } } },
    message: 'plan.properties.p.required: must not be true',
  },
  {
    name: 'more than 256 properties',
    plan: {
      format: 1,
      events: { a: { properties: Object.fromEntries(Array.from({ length: 257 }, (_, i) => [`p${i}`, { type: 'string' }])) } },
    },
    message: 'plan.events.a.properties: must be 256 at most',
  },
  {
    name: 'more than 2,000 events',
    plan: { format: 1, events: Object.fromEntries(Array.from({ length: 2001 }, (_, i) => [`e${i}`, {}])) },
    message: 'plan.events: must be 2000 at most',
  },
  {
    name: 'a minimum above the maximum',
    plan: property({ type: 'number', minimum: 2, maximum: 1 }),
    message: `${P}.maximum: must not be below minimum`,
    isBeyondSchema: true,
  },
  {
    name: 'lengths the wrong way round',
    plan: property({ type: 'string', minLength: 2, maxLength: 1 }),
    message: `${P}.maxLength: must not be below minLength`,
    isBeyondSchema: true,
  },
  {
    name: 'a value outside of its own bounds',
    plan: property({ type: 'number', maximum: 1, enum: [2] }),
    message: `${P}.enum[0]`,
    isBeyondSchema: true,
  },
  {
    name: 'a value twice',
    plan: property({ type: 'string', enum: ['a', 'a'] }),
    message: `${P}.enum[1]: is there already`,
    isBeyondSchema: true,
  },
  {
    name: 'a property that is shared too',
    plan: { format: 1, events: { a: { properties: { p: { type: 'string' } } } }, properties: { p: { type: 'string' } } },
    message: `${P}: is in 'plan.properties' too`,
    isBeyondSchema: true,
  },
  {
    name: 'half a surrogate pair in a name',
    plan: { format: 1, events: { 'a\ud800': {} } },
    message: 'plan.events: an event name must be well-formed',
    isBeyondSchema: true,
  },
];

describe('readPlan refuses, naming the path and the rule:', () => {
  it.each(malformed)('$name', ({ plan, message }) => {
    expect(() => readPlan(plan)).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT', message: expect.stringContaining(message) }));
    if (plan !== undefined) expect(() => readPlan(JSON.stringify(plan))).toThrow(/^plan/);
  });

  it('text of more than 1 Mi characters', () => {
    expect(() => readPlan(' '.repeat(1024 * 1024 + 1))).toThrow(expect.objectContaining({ code: 'RESOURCE_EXHAUSTED' }));
  });
});

describe('tracking-plan.schema.json', () => {
  it.each([
    ['the sample', samplePlan],
    ['an empty plan', { format: 1, events: {} }],
    [
      'every field',
      {
        $schema: './tracking-plan.schema.json',
        ...samplePlan,
        policy: { unknownEvent: 'warn', invalidEvent: 'accept', unknownProperty: 'drop' },
      },
    ],
    [
      'names that objects inherit',
      JSON.parse('{"format": 1, "events": {"__proto__": {"properties": {"constructor": {"type": "string"}}}}}'),
    ],
  ])('accepts what readPlan accepts: %s', (_, plan) => {
    expect(() => readPlan(plan)).not.toThrow();
    expect(violations(schema, JSON.parse(JSON.stringify(plan)))).toEqual([]);
  });

  it.each(malformed.filter(({ isBeyondSchema }) => !isBeyondSchema))('refuses $name', ({ plan }) => {
    expect(violations(schema, plan)).not.toEqual([]);
  });

  it.each(malformed.filter(({ isBeyondSchema }) => isBeyondSchema))('leaves it to readPlan: $name', ({ plan }) => {
    expect(violations(schema, plan)).toEqual([]);
  });

  it('describes every field', () => {
    const bare: string[] = [];
    /** `isFields`: the node's members are fields by name, not keywords. */
    const walk = (node: unknown, path: string, isFields: boolean): void => {
      if (typeof node !== 'object' || node === null) return;
      for (const [name, child] of Object.entries(node)) {
        if (isFields && !Object.hasOwn(child as object, 'description')) bare.push(`${path}/${name}`);
        if (isFields || !['if', 'then'].includes(name))
          walk(child, `${path}/${name}`, !isFields && name === 'properties' && path !== '/$defs');
      }
    };
    walk(schema, '', false);
    expect(bare).toEqual([]);
  });
});

describe('a plan', () => {
  it('is told from a datafile', () => {
    for (const plan of [{ events: {} }, samplePlan]) expect(isPlan(plan)).toBe(true);
    for (const other of [{ flags: {} }, { flags: {}, events: {} }, {}, [], null, undefined, 'events']) expect(isPlan(other)).toBe(false);
  });
});
