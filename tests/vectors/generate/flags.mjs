// Makes tests/vectors/flags.json: the cases are written here, the answers are those of ../oracle/flags.mjs.
//
//   node tests/vectors/generate/flags.mjs           writes the file
//   node tests/vectors/generate/flags.mjs --check   exits 1 when the committed file is not what would be written

import { evaluateAll } from '../oracle/flags.mjs';
import { writeVectors } from './write-vectors.mjs';

const on = { type: 'boolean', variants: { off: false, on: true }, default: 'off' };
const letters = { type: 'string', variants: { off: 'off', a: 'A', b: 'B', c: 'C' }, default: 'off' };
/** A flag that is on where the attribute x satisfies the condition. */
const where = (condition) => ({ ...on, rules: [{ when: { x: condition }, serve: 'on' }] });
/** One flag per condition, named by what it says. */
const conditions = (...list) => ({ flags: Object.fromEntries(list.map((condition) => [JSON.stringify(condition), where(condition)])) });
const split = (rule, flag = letters) => ({ ...flag, rules: [{ id: 'split', split: rule }] });
const thirds = { a: 1, b: 1, c: 1 };
const number = (text) => ({ number: text });

const cases = [];
const add = (name, datafile, ...contexts) => {
  cases.push({ name, datafile, answers: contexts.map((context) => ({ context, expect: evaluateAll(datafile, context) })) });
};

// Reasons.
add('an empty datafile', { flags: {} }, { x: 1 });
add('no rules', { flags: { plain: on, text: letters } }, {});
add('switched off', { flags: { off: { ...on, enabled: false, rules: [{ serve: 'on' }] }, on: { ...on, enabled: true, rules: [{ serve: 'on' }] } } }, {});
add('the first rule that holds decides', {
  flags: {
    f: { ...letters, rules: [{ when: { x: 1 }, serve: 'a' }, { id: 'named', when: { x: { gt: 1 } }, serve: 'b' }, { when: { x: { gt: 2 } }, serve: 'c' }] },
  },
}, { x: 1 }, { x: 2 }, { x: 3 }, { x: 0 });
add('conditions on several attributes are joined by AND', {
  flags: { f: { ...on, rules: [{ when: { x: 1, y: { in: ['p', 'q'] }, z: { exists: true } }, serve: 'on' }] } },
}, { x: 1, y: 'q', z: false }, { x: 1, y: 'r', z: true }, { x: 1, y: 'p' });
add('several operators on one attribute are joined by AND', conditions({ gte: 2, lt: 5, not_equals: 3 }), { x: 2 }, { x: 3 }, { x: 5 });

// Operators, each against a missing attribute, its own type and another one.
const equality = conditions('5', 5, true, { equals: 'a' }, { not_equals: 'a' }, { not_equals: 5 }, { in: ['a', 5, true] }, { not_in: ['a', 5, true] }, { in: [] }, { not_in: [] });
add('equality', equality, {}, { x: 'a' }, { x: '5' }, { x: 5 }, { x: true }, { x: false }, { x: 'true' }, { x: '' }, { x: 'b' });
const order = conditions({ gt: 5 }, { gte: 5 }, { lt: 5 }, { lte: 5 }, { gt: 'm' }, { gte: 'm' }, { lt: 'm' }, { lte: 'm' });
add('order', order, {}, { x: 5 }, { x: 4.999999999999999 }, { x: 5.000000000000001 }, { x: 'm' }, { x: 'l' }, { x: 'n' }, { x: 'mm' }, { x: true }, { x: '5' });
add('presence', conditions({ exists: true }, { exists: false }), {}, { x: '' }, { x: 0 }, { x: false });
add('numbers that are hard to write', conditions(0, { not_equals: 0 }, { gt: 0 }, { gte: 0 }, { lte: 0 }, { in: [9007199254740993, 0.1] }, { exists: true }, { gt: -1e308 }, 9007199254740992),
  { x: number('-0') }, { x: number('NaN') }, { x: number('Infinity') }, { x: number('-Infinity') }, { x: 9007199254740992 }, { x: 0.1 }, { x: 5e-324 });
const versions = conditions(
  { semver_gt: '1.10.0' }, { semver_gte: '1.10.0' }, { semver_lt: '1.10.0' }, { semver_lte: '1.10.0' }, { semver_equals: '1.10.0' },
  { semver_gt: '2.0.0-rc.2' }, { semver_lt: 'v3' }, { semver_gte: '99999999999999999999999.0.0' },
);
add('semantic versions', versions, {}, { x: '1.9.0' }, { x: '1.10.0' }, { x: 'v1.10' }, { x: '1.10.0+build.7' }, { x: '1.10.0-alpha' }, { x: '2.0.0-rc.10' },
  { x: '2.0.0-rc.x' }, { x: '2.0.0-2' }, { x: '2.0.0' }, { x: '3.0.0-0' }, { x: '01.2.3' }, { x: '1.2.3.4' }, { x: ' 1.2.3' }, { x: '100000000000000000000000' }, { x: 2 }, { x: '' });

// Text.
add('attributes outside ASCII', {
  flags: {
    'größe': { ...on, rules: [{ when: { 'größe': { in: ['groß', 'Ω', '😀'] } }, serve: 'on' }] },
    composed: { ...on, rules: [{ when: { name: 'é' }, serve: 'on' }] },
    'order by code points': { ...on, rules: [{ when: { name: { gt: '\uffff' } }, serve: 'on' }] },
  },
}, { 'größe': 'groß', name: 'é' }, { 'größe': '😀', name: 'e\u0301' }, { 'gro\u0308ße': 'groß', name: '😀' }, { 'größe': 'GROß', name: '\uffff' });
add('names that are special in JavaScript', {
  flags: { constructor: on, toString: where('on'), hasOwnProperty: { ...letters, rules: [{ when: { constructor: 'a', valueOf: { exists: false } }, serve: 'c' }] } },
}, { constructor: 'a', x: 'on' }, { valueOf: 1 });
add('NUL and control characters in values', conditions('a\u0000b', { in: ['\u001f', '\t'] }), { x: 'a\u0000b' }, { x: 'a' }, { x: '\u001f' });

// Splits.
const units = ['user-1', 'user-2', 'user-3', 'user-4', 'user-5', 'user-6', '17', 'жанна', '日本語東京', '👩‍💻', 'jose\u030117', 'josé17', '\u0000', 'with\u001fseparator'];
const experiment = {
  flags: {
    even: split({ weights: thirds, experiment: 'even' }),
    uneven: split({ weights: { a: 1, b: 98, c: 1 }, salt: 'été' }),
    'without a': split({ weights: { a: 0, b: 1, c: 1 }, salt: '実験' }),
    huge: split({ weights: { a: 2147483646, b: 1 }, salt: 'huge' }),
  },
};
add('splits by weights', experiment, ...units.map((user) => ({ user })));
add('numbers as unit ids', { flags: { f: split({ weights: thirds, salt: 's' }), g: split({ weights: thirds, salt: 's', unit: 'account' }) } },
  { user: 17, account: '17' }, { user: -1, account: '-1' }, { user: number('-0'), account: '0' }, { user: 9007199254740991, account: '9007199254740991' },
  { user: 9007199254740992, account: 1.5 }, { user: number('NaN'), account: number('Infinity') }, { user: 1e15, account: '1000000000000000' });
add('a unit that is missing', {
  flags: {
    f: split({ weights: thirds }),
    'by account': split({ weights: thirds, unit: 'account' }),
    'not asked for': { ...letters, rules: [{ when: { x: 1 }, split: { weights: thirds } }] },
    'never reached': { ...letters, rules: [{ serve: 'a' }, { split: { weights: thirds } }] },
    'the rule after is not tried': { ...letters, rules: [{ split: { weights: thirds } }, { serve: 'a' }] },
  },
}, {}, { user: '' }, { user: true }, { user: false, account: 'a-1' });
add('the salt decides', {
  flags: {
    one: split({ weights: thirds, salt: 'same' }), two: split({ weights: thirds, salt: 'same', experiment: 'other' }),
    three: split({ weights: thirds, experiment: 'same' }), same: split({ weights: thirds }), other: split({ weights: thirds, salt: 'other' }),
  },
}, ...['u1', 'u2', 'u3'].map((user) => ({ user })));
add('coverage lets a share in, the others go on', {
  flags: Object.fromEntries([0, 0.000001, 0.25, 0.5, 0.75, 0.999999, 1].map((coverage) => [
    `covers ${coverage}`,
    { ...letters, rules: [{ id: 'covered', split: { weights: { a: 1, b: 1 }, coverage, salt: 'ramp' } }, { id: 'rest', serve: 'c' }] },
  ])),
}, ...units.slice(0, 8).map((user) => ({ user })));
add('coverage without a rule behind it', { flags: { none: split({ weights: thirds, coverage: 0 }), half: split({ weights: thirds, coverage: 0.5 }) } }, { user: 'user-1' }, { user: 'user-2' });
add('layers keep experiments apart', {
  layers: { checkout: {}, 'сlоу': { salt: 'own salt' } },
  flags: {
    first: split({ weights: { a: 1, b: 1 }, experiment: 'first', layer: 'checkout', range: [0, 0.5] }),
    second: split({ weights: { a: 1, b: 1 }, experiment: 'second', layer: 'checkout', range: [0.5, 0.9] }),
    'whole layer': split({ weights: { a: 1, b: 1 }, layer: 'checkout' }),
    'other layer': split({ weights: { a: 1, b: 1 }, layer: 'сlоу', range: [0.3, 0.7], coverage: 0.5 }),
    sliver: split({ weights: { a: 1 }, layer: 'checkout', range: [0.123456, 0.123457] }),
  },
}, ...units.slice(0, 10).map((user) => ({ user })));
add('conditions before a split', {
  flags: { f: { ...letters, rules: [{ when: { country: { in: ['de', 'at'] } }, split: { weights: { a: 1, b: 1 } } }, { when: { country: { exists: true } }, serve: 'c' }] } },
}, { user: 'u', country: 'de' }, { user: 'u', country: 'fr' }, { user: 'u' });
add('variants named by numbers', { flags: { f: { type: 'number', variants: { 10: 10, 9: 9, x: 0 }, default: 'x', rules: [{ split: { weights: { 10: 1, 9: 1 } } }] } } }, ...units.slice(0, 4).map((user) => ({ user })));
add('values of every type', {
  flags: {
    boolean: on, string: { type: 'string', variants: { v: '"quoted"\n' }, default: 'v' }, number: { type: 'number', variants: { v: -1.5e-9 }, default: 'v' },
    json: { type: 'json', variants: { v: { list: [1, null, 'ü'] }, n: null }, default: 'n' },
  },
}, {});

// A malformed flag fails alone.
const malformed = {
  'unknown type': { ...on, type: 'colour' },
  'no variants': { ...on, variants: {} },
  'a default that is no variant': { ...on, default: 'maybe' },
  'a value of another type': { type: 'number', variants: { a: '1' }, default: 'a' },
  'enabled is no boolean': { ...on, enabled: 'yes' },
  'rules are no list': { ...on, rules: {} },
  'an unknown field': { ...on, rule: [] },
  'an unknown operator': where({ like: 'a' }),
  'no operator': where({}),
  'a list that is none': where({ in: 'a' }),
  'equality with a list': where({ equals: ['a'] }),
  'presence that is no boolean': where({ exists: 'yes' }),
  'order of booleans': where({ gt: true }),
  'a version that is none': where({ semver_gt: 'latest' }),
  'a version as a number': where({ semver_gt: 2 }),
  'a value of null': where(null),
  'neither serve nor split': { ...on, rules: [{ when: { x: 1 } }] },
  'both serve and split': { ...on, rules: [{ serve: 'on', split: { weights: { on: 1 } } }] },
  'weights of 0': split({ weights: { a: 0, b: 0 } }),
  'a negative weight': split({ weights: { a: -1, b: 2 } }),
  'a weight with a fraction': split({ weights: { a: 0.5, b: 0.5 } }),
  'weights above 2^31-1': split({ weights: { a: 2147483647, b: 1 } }),
  'a weight of no variant': split({ weights: { a: 1, z: 1 } }),
  'coverage above 1': split({ weights: thirds, coverage: 1.1 }),
  'an unknown layer': split({ weights: thirds, layer: 'nowhere' }),
  'a range without a layer': split({ weights: thirds, range: [0, 0.5] }),
  'a range that is reversed': split({ weights: thirds, layer: 'known', range: [0.5, 0.4] }),
  'a range that is empty': split({ weights: thirds, layer: 'known', range: [0.5, 0.5] }),
  'a control character in the salt': split({ weights: thirds, salt: 'a\u001fb' }),
  'a control character in the experiment': split({ weights: thirds, salt: 'fine', experiment: 'a\nb' }),
  'an empty unit': split({ weights: thirds, unit: '' }),
};
add('every malformed flag fails alone', { layers: { known: {} }, flags: { sound: where({ gte: 1 }), ...malformed, 'sound too': split({ weights: thirds }) } }, { x: 1, user: 'user-1' }, {});
add('a rule that serves no variant', { flags: { sound: on, broken: { ...on, rules: [{ serve: 'maybe' }] }, 'sound too': where(1) } }, { x: 1 });
add('the last rule may be the broken one', { flags: { f: { ...on, rules: [{ serve: 'on' }, { when: { y: { semver_lt: 'x' } }, serve: 'off' }] } } }, { x: 1 });

const about = 'Flag vectors: per flag of a datafile, the variant, reason, error code and rule for a context. Rules: js/compile/datafile.ts, '
  + 'core/assay/targeting/condition.h, core/decisions/bucketing.md. Made by tests/vectors/generate/flags.mjs with an evaluator of its own. '
  + '{"number":"NaN"} in a context is the number that JSON cannot write.';
writeVectors('flags.json', about, cases);
