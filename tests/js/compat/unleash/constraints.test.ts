import { describe, expect, it } from 'vitest';
import { ask, constrained } from './ask.js';

const context = {
  userId: 'ÅSA',
  appName: 'web',
  remoteAddress: '10.1.2.3',
  properties: {
    n: '12.5',
    version: '1.2.3-rc.1',
    number: 7,
    flag: true,
    appName: 'hidden',
    empty: '',
    missing: null,
    v6: '2001:db8::1',
  },
};

type Row = readonly [contextName: unknown, operator: unknown, value: unknown, holds: boolean, more?: Readonly<Record<string, unknown>>];

/** `value` is the constraint's `value`, or its `values` when it is a list. Each row is also asked inverted. */
const rows: readonly Row[] = [
  ['appName', 'IN', [' web ', 'x'], true],
  ['appName', 'IN', ['hidden'], false],
  ['number', 'IN', ['7'], true],
  ['flag', 'IN', ['true'], true],
  ['empty', 'IN', [''], false],
  ['missing', 'IN', ['null', ''], false],
  ['missing', 'NOT_IN', ['x'], true],
  ['appName', 'NOT_IN', ['web'], false],
  ['userId', 'STR_STARTS_WITH', ['x', 'ÅS'], true],
  ['userId', 'STR_STARTS_WITH', ['ås'], false],
  ['userId', 'STR_STARTS_WITH', ['ås'], true, { caseInsensitive: true }],
  ['userId', 'STR_ENDS_WITH', ['sa'], true, { caseInsensitive: true }],
  ['userId', 'STR_CONTAINS', ['', ' '], false],
  ['missing', 'STR_CONTAINS', ['x'], false],
  ['n', 'NUM_EQ', '12.50', true],
  ['n', 'NUM_GT', '12', true],
  ['n', 'NUM_GTE', '12.5', true],
  ['n', 'NUM_LT', '1e2', true],
  ['n', 'NUM_LTE', '12.4', false],
  ['n', 'NUM_LT', 'Infinity', true],
  ['n', 'NUM_LT', 'twelve', false],
  ['appName', 'NUM_GT', '-1', false],
  ['missing', 'NUM_GTE', '0', false],
  ['empty', 'NUM_EQ', '0', true],
  ['version', 'SEMVER_EQ', '1.2.3-rc.1+build', true],
  ['version', 'SEMVER_LT', '1.2.3', true],
  ['version', 'SEMVER_GT', '1.2.3-rc', true],
  ['version', 'SEMVER_GTE', '1.2.3-rc.1', true],
  ['version', 'SEMVER_LTE', '1.2.3-beta', false],
  ['version', 'SEMVER_GT', 'v1.0.0', false],
  ['version', 'SEMVER_GT', '1.0', false],
  ['n', 'SEMVER_GT', '1.0.0', false],
  ['remoteAddress', 'IN_CIDR', ['bad', '10.0.0.0/8'], true],
  ['remoteAddress', 'IN_CIDR', ['10.1.2.3'], true],
  ['remoteAddress', 'IN_CIDR', ['10.1.2.0/33', '10.1.2', '256.0.0.0/0', '010.1.2.3', '10.1.2.3/8/8'], false],
  ['remoteAddress', 'IN_CIDR', ['0.0.0.0/0'], true],
  ['remoteAddress', 'IN_CIDR', ['::/0'], false],
  ['v6', 'IN_CIDR', ['::/0'], true],
  ['v6', 'IN_CIDR', ['2001:db8::/32', '0.0.0.0/0'], true],
  ['v6', 'IN_CIDR', ['0.0.0.0/0', '2001:db8:0:0:0:0:1::', '2001:db8:::1', '1::/129'], false],
  ['missing', 'IN_CIDR', ['0.0.0.0/0'], false],
  ['currentTime', 'DATE_AFTER', '2024-01-01T00:00:00+02:00', true],
  ['currentTime', 'DATE_AFTER', '2023-12-31T22:30:00.000Z', false],
  ['currentTime', 'DATE_BEFORE', '2024-01-01', true],
  ['currentTime', 'DATE_BEFORE', 'tomorrow', false],
  ['missing', 'DATE_BEFORE', '2024-01-01', false],
];

const NOW = Date.parse('2023-12-31T22:30:00Z');

describe('constraints', () => {
  for (const [contextName, operator, value, holds, more] of rows) {
    const constraint = { contextName, operator, ...(Array.isArray(value) ? { values: value } : { value }), ...more };
    it(`${contextName} ${operator} ${JSON.stringify(value)} ${JSON.stringify(more ?? {})} ${holds ? 'holds' : 'does not hold'}`, () => {
      expect(ask(constrained(constraint), { context, now: NOW }).enabled).toBe(holds);
      expect(ask(constrained({ ...constraint, inverted: true }), { context, now: NOW }).enabled, 'inverted').toBe(!holds);
    });
  }

  it('that are malformed never hold, not even inverted', () => {
    const malformed: readonly unknown[] = [
      null,
      7,
      [],
      {},
      { operator: 'NOPE', contextName: 'userId' },
      { operator: '__proto__' },
      { operator: 'constructor' },
    ];
    for (const constraint of malformed) {
      expect(ask(constrained(constraint), { context }).enabled, JSON.stringify(constraint)).toBe(false);
      if (typeof constraint === 'object' && constraint !== null) {
        expect(ask(constrained({ ...constraint, inverted: true }), { context }).enabled, JSON.stringify(constraint)).toBe(false);
      }
    }
  });

  it('take the time of the context before that of the evaluation', () => {
    const isAfter = constrained({ contextName: 'currentTime', operator: 'DATE_AFTER', value: '2024-01-01T00:00:00Z' });
    const times: readonly (readonly [currentTime: unknown, holds: boolean])[] = [
      [new Date('2024-06-01'), true],
      ['2024-06-01T10:00:00Z', true],
      [Date.parse('2024-06-01'), true],
      ['', false],
      [undefined, false],
      ['garbage', false],
      [new Date('garbage'), false],
    ];
    for (const [currentTime, holds] of times)
      expect(ask(isAfter, { context: { currentTime }, now: NOW }).enabled, String(currentTime)).toBe(holds);
  });
});

describe('segments', () => {
  const state = (segments: unknown) => ({
    features: [{ name: 'f', enabled: true, strategies: [{ name: 'default', segments }] }],
    segments: [
      { id: 1, constraints: [{ contextName: 'appName', operator: 'IN', values: ['web'] }] },
      { id: 2, constraints: [{ contextName: 'userId', operator: 'IN', values: ['nobody'] }] },
      { id: 3 },
    ],
  });

  it('must all hold; one that is missing does not, one without constraints does', () => {
    const rows: readonly (readonly [segments: unknown, holds: boolean])[] = [
      [[1], true],
      [[1, 3], true],
      [[1, 2], false],
      [[404], false],
      [['1'], true],
      [[], true],
      [undefined, true],
    ];
    for (const [segments, holds] of rows) expect(ask(state(segments), { context }).enabled, JSON.stringify(segments)).toBe(holds);
  });
});
