// Makes tests/fuzz/corpus: small valid messages, made by the encoders of js/, that the fuzz targets start from.
//
//   node tests/fuzz/make-corpus.mjs
//
// An older corpus is no mistake, only less apt: it needs to be made again when a format changes.
//
// The cases are those of tests/vectors, as far as they are small: an input of a few hundred bytes is mutated to more effect than one of
// thousands. The names that context_bytes.h, query_fuzz.cc and context_fuzz.cc have values for are in messages written here.

import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { importSources } from '../../scripts/import-sources.mjs';
import { root } from '../../scripts/process.mjs';

const corpus = join(root, 'tests/fuzz/corpus');
const MOST_BYTES = 1600; // of one input
const MOST_INPUTS = 16; // of one target

/** The encoders, which are TypeScript. */
const ENCODERS = [
  "export { packCases } from './tests/vectors/pack.js';",
  "export { OPS } from './tests/vectors/pack-ops.js';",
  "export { compileDatafile } from './js/compile/compile-datafile.js';",
  "export { encodeContext } from './js/client/flags/encode-context.js';",
  "export { encodeProgram } from './js/compile/program/encode-program.js';",
  "export { compileRegex } from './js/compile/program/regex.js';",
  "export { encodeQuery } from './js/wire/encode-query.js';",
  "export { assignerOf, packIds } from './js/assign/assign-units.js';",
];

const { assignerOf, packCases, packIds, OPS, compileDatafile, compileRegex, encodeContext, encodeProgram, encodeQuery } =
  await importSources(ENCODERS.join('\n'), root);

const read = (name) => JSON.parse(readFileSync(join(root, 'tests/vectors', name), 'utf8'));
const bucketing = read('bucketing.json').rows;
const rows = ['variant', 'coverage', 'layer'].map((purpose) => bucketing.find((row) => row.purpose === purpose));
const cases = packCases(rows, read('flags.json').cases, read('queries.json').cases, []);
const utf8 = (text) => new TextEncoder().encode(text);

// What context_bytes.h has values for: a datafile of our own, and one expression of every operation.
const on = { type: 'boolean', variants: { off: false, on: true }, default: 'off' };
const datafile = compileDatafile({
  layers: { layer: {} },
  flags: {
    split: {
      ...on,
      rules: [{ split: { weights: { off: 1, on: 1 }, experiment: 'button', layer: 'layer', range: [0, 0.9], coverage: 0.9 } }],
    },
    account: { ...on, rules: [{ when: { x: { gte: 5 } }, split: { unit: 'account', weights: { on: 3 } } }] },
    vip: { ...on, rules: [{ when: { version: { semver_lt: '1.10.0' }, vip: true }, serve: 'on' }] },
  },
}).bytes;
const operations = [...new Map(read('expressions.json').rows.map((row) => [row.expr[0], row])).values()].map(({ expr, program }) => {
  const variants = ['a', 'b'].map((key) => ({ key, json: 'true' }));
  const rule = { id: 'r', when: expr, then: { choose: ['scale', 100, ['md5', ['attribute', 'user']]], ranges: [[0, 50, 1]] } };
  const flag = {
    key: 'f',
    type: 'boolean',
    variants,
    defaultVariant: 0,
    rules: [rule, { id: 's', then: { named: expr, unknown: 'next' } }],
  };
  return encodeProgram({ ...program, flags: [flag, ...(program?.flags ?? [])] }).bytes;
});

// What query_fuzz.cc has events for: every kind.
const zone = 'Europe/Berlin';
const range = { start: -90_000_000, end: 900_000_000 };
const queries = [
  { funnel: { steps: ['view', { any: ['cart', { event: 'pay', where: { price: { gt: 0 } } }] }], within: '2m' }, by: ['plan', 'vip'] },
  { metric: { event: 'view', aggregate: ['users', { aggregate: 'p90', property: 'price' }] }, by: 'plan', bucket: 'day' },
  { task: { start: 'view', complete: { where: { vip: true } } }, by: '$event', bucket: '1m' },
  { experiment: { key: 'button', conversion: 'pay', arms: ['control', 'b'], weights: [1, 1] }, filter: { plan: { not_equals: 'pro' } } },
  {
    funnel: {
      steps: ['view', { event: 'cart', optional: true, within: '1h' }, 'pay'],
      within: '1d',
      order: 'strict',
      exclude: [{ event: '$exposure', between: [1, 3] }],
      hold: 'plan',
      count: 'sessions',
      touch: { step: 1 },
      segments: [{ label: 'pro', where: { plan: 'pro' } }],
      trend: '1d',
      samples: 3,
      reasons: true,
    },
    by: 'plan',
  },
  { funnel: { steps: ['view', 'cart', 'pay'], within: '1d', preset: { clickhouse: { strictIncrease: true, strictOnce: true } } } },
  { funnel: { steps: ['cart', 'view'], order: 'any', preset: 'amplitude', count: 'totals', samples: 1 } },
  {
    comparePresets: {
      steps: ['view', 'cart', 'pay'],
      within: '1d',
      presets: ['assay', 'posthog', 'mixpanel', { clickhouse: {} }],
      samples: 2,
    },
  },
  {
    metric: { aggregate: [{ aggregate: 'distinct', property: 'plan' }, 'per_user'] },
    by: 'vip',
    other: true,
    maxGroups: 1,
    bucket: 'month',
    zone,
    range,
  },
  {
    formula: { expression: '-(a + 2) / b - 0.5', of: { a: { event: 'view' }, b: { event: 'pay', aggregate: 'sum', property: 'price' } } },
    bucket: 'day',
    zone,
    range,
  },
  { metric: { aggregate: 'count' }, bucket: 'hour', range, compare: 'previous' },
  { retention: { start: 'view', return: 'cart', period: 'day', periods: 4 }, by: 'plan', zone, range },
  {
    retention: {
      start: 'view',
      return: 'view',
      mode: {
        brackets: [
          [0, 0],
          [1, 3],
        ],
      },
      rolling: '24h',
      minTimes: 2,
      asOf: 9e8,
    },
  },
  { paths: { from: 'view', depth: 3, gap: '30m', per: 'user', occurrence: 'every', collapse: true } },
  { paths: { to: 'pay', node: 'plan', top: 2, flows: 2 } },
  { lifecycle: { event: 'view', period: 'week', history: 'range' }, zone, range },
  { stickiness: { event: 'view', windows: [7, 28] }, range },
  { sequence: { conditions: ['view', { event: 'cart' }, 'pay'], pattern: '(?1)(?t<=60000).*(?2).(?3)', samples: 2 } },
  {
    cohort: {
      all: [
        { did: 'view', times: { atLeast: 2 } },
        { not: { latest: 'pay', has: { vip: true } } },
        {
          any: [
            { firstDid: 'view', range },
            { earliest: 'cart', has: { plan: 'pro' } },
          ],
        },
      ],
    },
    users: 5,
  },
  { metric: { event: 'view', aggregate: 'count' }, cohort: { did: 'pay', times: { exactly: 1 } } },
  {
    task: {
      start: 'view',
      complete: 'pay',
      errors: ['help', { where: { vip: true } }],
      errorField: 'plan',
      steps: ['cart'],
      experience: true,
      target: { metric: 'errors', improveBy: 0.15, over: { start: 0, end: 1 } },
    },
  },
].map((query) => encodeQuery(query, 0));

// What context_fuzz.cc asks for.
const places = new Map(['x', 'user', 'version', 'list'].map((name, place) => [name, place]));
const contexts = [
  { x: 'de', user: 'u', version: '1.9.0' },
  { x: 0, user: 17 },
  { x: true, version: 'v2' },
  { x: null, list: [1, 'größe', [null, { x: [] }], {}] },
  { x: '10.0.0.1', list: { x: { ['__proto__']: 1, '': '😀' } }, user: '2024-02-29T12:00:00+01:00' },
  { user: 'u'.repeat(100), list: Array.from({ length: 40 }, (_, i) => ({ x: [i, `${i}`] })) },
].map((context, i) => encodeContext(places, context, 1.7e12, i % 2 === 0 ? [] : [[i, 1]]));

// Requests as an engine would get them: this one keeps what it is asked.
const requests = [];
const assigner = assignerOf({
  assign: (...parts) => {
    requests.push(Buffer.concat(parts));
    return new Uint8Array();
  },
});
assigner.assign({ salt: 'button', weights: [1, 1], coverage: 0.5 }, ['ada', 'grace', 'zoë 🚚', '']);
assigner.assign({ salt: 'größe', weights: [0, 3, 0, 1] }, packIds(Array.from({ length: 40 }, (_, i) => `user-${i}`)));
assigner.assign({ salt: 'nobody', weights: [2 ** 31 - 1], coverage: 0 }, ['x'.repeat(300)]);
assigner.assign({ salt: 's', weights: [] }, []);

// A compiled pattern with its length in words before it, and a text behind it.
const patterns = [
  ['', 'a'],
  ['a', 'bab'],
  ['^(ab|c)*[^x-z]{2,4}$', 'abcabdd'],
  ['\\b\\w+\\B.\\b', 'größe x1'],
  ['(?:a+)+b', 'aaaaaaaaaaaac'],
  ['[\\u{1F600}-\\u{1F64F}]|ß', 'strasse ß 😀'],
  ['^$|x?y*?', '\n'],
].map(([pattern, text]) => {
  const { words } = compileRegex(pattern, {}, 'js');
  return Buffer.concat([Buffer.from([words.length]), Buffer.from(new Uint32Array(words).buffer), Buffer.from(text)]);
});

const versions = [
  '1.0.0\n1.0.1',
  'v1.2\n1.2.0+build.7',
  '1.0.0-alpha.1\n1.0.0-alpha.beta',
  '2.0.0-rc.10\n2.0.0-rc.9',
  '1-x-y-z.0\n1',
  '99999999999999999999.0.0\n1e3',
];
const texts = [
  'plain ASCII, longer than eight bytes',
  'größe ß',
  '日本語東京',
  '👩‍💻🇪🇸',
  '\ud7ff\ue000\uffff\u{10000}\u{10ffff}',
  'a\u0000b',
];
const illFormed = ['c080', 'eda080', 'f4908080', 'e282', '80', 'f8888080', 'c3a9ff', '616263646566c3'].map((hex) =>
  Buffer.from(hex, 'hex'),
);

/** The smallest distinct ones, in order of size. */
function smallest(inputs) {
  const distinct = new Map(inputs.map((input) => [Buffer.from(input).toString('hex'), input]));
  return [...distinct.values()]
    .filter(({ length }) => length <= MOST_BYTES)
    .sort((a, b) => a.length - b.length)
    .slice(0, MOST_INPUTS);
}

const inputsOf = (op, which) => cases.filter((one) => one.op === op).flatMap(({ inputs }) => which(inputs));
const targets = {
  event_batch: smallest(inputsOf(OPS.engine, (inputs) => inputs.slice(0, -1))),
  query: [...queries, ...smallest(inputsOf(OPS.engine, (inputs) => inputs.slice(-1)))],
  datafile: [datafile, ...operations, ...smallest(inputsOf(OPS.flags, ([bytes]) => [bytes]))],
  context: [...contexts, ...smallest(inputsOf(OPS.flags, ([, bytes]) => [bytes]))],
  assign_request: requests,
  regex: patterns,
  semver: versions.map(utf8),
  utf8: [...texts.map(utf8), ...illFormed],
};

const files = new Map(
  Object.entries(targets).flatMap(([target, inputs]) =>
    inputs.map((input, i) => [join(target, String(i).padStart(2, '0')), Buffer.from(input)]),
  ),
);
rmSync(corpus, { recursive: true, force: true });
for (const [name, bytes] of files) {
  mkdirSync(join(corpus, name, '..'), { recursive: true });
  writeFileSync(join(corpus, name), bytes);
}
