import type { Datafile, Flag, When } from '../../../js/compile/datafile.js';

/** What a flag must answer for a context, at an instant. Fields that are absent are not looked at. */
export interface Row {
  readonly context?: Readonly<Record<string, unknown>>;
  readonly now?: number;
  readonly flag?: string;
  readonly variant?: string | null;
  readonly reason?: string;
  readonly rule?: string | null;
  readonly error?: string;
}

export interface Example {
  readonly name: string;
  readonly datafile: Datafile;
  readonly environment?: string;
  readonly rows: readonly Row[];
}

const ab: Flag = { type: 'string', variants: { off: 'off', a: 'A', b: 'B', c: 'C' }, default: 'off' };
const T = Date.UTC(2026, 10, 27, 8);
const DAY = 86_400_000;

/** A flag `f` whose only rule has the condition, with the values of `x` for which it holds and those for which it does not. */
function condition(name: string, when: When, holds: readonly unknown[], fails: readonly unknown[]): Example {
  const row = (variant: string) => (x: unknown) => ({ context: x === undefined ? {} : { x }, variant });
  return {
    name,
    datafile: { flags: { f: { ...ab, rules: [{ when, serve: 'a' }] } } },
    rows: [...holds.map(row('a')), ...fails.map(row('off'))],
  };
}

const NOTHING = [undefined, true, 0, [], {}];

/** Every feature of datafiles beyond those of tests/vectors/flags.json, with answers worked out by hand. */
export const EXAMPLES: readonly Example[] = [
  condition('contains', { x: { contains: 'ell' } }, ['hello', 'ell'], ['HELLO', '', 'el', ['ell'], ...NOTHING]),
  condition('contains any of a list', { x: { contains: ['é', '😀'] } }, ['café', 'a😀'], ['cafe', '\u0065\u0301', ...NOTHING]),
  condition('contains whatever the case', { x: { contains: 'ÉCOLE', ignore_case: true } }, ['une école', 'ÉCOLE'], ['ecole', ...NOTHING]),
  condition('starts with', { x: { starts_with: ['de-', 'at-'] } }, ['de-DE', 'at-'], ['DE-DE', 'xde-', ...NOTHING]),
  condition(
    'ends with',
    { x: { ends_with: '@example.com', ignore_case: true } },
    ['Ada@Example.COM'],
    ['ada@example.org', '@example.com ', ...NOTHING],
  ),
  condition('both ends', { x: { starts_with: 'a', ends_with: 'z' } }, ['az', 'abcz'], ['a', 'z', ...NOTHING]),
  condition(
    'before an instant',
    { x: { before: '2026-11-27T08:00:00Z' } },
    [T - 1, '2026-11-27', '2026-11-27T09:59:59.999+02:00', Number.NEGATIVE_INFINITY],
    [T, T + 1, '2026-11-27T08:00:00Z', 'soon', undefined, true, [], {}],
  ),
  condition(
    'after an instant',
    { x: { after: T } },
    [T + 1, '2026-11-27T08:00:00.001Z', '2026-11-28'],
    [T, '2026-11-27T08:00:00Z', '2026-11-27', '', ...NOTHING],
  ),
  condition('after a day', { x: { after: '2026-11-27' } }, ['2026-11-27T00:00:01'], ['2026-11-27', '2026-11-26T23:59:59Z']),
  condition(
    'in a block of addresses',
    { x: { in_cidr: ['10.0.0.0/8', '2001:db8::/32', '192.168.1.7', '::ffff:1.2.3.0/120'] } },
    ['10.255.0.1', '::ffff:10.0.0.1', '2001:DB8:0:0::1', '192.168.1.7', '1.2.3.255'],
    ['11.0.0.1', '2001:db9::1', '192.168.1.8', '1.2.4.0', '10.0.0.1/8', '010.0.0.1', ...NOTHING],
  ),
  condition(
    'in no block of addresses',
    { x: { not_in_cidr: '0.0.0.0/0' } },
    ['2001:db8::1', 'x', ...NOTHING],
    ['1.2.3.4', '::ffff:1.2.3.4'],
  ),
  condition('any item', { x: { any: { starts_with: 'beta-' } } }, [['x', 'beta-1'], ['beta-']], [['x'], [['beta-']], 'beta-1', ...NOTHING]),
  condition('any item equals', { x: { any: 5 } }, [[4, 5]], [['5'], 5, ...NOTHING]),
  condition('all items', { x: { all: { gt: 1, lt: 5 } } }, [[2, 3], []], [[2, 5], ['2'], 2, undefined, true, {}]),
  condition(
    'some list has only such items',
    { x: { any: { all: { in: ['p', 1] } } } },
    [[[2], ['p', 1]], [[]]],
    [[[2]], ['p'], ['p', 1], ...NOTHING],
  ),
  condition("another operator than a list's on a list", { x: { in: ['a'] } }, ['a'], [['a'], 'b']),
  condition('or', { $or: [{ x: 1 }, { x: { starts_with: 'a' } }] }, [1, 'ab'], ['1', ...NOTHING]),
  condition('not', { $not: { x: { in: [1, 2] } } }, [3, '1', undefined], [1, 2]),
  condition('logic in logic', { $and: [{ $or: [{ x: 1 }, { x: 2 }] }, { $not: { $and: [{ x: 2 }] } }] }, [1], [2, 3, undefined]),
  condition('nothing', {}, [undefined, 1], []),
  condition('attributes named as logic is elsewhere', { and: 1, $x: { exists: false } } as When, [], [1]),

  {
    name: 'logic beside attributes, and instants of the evaluation',
    datafile: {
      flags: {
        f: {
          ...ab,
          rules: [
            { when: { country: 'de', $now: { after: '2026-11-27', before: '2026-11-27T08:00:00Z' }, $not: { plan: 'free' } }, serve: 'a' },
          ],
        },
      },
    },
    rows: [
      { context: { country: 'de' }, now: T - 1, variant: 'a' },
      { context: { country: 'de' }, now: T, variant: 'off' },
      { context: { country: 'de' }, now: T - 8 * 3_600_000, variant: 'off' },
      { context: { country: 'de' }, now: T - 8 * 3_600_000 + 1, variant: 'a' },
      { context: { country: 'de', plan: 'free' }, now: T - 1, variant: 'off' },
    ],
  },
  {
    name: 'segments by ids, by conditions, and by other segments',
    datafile: {
      segments: {
        // Refers to those behind it: the order written does not matter.
        insiders: { when: { $segment: { in: ['staff', 'testers'] }, $not: { banned: true } } },
        staff: { when: { email: { ends_with: '@example.com' } } },
        testers: { ids: ['u-1', 17, '日本'], when: { beta: true } },
        companies: { ids: ['acme'], unit: 'company', falsePositiveRate: 1e-9, description: 'paying' },
      },
      flags: {
        f: {
          ...ab,
          rules: [
            { when: { $segment: 'insiders' }, serve: 'a' },
            { when: { $segment: { not_in: ['testers', 'companies'] } }, serve: 'b' },
          ],
        },
      },
    },
    rows: [
      { context: { user: 'u-1' }, variant: 'a', rule: '0' },
      { context: { user: 17 }, variant: 'a' },
      { context: { user: '17' }, variant: 'a' },
      { context: { user: '日本' }, variant: 'a' },
      { context: { user: 17.5 }, variant: 'b', rule: '1' },
      { context: { beta: true }, variant: 'a' },
      { context: { beta: true, banned: true }, variant: 'off', reason: 'DEFAULT' },
      { context: { email: 'ada@example.com' }, variant: 'a' },
      { context: { company: 'acme' }, variant: 'off' },
      { context: { company: 'other' }, variant: 'b' },
      { context: {}, variant: 'b' },
    ],
  },
  {
    name: 'holdouts of a flag and of a rule',
    datafile: {
      holdouts: { all: { share: 1 }, none: { share: 0, unit: ['account', 'user'] } },
      flags: {
        held: { ...ab, holdout: 'all', rules: [{ split: { weights: { a: 1 } } }, { serve: 'b' }] },
        free: { ...ab, holdout: 'none', rules: [{ split: { weights: { a: 1 } } }] },
        'of the rule': {
          ...ab,
          holdout: 'none',
          rules: [
            { holdout: 'all', split: { weights: { a: 1 } } },
            { holdout: 'none', serve: 'c' },
          ],
        },
      },
    },
    rows: [
      { flag: 'held', context: { user: 'u' }, variant: 'b', rule: '1' },
      { flag: 'held', context: {}, variant: null, error: 'TARGETING_KEY_MISSING' },
      { flag: 'free', context: { user: 'u' }, variant: 'a' },
      { flag: 'of the rule', context: { user: 'u' }, variant: 'c' },
    ],
  },
  {
    name: 'prerequisites',
    datafile: {
      flags: {
        base: { type: 'boolean', variants: { on: true, off: false }, default: 'off', rules: [{ when: { x: 1 }, serve: 'on' }] },
        off: { type: 'boolean', variants: { on: true, off: false }, default: 'on', enabled: false },
        f: {
          ...ab,
          prerequisites: [
            { flag: 'base', variants: ['on'] },
            { flag: 'off', variants: ['off', 'on'] },
          ],
          rules: [{ serve: 'a' }],
        },
        chain: { ...ab, prerequisites: [{ flag: 'f', variants: ['a', 'b'] }], rules: [{ id: 'r', serve: 'c' }] },
      },
    },
    rows: [
      { flag: 'f', context: { x: 1 }, variant: 'a', reason: 'TARGETING_MATCH' },
      { flag: 'f', context: { x: 2 }, variant: 'off', reason: 'DEFAULT', rule: '$prerequisite' },
      { flag: 'chain', context: { x: 1 }, variant: 'c', rule: 'r' },
      { flag: 'chain', context: {}, variant: 'off', rule: '$prerequisite' },
    ],
  },
  {
    name: 'forced units, before prerequisites and rules',
    datafile: {
      flags: {
        never: { ...ab, forced: { b: ['u'] }, enabled: false },
        f: {
          ...ab,
          forced: { b: ['u', 17, '007'], c: ['18'] },
          prerequisites: [{ flag: 'never', variants: ['a'] }],
          rules: [{ serve: 'a' }],
        },
        company: { ...ab, forced: { c: ['acme'] }, forcedUnit: 'company', rules: [{ split: { weights: { a: 1 } } }] },
      },
    },
    rows: [
      { flag: 'f', context: { user: 'u' }, variant: 'b', reason: 'TARGETING_MATCH', rule: '$forced' },
      { flag: 'f', context: { user: '17' }, variant: 'b' },
      { flag: 'f', context: { user: 18 }, variant: 'c' },
      { flag: 'f', context: { user: ['u'] }, variant: 'off', rule: '$prerequisite' },
      { flag: 'f', context: { user: '007' }, variant: 'b' },
      { flag: 'f', context: { user: 7 }, variant: 'off' },
      { flag: 'f', context: { user: 17.5 }, variant: 'off' },
      { flag: 'f', context: {}, variant: 'off' },
      { flag: 'never', context: { user: 'u' }, variant: 'off', reason: 'DISABLED' },
      { flag: 'company', context: { user: 'u', company: 'acme' }, variant: 'c' },
      { flag: 'company', context: { user: 'u' }, variant: 'a', reason: 'SPLIT' },
    ],
  },
  ...(
    [
      [undefined, 'off', 'a'],
      ['production', 'b', 'c'],
      ['test', 'off', 'a'],
    ] as const
  ).map(
    ([environment, default_, served]): Example => ({
      name: `environments, in ${environment ?? 'none'}`,
      ...(environment === undefined ? {} : { environment }),
      datafile: {
        environments: ['production', 'test'],
        flags: {
          f: {
            ...ab,
            rules: [{ when: { x: 1 }, serve: 'a' }],
            environments: { production: { default: 'b', rules: [{ when: { x: 1 }, serve: 'c' }] }, test: {} },
          },
          kill: { ...ab, rules: [{ serve: 'a' }], environments: { production: { enabled: false } } },
        },
      },
      rows: [
        { flag: 'f', context: { x: 1 }, variant: served },
        { flag: 'f', context: {}, variant: default_ },
        { flag: 'kill', variant: environment === 'production' ? 'off' : 'a' },
      ],
    }),
  ),
  {
    name: 'rules with a schedule',
    datafile: {
      flags: {
        f: {
          ...ab,
          rules: [
            { from: '2026-11-27T08:00:00Z', until: T + DAY, serve: 'a' },
            { until: T, serve: 'b' },
          ],
        },
      },
    },
    rows: [
      { now: T - 1, variant: 'b' },
      { now: T, variant: 'a' },
      { now: T + DAY - 1, variant: 'a' },
      { now: T + DAY, variant: 'off' },
    ],
  },
  {
    name: 'ramps',
    datafile: {
      flags: {
        steps: {
          ...ab,
          rules: [
            {
              ramp: [
                { at: T, coverage: 0 },
                { at: T + DAY, coverage: 1 },
              ],
              split: { weights: { a: 1 } },
            },
          ],
        },
        linear: {
          ...ab,
          rules: [
            {
              ramp: {
                mode: 'linear',
                steps: [
                  { at: T, coverage: 0 },
                  { at: T + DAY, coverage: 1 },
                ],
              },
              split: { weights: { a: 1 } },
            },
          ],
        },
      },
    },
    rows: ['steps', 'linear'].flatMap((flag) => [
      { flag, context: { user: 'u' }, now: T - 1, variant: 'off' },
      { flag, context: { user: 'u' }, now: T, variant: 'off' },
      { flag, context: { user: 'u' }, now: T + DAY, variant: 'a' },
      { flag, context: { user: 'u' }, now: T + 1000 * DAY, variant: 'a' },
      { flag, context: {}, now: T, error: 'TARGETING_KEY_MISSING' },
    ]),
  },
  {
    name: 'sticky splits',
    datafile: {
      holdouts: { all: { share: 1 } },
      flags: {
        f: {
          ...ab,
          rules: [
            {
              id: 's',
              when: { country: 'de' },
              split: { weights: { a: 1, b: 0 }, experiment: 'e', version: 2, sticky: true, coverage: 0 },
            },
          ],
        },
        held: { ...ab, holdout: 'all', rules: [{ split: { weights: { a: 1 }, experiment: 'e', version: 2, sticky: true } }] },
      },
    },
    rows: [
      { flag: 'f', context: { user: 'u', country: 'de', $sticky: { 'e:2': 'b' } }, variant: 'b', reason: 'SPLIT', rule: 's' },
      { flag: 'f', context: { user: 'u', country: 'de', $sticky: { 'e:1': 'b' } }, variant: 'off' },
      { flag: 'f', context: { user: 'u', country: 'de', $sticky: { 'e:2': 'gone' } }, variant: 'off' },
      { flag: 'f', context: { user: 'u', country: 'de', $sticky: { 'e:2': 5 } }, variant: 'off' },
      { flag: 'f', context: { user: 'u', country: 'de', $sticky: 'b' }, variant: 'off' },
      { flag: 'f', context: { user: 'u', country: 'fr', $sticky: { 'e:2': 'b' } }, variant: 'off' },
      { flag: 'f', context: { country: 'de', $sticky: { 'e:2': 'b' } }, error: 'TARGETING_KEY_MISSING', rule: 's' },
      { flag: 'held', context: { user: 'u', $sticky: { 'e:2': 'a' } }, variant: 'off' },
    ],
  },
  {
    name: 'the first unit of several that is there',
    datafile: { flags: { f: { ...ab, rules: [{ split: { unit: ['account', 'device', 'user'], weights: { a: 1 } } }] } } },
    rows: [
      { context: { account: 'x' }, variant: 'a' },
      { context: { account: '', device: 0 }, variant: 'a' },
      { context: { user: 'u' }, variant: 'a' },
      { context: { account: false, user: 'u' }, error: 'INVALID_CONTEXT' },
      { context: { account: '' }, error: 'TARGETING_KEY_MISSING' },
    ],
  },
  {
    name: 'slots, gaps in them and a total',
    datafile: {
      flags: {
        all: {
          ...ab,
          rules: [
            {
              split: {
                slots: [
                  { start: 2, end: 4, variant: 'b' },
                  { start: 0, end: 2, variant: 'b' },
                ],
              },
            },
          ],
        },
        'nearly none': { ...ab, rules: [{ split: { slots: [{ start: 0, end: 1, variant: 'b' }], total: 2_147_483_647 } }, { serve: 'c' }] },
      },
    },
    rows: [
      { flag: 'all', context: { user: 'u' }, variant: 'b', reason: 'SPLIT' },
      { flag: 'nearly none', context: { user: 'u' }, variant: 'c' },
    ],
  },
  {
    name: 'values checked by a schema',
    datafile: {
      $schema: 'assay.schema.json',
      flags: {
        f: {
          type: 'json',
          variants: { small: { size: 10, tags: ['a'] }, large: { size: 20.5, tags: [], note: null } },
          default: 'small',
          description: 'How large',
          schema: {
            type: 'object',
            required: ['size', 'tags'],
            additionalProperties: false,
            properties: {
              size: { type: 'number', minimum: 1, maximum: 100 },
              tags: { type: 'array', items: { type: 'string', minLength: 1, maxLength: 8 } },
              note: { type: ['string', 'null'], enum: ['x', null] },
            },
          },
        },
      },
    },
    rows: [{ variant: 'small', reason: 'STATIC' }],
  },
  {
    name: 'layers that experiments share without overlap, and one experiment in several flags',
    datafile: {
      layers: { checkout: { description: 'The checkout' } },
      flags: {
        one: { ...ab, rules: [{ split: { experiment: 'x', layer: 'checkout', range: [0, 0.5], weights: { a: 1 } } }] },
        two: { ...ab, rules: [{ split: { experiment: 'x', layer: 'checkout', range: [0.2, 0.5], weights: { a: 1 } } }] },
        three: { ...ab, rules: [{ split: { experiment: 'y', layer: 'checkout', range: [0.5, 1], weights: { a: 1 } } }] },
        rollout: { ...ab, rules: [{ split: { layer: 'checkout', weights: { a: 1 } } }] },
        ended: { ...ab, enabled: false, rules: [{ split: { experiment: 'z', layer: 'checkout', weights: { a: 1 } } }] },
      },
    },
    rows: [{ flag: 'rollout', context: { user: 'u' }, variant: 'a' }],
  },
];
