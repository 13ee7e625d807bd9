import { describe, expect, it } from 'vitest';
import { compileDatafile } from '../../../js/compile/compile-datafile.js';
import type { Explanation } from '../../../js/explain/index.js';
import { runCli } from './fake-io.js';

const DATAFILE = {
  environments: ['test'],
  flags: {
    button: {
      type: 'string',
      variants: { grey: 'grey', blue: '#06c' },
      default: 'grey',
      rules: [
        { id: 'staff', when: { $or: [{ email: { ends_with: '@example.com' } }, { beta: true }] }, serve: 'blue' },
        { id: 'launch', when: { country: { in: ['DE', 'FR'] } }, from: '2026-11-27T08:00:00Z', serve: 'blue' },
        { id: 'rest', serve: 'grey' },
      ],
      environments: { test: { rules: [] } },
    },
    broken: { type: 'string', variants: { a: 1 }, default: 'a' },
  },
};
const files = {
  'flags.json': JSON.stringify(DATAFILE),
  'flags.bin': compileDatafile(DATAFILE as never, {}).bytes,
  'context.json': '{ "country": "FR", "address": { "city": "Tromsø" } }',
};

const ask = (args: readonly string[], now = Date.UTC(2026, 10, 27, 9)) =>
  runCli(['explain', '--datafile', 'flags.json', '--flag', 'button', ...args], { files, core: true, clock: () => now });

describe('assay explain', () => {
  it('draws what decided, why, and what the rules before it said', async () => {
    const { code, stdout, stderr } = await ask(['--context', 'country=DE', '--context', 'beta=false']);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toBe(`button → "blue" = "#06c"
TARGETING_MATCH, by rule "launch"
├─ ✗ rule "staff" serves "blue"
│    why not: email is missing; beta is false, not true
│  └─ ✗ any of
│     ├─ ✗ email ends with "@example.com"  email is missing
│     └─ ✗ beta = true  beta = false
├─ ✓ rule "launch" serves "blue"
│    why: country is "DE"; now, 2026-11-27T09:00:00Z, is not before 2026-11-27T08:00:00Z
│  └─ ✓ all of
│     ├─ ✓ country in ["DE", "FR"]  country = "DE"
│     └─ ✓ now >= 2026-11-27T08:00:00Z  now = 2026-11-27T09:00:00Z
└─ · rule "rest" serves "grey"
     not asked: rule "launch" decided; it would have: it has no condition
`);
  });

  it('takes a context from a file and as JSON, later attributes before earlier ones, and another instant', async () => {
    const context = ['--context', '@context.json', '--context', '{"country":"DE","__proto__":1}', '--context', 'country=FR'];
    const { stdout } = await ask([...context, '--now', '2026-11-27T07:59:59Z']);
    expect(stdout).toContain('DEFAULT, by rule "rest"\n'.replace('DEFAULT', 'TARGETING_MATCH'));
    expect(stdout).toContain('why not: now, 2026-11-27T07:59:59Z, is before 2026-11-27T08:00:00Z\n');
    expect(stdout).toContain('✓ country in ["DE", "FR"]  country = "FR"\n');
  });

  it('prints one JSON document that holds every node', async () => {
    const { stdout } = await ask(['--context', 'country=DE', '--json']);
    const { flag, variant, reason, rules } = JSON.parse(stdout) as Explanation;
    expect({ flag, variant, reason }).toEqual({ flag: 'button', variant: 'blue', reason: 'TARGETING_MATCH' });
    expect(rules.map(({ id, reached, decided }) => [id, reached, decided])).toEqual([
      ['staff', true, false],
      ['launch', true, true],
      ['rest', false, false],
    ]);
    expect(rules[1]?.condition?.children[0]).toMatchObject({
      label: 'country in ["DE", "FR"]',
      children: [{ value: { type: 'text', value: 'DE' } }],
    });
  });

  it('reads compiled bytes, and the rules of an environment', async () => {
    const args = ['explain', '--datafile', 'flags.bin', '--flag', 'button'];
    expect((await runCli(args, { files, core: true })).stdout).toContain('by rule "rest"');
    expect((await ask(['--environment', 'test'])).stdout).toBe('button → "grey" = "grey"\nSTATIC: "grey", because the flag has no rules\n');
    const compiled = await runCli([...args, '--environment', 'test'], { files, core: true });
    expect([compiled.code, compiled.stderr]).toEqual([1, 'assay: flags.bin: no JSON\n']);
    expect((await ask(['--environment', 'prod'])).stderr).toContain("environment: must be one of the datafile's: test");
  });

  it('says what is wrong with the flag, and which flags there are', async () => {
    const args = ['explain', '--datafile', 'flags.json', '--flag'];
    const broken = await runCli([...args, 'broken'], { files, core: true });
    expect(broken.stderr).toBe('flags.broken.variants.a: must be a string, as the flag is\n');
    expect(broken.stdout).toBe('broken → "–"\nERROR PARSE_ERROR: the flag is malformed in the datafile\n'.replace('"–"', '–'));
    const unknown = await runCli([...args, 'buton'], { files, core: true });
    expect([unknown.code, unknown.stderr]).toEqual([1, 'assay: there is no flag "buton"; the flags are button, broken\n']);
  });

  it('prints no control characters of a datafile or a context', async () => {
    const hostile = {
      flags: {
        '\u001b[31m': {
          type: 'json',
          variants: { 'a\u0007': '\u001b]0;x\u0007' },
          default: 'a\u0007',
          rules: [{ id: '\r\n', when: { '\u001b[2J': '\u0000' }, serve: 'a\u0007' }],
        },
      },
    };
    const { stdout } = await runCli(
      [
        'explain',
        '--datafile',
        'h',
        '--flag',
        '\u001b[31m',
        '--context',
        '{"\u001b[2J":"\u0008"}'.replace('\u001b', '\\u001b').replace('\u0008', '\\u0008'),
      ],
      {
        files: { h: JSON.stringify(hostile) },
        core: true,
      },
    );
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
    expect(stdout.replaceAll('\n', '')).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
  });
});

describe('assay explain of another vendor', () => {
  const vendors: readonly (readonly [
    vendor: string,
    source: unknown,
    flag: string,
    args: readonly string[],
    expected: readonly string[],
  ])[] = [
    [
      'growthbook',
      {
        features: {
          f: {
            defaultValue: 'a',
            rules: [
              { condition: { country: 'NO' }, force: 'b' },
              { variations: ['a', 'c'], weights: [0, 1], hashAttribute: 'id' },
            ],
          },
        },
      },
      'f',
      ['--context', 'country=DE', '--context', 'id=u-1'],
      ['= "c"\n', 'country is "DE", not "NO"', 'fnv1a'],
    ],
    [
      'growthbook',
      { features: { f: { defaultValue: 'a', rules: [{ condition: { country: 'NO' }, force: 'b' }] } } },
      'f',
      ['--context', '{"attributes":{"country":"NO"},"url":"https://example.com/"}'],
      ['= "b"\n', 'country is "NO"'],
    ],
    [
      'unleash',
      {
        features: [
          {
            name: 'f',
            enabled: true,
            strategies: [
              { name: 'userWithId', parameters: { userIds: 'ada,bo' } },
              { name: 'flexibleRollout', parameters: { rollout: '1', stickiness: 'userId', groupId: 'f' } },
            ],
          },
        ],
      },
      'f',
      ['--context', 'userId=zoë'],
      ['= false\n', 'userId is "zoë", not one of "ada", "bo"', 'murmur3(cat("f:", userId), seed 0) % 100'],
    ],
    [
      'ufc',
      {
        flags: {
          f: {
            key: 'f',
            enabled: true,
            variationType: 'STRING',
            variations: { a: { key: 'a', value: 'A' } },
            totalShards: 10000,
            allocations: [
              {
                key: 'x',
                rules: [{ conditions: [{ attribute: 'age', operator: 'GTE', value: 18 }] }],
                splits: [{ variationKey: 'a', shards: [] }],
                doLog: true,
              },
            ],
          },
        },
      },
      'f',
      ['--context', 'subjectKey=u', '--context', 'age=17'],
      ['f → –', 'age is 17, below 18'],
    ],
    [
      'launchdarkly',
      {
        flags: {
          f: {
            key: 'f',
            on: true,
            variations: [false, true],
            fallthrough: { variation: 0 },
            offVariation: 0,
            rules: [{ id: 'r', clauses: [{ attribute: 'country', op: 'in', values: ['NO'] }], variation: 1 }],
            salt: 's',
            version: 1,
          },
        },
        segments: {},
      },
      'f',
      ['--context', 'key=u', '--context', 'country=NO'],
      ['= true\n', 'user.country'],
    ],
    [
      'flagd',
      {
        flags: {
          f: {
            state: 'ENABLED',
            variants: { on: true, off: false },
            defaultVariant: 'off',
            targeting: { if: [{ ends_with: [{ var: 'email' }, '@x.org'] }, 'on', 'off'] },
          },
        },
      },
      'f',
      ['--context', 'email=a@x.org'],
      ['= true\n', 'email ends with "@x.org"'],
    ],
  ];

  it.each(vendors)('%s: %#', async (vendor, source, flag, args, expected) => {
    const { code, stdout, stderr } = await runCli(['explain', '--from', vendor, '--datafile', 'd', '--flag', flag, ...args], {
      files: { d: JSON.stringify(source) },
      core: true,
    });
    expect([code, stderr]).toEqual([0, '']);
    for (const part of expected) expect(stdout).toContain(part);
    const assigned = await runCli(['assign', '--from', vendor, '--datafile', 'd', '--flag', flag, ...args, 'units'], {
      files: { d: JSON.stringify(source), units: 'u-1\nzoë\n' },
      core: true,
    });
    expect(assigned.code).toBe(0);
    expect(assigned.stdout.split('\n').map((line) => line.split('\t')[0])).toEqual(['unit', 'u-1', 'zoë', '']);
  });

  it('refuses a context that the vendor refuses', async () => {
    const { code, stderr } = await runCli(
      ['explain', '--from', 'launchdarkly', '--datafile', 'd', '--flag', 'f', '--context', 'country=NO'],
      {
        files: { d: JSON.stringify(vendors[4]?.[1]) },
        core: true,
      },
    );
    expect([code, stderr]).toEqual([1, 'assay: the context is none: it needs key\n']);
  });
});
