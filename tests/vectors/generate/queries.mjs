// Makes tests/vectors/queries.json: the cases are written here, the answers are those of ../oracle/.
//
//   node tests/vectors/generate/queries.mjs           writes the file
//   node tests/vectors/generate/queries.mjs --check   exits 1 when the committed file is not what would be written

import { answer } from '../oracle/answer.mjs';
import { writeVectors } from './write-vectors.mjs';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const START = Date.UTC(2024, 0, 29); // a Monday

/** "a:ana@5 {plan: …}" would be short but not JSON: [name, time, user, session, props] it is. */
const event = (name, time, user = 'u', props = {}, session = null) => [name, time, user, session, props];

const cases = [];
const add = (name, events, query, now) => {
  const source = Array.isArray(events) ? { batches: [events] } : events;
  const vector = { name, ...source, ...(now !== undefined && { now }), query };
  cases.push({ ...vector, expect: answer(vector) });
};
/** A query that the engine refuses. */
const refuse = (name, events, query, error) => cases.push({ name, batches: [events], query, expect: { error } });

const steps = (...names) => ({ steps: names, within: 60 });

// Funnels, one user: what a chain is.
const streams = [
  ['no event', [], ['a', 'b']],
  ['in order', [['a', 0], ['b', 5], ['c', 7]], ['a', 'b', 'c']],
  ['in the wrong order', [['b', 0], ['a', 5]], ['a', 'b']],
  ['the window ends inside', [['a', 0], ['b', 60]], ['a', 'b']],
  ['one millisecond late', [['a', 0], ['b', 61]], ['a', 'b']],
  ['a later start is not lost', [['a', 0], ['a', 30], ['b', 45], ['c', 75]], ['a', 'b', 'c']],
  ['an earlier chain is not lost', [['a', 0], ['b', 10], ['a', 50], ['c', 60]], ['a', 'b', 'c']],
  ['ties follow the sequence', [['a', 5], ['b', 5], ['a', 5], ['c', 5]], ['a', 'b', 'c']],
  ['a tie against the sequence', [['b', 5], ['a', 5]], ['a', 'b']],
  ['a step repeated', [['a', 0], ['a', 3], ['b', 4], ['a', 9]], ['a', 'a', 'b', 'a']],
  ['the last start of those that end first', [['a', 0], ['a', 20], ['b', 40], ['a', 41], ['b', 42]], ['a', 'b']],
  ['before 1970', [['a', -100], ['b', -41], ['b', -40]], ['a', 'b']],
];
for (const [name, stream, names] of streams) add(`funnel: ${name}`, stream.map(([what, time]) => event(what, time)), { funnel: steps(...names) });

const shop = [
  event('view', 0, 'ana', { plan: 'pro', price: 5 }), event('cart', 10, 'ana', { plan: 'free' }), event('pay', 20, 'ana', { price: 10, card: true }),
  event('view', 1, 'жанна', { price: 7 }), event('cart', 2, 'жанна', { plan: 'pro' }), event('pay', 90, 'жанна', { price: 3 }),
  event('view', 3, '日本語東京', { plan: 3 }), event('gift', 9, '日本語東京', { card: false }),
  event('cart', 4, 'dan', { plan: 'none: no first step' }), event('view', 70, 'eve', { plan: true }), event('wave', 75, 'eve', { vip: 'yes' }),
];
const pay = { any: [{ event: 'pay', where: { card: true } }, 'gift', { where: { vip: { exists: true } } }], label: 'bezahlt 💶' };
add('funnel: alternatives, conditions and labels', shop, { funnel: { steps: ['view', pay], within: 60 } });
add('funnel: any event', shop, { funnel: { steps: [{}, {}, { where: { price: { gte: 5 } } }], within: '1m' } });
add('funnel: by one property', shop, { funnel: steps('view', 'cart'), by: 'plan' });
add('funnel: by two properties', shop, { funnel: steps('view', pay), by: ['plan', 'card'] });
add('funnel: by the event name', shop, { funnel: steps('cart', 'pay'), by: '$event' });
add('funnel: the largest groups only', shop, { funnel: steps('view', 'cart'), by: 'plan', maxGroups: 2 });
add('funnel: filtered', shop, { funnel: steps('view', 'cart', 'pay'), filter: { plan: { not_in: ['free', 3] } } });
add('funnel: a range that cuts', shop, { funnel: steps('view', 'cart'), range: { start: 1, end: 4 } });
add('funnel: an empty range', shop, { funnel: steps('view', 'cart'), range: { start: 5, end: 5 } });
add('funnel: an event and a property that never occurred', shop, { funnel: steps('view', 'never'), by: 'nothing' });
add('funnel: 32 steps', Array.from({ length: 40 }, (_, i) => event(i % 5 === 4 ? 'other' : 'e', i)), { funnel: { steps: Array(32).fill('e'), within: 38 } });
add('funnel: 32 steps and one millisecond short', Array.from({ length: 32 }, (_, i) => event('e', i)), { funnel: { steps: Array(32).fill('e'), within: 30 } });
add('funnel: late events', { batches: [{ first: 10, events: [event('b', 5), event('a', 30)] }, { first: 1, events: [event('a', 0), event('b', 31)] }] }, { funnel: steps('a', 'b') });
add('funnel: batches that overlap', { batches: [{ first: 5, events: [event('a', 0), event('b', 9)] }, { first: 4, events: [event('x', 0), event('a', 1), event('a', 2), event('b', 9)] }] }, { funnel: steps('a', 'b') });

const stream = {
  seed: 20240129, count: 1500, users: 60, names: ['view', 'view', 'view', 'cart', 'cart', 'pay', 'help'], start: START, span: 6 * DAY, grain: 60_000, sessions: 8, batch: 400,
  props: { plan: ['free', 'pro', 'größer', null], price: { from: 0, to: 100, decimals: 2 }, vip: [true, false, null, null] },
};
const late = { ...stream, late: true, again: 2, batch: 150 };
const checkout = { steps: ['view', { event: 'cart', where: { price: { gt: 20 } } }, { any: ['pay', { event: 'help', where: { vip: true } }] }], within: '12h' };
for (const [title, source] of [['in order', stream], ['late and twice', late]]) {
  add(`funnel: many users, ${title}`, { stream: source }, { funnel: checkout });
  add(`funnel: many users by plan and vip, ${title}`, { stream: source }, { funnel: { ...checkout, within: '2d' }, by: ['plan', 'vip'], maxGroups: 5 });
  add(`funnel: repeated steps, ${title}`, { stream: source }, { funnel: { steps: ['view', 'view', 'cart', 'view', 'pay'], within: '36h' }, filter: { plan: { not_equals: 'free' } } });
}

// Metrics.
const numbers = [
  event('m', 0, 'a', { v: 0.1 }, 's1'), event('m', 1, 'a', { v: 0.2 }, 's1'), event('m', 2, 'b', { v: 0.3 }, 's2'), event('m', 3, 'b', { v: '0.3' }, 's3'),
  event('m', 4, 'c', { v: true }, 's3'), event('m', 5, 'c', {}, 's4'), event('m', 6, 'c', { v: -1e15 }, 's4'), event('m', 7, 'c', { v: 1e15 }, 's4'), event('n', 8, 'd', { v: 9 }, 's5'),
];
const all = ['count', 'users', 'sessions', ...['sum', 'mean', 'min', 'max', 'median', 'p90', 'p95', 'p99'].map((aggregate) => ({ aggregate, property: 'v' })), { aggregate: 'quantile', property: 'v', q: 0.25, as: 'lower quartile' }];
add('metric: every aggregate', numbers, { metric: { event: 'm', aggregate: all } });
add('metric: every aggregate of any event, by name', numbers, { metric: { aggregate: all }, by: '$event' });
add('metric: nothing matches', numbers, { metric: { event: 'never', aggregate: all } });
add('metric: nothing matches, by a property', numbers, { metric: { event: 'never' }, by: 'v' });
add('metric: no events at all', [], { metric: { aggregate: all } });
add('metric: by values of mixed types', [...numbers, event('m', 9, 'e', { v: false }), event('m', 10, 'f', { v: '' }), event('m', 11, 'g', { v: 'Ä' }), event('m', 12, 'h', { v: '😀' }), event('m', 13, 'i', { v: '\uffff' })],
  { metric: { event: 'm', aggregate: ['count', 'users'] }, by: ['v'] });
add('metric: one name given several ways', numbers, { metric: { where: { v: { exists: true }, $event: { in: ['m', 'n'] } }, aggregate: 'quantile', property: 'v', q: 0 } });
add('metric: conditions of every kind', shop, { metric: { where: { price: { gt: 3, lte: 10, not_equals: 7 } } }, filter: { $event: { in: ['view', 'pay', 5] }, card: { exists: false } } });
add('metric: text compared by bytes', [event('m', 0, 'a', { t: '\uffff' }), event('m', 1, 'b', { t: '😀' }), event('m', 2, 'c', { t: 'z' })], { metric: { where: { t: { gt: '\ufffe' } }, aggregate: 'users' }, by: 't' });
add('metric: sums that cancel', [1e16, 1, -1e16, 0.1, 1e-9, 3e15].map((v, i) => event('m', i, 'u', { v })), { metric: { aggregate: ['sum', 'mean'], property: 'v' } });
add('metric: quantiles between few values', [5, 1, 4].map((v, i) => event('m', i, 'u', { v })), { metric: { aggregate: [0, 0.1, 0.5, 0.75, 1].map((q) => ({ aggregate: 'quantile', property: 'v', q })) } });
add('metric: buckets before and after 1970', [-86_400_001, -86_400_000, -1, 0, 86_399_999, 86_400_000].map((time, i) => event('m', time, `u${i % 2}`)), { metric: { aggregate: ['count', 'users'] }, bucket: 'day' });
add('metric: a bucket of an odd width', [-8, -7, -1, 0, 6, 7].map((time) => event('m', time)), { metric: {}, bucket: 7 });
add('metric: buckets and groups and a cap', { stream }, { metric: { event: 'view', aggregate: ['count', 'users', 'sessions', { aggregate: 'p90', property: 'price' }] }, by: ['plan', 'vip'], bucket: 'day', maxGroups: 4 });
add('metric: weeks begin on Mondays', { stream }, { metric: { aggregate: ['count', 'users'] }, bucket: 'week' });
// Berlin's clocks went forward on 2024-03-31 at 01:00 UTC and back on 2024-10-27 at 01:00 UTC.
const changes = [Date.UTC(2024, 2, 31, 1), Date.UTC(2024, 9, 27, 1)].flatMap((change) => [-25, -24, -3, -2, -1, 0, 1, 2, 22, 23].map((hours) => change + hours * HOUR));
const clocks = changes.flatMap((time, i) => [event('m', time - 1, `u${i % 3}`, { v: i % 4 }), event('m', time, `u${i % 2}`, i % 5 === 0 ? {} : { v: String(i % 4) })]);
for (const bucket of ['hour', 'day', 'week', 'month', 'quarter']) {
  add(`metric: ${bucket}s of Berlin where clocks change`, clocks, { metric: { aggregate: ['count', 'users', 'per_user', { aggregate: 'distinct', property: 'v' }] }, bucket, zone: 'Europe/Berlin', range: { start: '2024-01-01', end: '2025-01-01' } });
}
add('metric: months of many users', { stream }, { metric: { aggregate: ['distinct', 'per_user'], property: 'plan' }, by: 'vip', bucket: 'month' });
add('metric: hours of late events', { stream: late }, { metric: { event: 'pay', aggregate: ['count', 'users', 'sessions', { aggregate: 'sum', property: 'price' }] }, by: 'vip', bucket: '12h' });
add('metric: the last two days', { stream }, { metric: { aggregate: ['count', 'users'] }, by: 'plan', range: { last: '2d' } }, START + 6 * DAY);
add('metric: a range in words', { stream }, { metric: { aggregate: 'users' }, range: { start: '2024-01-30T00:00:00Z', end: '2024-01-31T12:00:00Z' }, bucket: 'hour', filter: { vip: true } });
add('metric: sessions known for some events only', [event('m', 0, 'a', {}, 's1'), event('m', 1, 'a'), event('m', 2, 'b'), event('m', 3, 'b', {}, 's2')], { metric: { aggregate: ['sessions', 'count'] } });
add('metric: sessions known for some batches only', { batches: [[event('m', 0, 'a')], [event('m', 1, 'a', {}, 's1'), event('m', 2, 'b', {}, 's1')], [event('m', 3, 'c')]] }, { metric: { aggregate: ['sessions', 'count'] } });
add('metric: the same batch twice', { batches: [{ first: 1, events: numbers }, { first: 1, events: numbers }, { first: 3, events: numbers }] }, { metric: { aggregate: ['count', 'users'] } });
add('metric: names that JavaScript knows', [event('constructor', 0, '__proto__', { toString: 1, valueOf: 'x' }), event('hasOwnProperty', 1, 'constructor', { toString: 2 })], { metric: { aggregate: [{ aggregate: 'sum', property: 'toString', as: 'constructor' }] }, by: ['valueOf'] });

// Tasks.
const form = { start: 'open', complete: 'send', within: 100 };
const attempts = [
  event('open', 0, 'a', { form: 'ü' }), event('send', 50, 'a'), event('open', 60, 'a', { form: 'v' }), event('open', 70, 'a', { form: 'ü' }), event('send', 170, 'a'), event('send', 171, 'a'),
  event('open', 0, 'b', { form: 'v' }), event('send', 101, 'b'), event('send', 102, 'b'), event('send', -5, 'c'), event('open', 5, 'c'), event('open', 5, 'd'), event('send', 5, 'd'), event('send', 7, 'e'), event('open', 7, 'e', { form: 4 }),
];
add('task: attempts by the rules', attempts, { task: form });
add('task: by a property of the start', attempts, { task: form, by: 'form' });
add('task: the largest groups only', attempts, { task: form, by: 'form', maxGroups: 1 });
add('task: in buckets', attempts, { task: form, by: ['form'], bucket: 50 });
add('task: one event that is both', [0, 10, 25, 300].map((time) => event('step', time)), { task: { start: 'step', complete: 'step', within: 20 } });
add('task: none was started', attempts, { task: { ...form, start: 'never' }, by: 'form', bucket: 'day' });
add('task: conditions, filter and range', attempts, { task: { start: { event: 'open', where: { form: { exists: true } } }, complete: 'send', within: '1s' }, filter: { form: { not_equals: 'v' } }, range: { start: -5, end: 171 } });
add('task: many users', { stream }, { task: { start: 'view', complete: 'pay', within: '6h' }, by: 'plan', bucket: 'day' });
add('task: many users, late and twice', { stream: late }, { task: { start: { event: 'cart', where: { vip: { exists: true } } }, complete: { where: { $event: { in: ['pay', 'help'] } } } }, by: ['vip', 'plan'], maxGroups: 4 });
const kpis = { start: 'view', complete: 'pay', within: '2d', errors: ['help', { event: 'cart', where: { vip: true } }], errorField: 'plan', maxErrorFields: 2, steps: ['cart', { event: 'help', label: 'asked for help' }], experience: true };
add('task: errors by field, abandonment by step, first attempts', { stream }, { task: kpis });
add('task: the same by group and day', { stream: late }, { task: kpis, by: 'vip', bucket: 'day', range: { start: START + DAY, end: START + 9 * DAY } });
add('task: errors on the way', attempts, { task: { ...form, complete: 'sent', errors: 'send', errorField: '$event', steps: ['send'] } });
for (const target of [{ metric: 'completion', atLeast: 0.99 }, { metric: 'time', atMost: 0 }, { metric: 'errors', atLeast: 0 }, { metric: 'error_rate', atMost: 0.5 }]) {
  add(`task: a fixed target of ${target.metric}`, { stream }, { task: { ...kpis, target } });
}
for (const metric of ['completion', 'time', 'errors', 'error_rate']) {
  for (const improveBy of [0.001, 0.9]) {
    const target = { metric, improveBy, over: { start: START, end: START + 4 * DAY } };
    add(`task: ${metric} better by ${improveBy}`, { stream: late }, { task: { ...kpis, target }, range: { start: START + 4 * DAY, end: START + 8 * DAY } });
  }
}
add('task: better than a time without attempts', { stream }, { task: { ...kpis, target: { metric: 'time', improveBy: 0.15, over: { start: 0, end: 1 } } } });

// Experiments.
const see = (user, variant, time, experiment = 'button') => event('$exposure', time, user, { experiment, variant });
/** For every arm: users, of whom so many bought. */
const arms = (counts) => Object.entries(counts).flatMap(([arm, [users, buyers]]) => Array.from({ length: users }, (_, i) => [see(`${arm} ${i}`, arm, i), ...(i < buyers ? [event('buy', i + 1, `${arm} ${i}`)] : [])]).flat());
const bought = { key: 'button', conversion: 'buy' };
add('experiment: two arms', arms({ control: [40, 10], treatment: [44, 17] }), { experiment: bought });
add('experiment: four arms and weights', arms({ control: [40, 10], 'b 💚': [20, 9], c: [21, 2], д: [5, 5] }), { experiment: { ...bought, arms: ['control', 'c', 'b 💚', 'д'], weights: [2, 1, 1, 0.25] } });
add('experiment: nobody and everybody converted', arms({ control: [6, 0], none: [4, 0], all: [5, 5] }), { experiment: bought });
add('experiment: everybody converted', arms({ control: [3, 3], other: [4, 4] }), { experiment: { ...bought, arms: ['other', 'control'] } });
add('experiment: an arm without users', arms({ control: [3, 1] }), { experiment: { ...bought, arms: ['control', 'empty'] } });
add('experiment: an arm that should have no users', arms({ control: [3, 1], off: [1, 0] }), { experiment: { ...bought, arms: ['control', 'off'], weights: [1, 0] } });
add('experiment: unknown arms', arms({ control: [3, 1], stray: [2, 2], b: [3, 2] }), { experiment: { ...bought, arms: ['control', 'b'] } });
add('experiment: arms without a control', arms({ é: [3, 1], z: [2, 2], '😀': [3, 2], '\uffff': [1, 0] }), { experiment: bought });
add('experiment: nobody was exposed', [event('buy', 1)], { experiment: bought });
add('experiment: what counts as a conversion', [
  see('before', 'control', 10), event('buy', 9, 'before'), see('at once', 'control', 10), event('buy', 10, 'at once'), event('buy', 20, 'first'), see('first', 'control', 20),
  see('edge', 'control', 0), event('buy', 50, 'edge'), see('late', 'control', 0), event('buy', 51, 'late'), see('again', 'control', 0), see('again', 'control', 40), event('buy', 90, 'again'),
  see('both', 'control', 0), see('both', 'b', 1), event('buy', 2, 'both'), see('other', 'b', 0, 'another'), event('buy', 1, 'other'), see('b', 'b', 0), event('buy', 1, 'b', { free: true }),
  event('$exposure', 0, 'no variant', { experiment: 'button' }), event('$exposure', 0, 'a number', { experiment: 'button', variant: 1 }), event('buy', 1, 'never exposed'),
], { experiment: { ...bought, conversion: { event: 'buy', where: { free: { not_equals: true } } }, within: 50 } });
add('experiment: the exposure itself is no conversion', [see('a', 'control', 5), see('b', 'b', 5), see('b', 'b', 6)], { experiment: { key: 'button', conversion: '$exposure', within: 10 } });
add('experiment: filter and range', arms({ control: [12, 6], b: [12, 3] }), { experiment: bought, filter: { experiment: { in: ['button'] } }, range: { start: 2, end: 9 } });
add('experiment: a very unlikely ratio', arms({ control: [300, 30], b: [40, 30] }), { experiment: bought });
const exposures = { seed: 7, count: 1200, users: 300, names: ['$exposure', 'buy', 'view'], start: 0, span: 10 * DAY, grain: 1000, batch: 500, late: true, again: 1, props: { experiment: ['one', 'two', 'three', 'four', null], variant: ['control', 'b', 'c'], size: ['s', 'l'] } };
add('experiment: many users, late and twice', { stream: exposures }, { experiment: { key: 'one', conversion: { event: 'buy', where: { size: 'l' } }, within: '5d' } });

// Refused by the engine.
refuse('refused: an arm given twice', shop, { experiment: { ...bought, arms: ['a', 'a'] } }, 'INVALID_ARGUMENT');
refuse('refused: weights of 0', shop, { experiment: { ...bought, arms: ['a', 'b'], weights: [0, 0] } }, 'INVALID_ARGUMENT');
refuse('refused: nine properties', shop, { metric: {}, by: Array.from({ length: 9 }, (_, i) => `p${i}`) }, 'RESOURCE_EXHAUSTED');
refuse('refused: more than 1024 operands', shop, { metric: { where: { x: { in: Array.from({ length: 1024 }, (_, i) => i) } } } }, 'RESOURCE_EXHAUSTED');
refuse('refused: a range outside the range of dates', shop, { metric: {}, range: { end: 8_640_000_000_000_002 } }, 'INVALID_ARGUMENT');
refuse('refused: a bucket of 200,000,000 days', shop, { metric: {}, bucket: '200000000d' }, 'INVALID_ARGUMENT');

const about = 'Query vectors: events and a query, and the answer in the shape of js/shared/result.ts. Made by tests/vectors/generate/queries.mjs with '
  + 'brute force of its own (tests/vectors/oracle). Numbers with a fraction agree to 1e-12.';
writeVectors('queries.json', about, cases);
