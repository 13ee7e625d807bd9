import { expect, it } from 'vitest';
import { parseContext, parseWhere } from '../../../js/cli/conditions.js';
import { UsageError } from '../../../js/cli/usage.js';

it.each([
  [['plan=pro'], { plan: { in: ['pro'] } }],
  [['plan=pro', 'plan=team'], { plan: { in: ['pro', 'team'] } }],
  [['plan!=pro', 'plan!=7'], { plan: { not_in: ['pro', 7] } }],
  [['status>=400', 'status<500'], { status: { gte: 400, lt: 500 } }],
  [['a>b', 'c<=-1.5'], { a: { gt: 'b' }, c: { lte: -1.5 } }],
  [['ok=true', 'zip="00501"', 'n="42"'], { ok: { in: [true] }, zip: { in: ['00501'] }, n: { in: ['42'] } }],
  [['coupon=', 'plan!='], { coupon: { exists: false }, plan: { exists: true } }],
  [['url=/a?b=c', 'x=a>b'], { url: { in: ['/a?b=c'] }, x: { in: ['a>b'] } }],
  [['empty=""'], { empty: { in: [''] } }],
  [['constructor=1'], { constructor: { in: [1] } }],
])('reads %j', (texts, where) => {
  expect(parseWhere(texts)).toEqual(where);
});

it.each(['plan', '=pro', 'a>', 'a<true'])('refuses %j', (text) => {
  expect(() => parseWhere([text])).toThrow(UsageError);
});

it('reads a context', () => {
  expect(parseContext(['country=NO', 'age=42', 'id="42"', 'beta=true', 'q=a=b'])).toEqual({
    country: 'NO',
    age: 42,
    id: '42',
    beta: true,
    q: 'a=b',
  });
  for (const text of ['x', '=x', 'x=']) expect(() => parseContext([text])).toThrow(UsageError);
});
