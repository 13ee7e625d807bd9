import { describe, expect, it } from 'vitest';
import { ufc } from '../../../../js/compat/ufc/index.js';
import { encodeProgram } from '../../../../js/compile/program/encode-program.js';
import { HOSTILE_VALUES } from '../hostile-values.js';
import { flagWith, resultOf } from './evaluate.js';

describe('hostile configurations', () => {
  it.each(HOSTILE_VALUES.map((value, i) => [i, value]))('never throw, and neither does the compiler (%i)', (_, value) => {
    const condition = { attribute: 'x', operator: 'ONE_OF', value: ['a'] };
    const shard = { salt: 's', totalShards: 10, ranges: [{ start: 0, end: 10 }] };
    const split = { variationKey: 'a', shards: [shard] };
    const allocation = { key: 'k', rules: [{ conditions: [condition] }], splits: [split] };
    const put = (base: object): object[] => Object.keys(base).map((field) => ({ ...base, [field]: value }));
    const all = [
      value,
      ...put(flagWith(allocation)),
      ...['STRING', 'JSON'].map((variationType) => ({ ...flagWith(allocation), variationType, variations: { a: { value } } })),
      ...[...put(allocation), { ...allocation, startAt: value }].map((changed) => flagWith(changed)),
      ...put(split).map((changed) => flagWith({ ...allocation, splits: [changed] })),
      ...put(shard).map((changed) => flagWith({ ...allocation, splits: [{ ...split, shards: [changed] }] })),
      ...[...put(condition), { attribute: 'x', operator: 'MATCHES', value }, { attribute: 'x', operator: 'GTE', value }].map((changed) =>
        flagWith({ ...allocation, rules: [{ conditions: [changed] }] }),
      ),
    ];
    const configuration = { flags: Object.fromEntries(all.map((flag, i) => [`flag ${i}`, flag])) };
    const { program, meta } = ufc(configuration);
    expect(meta.flags.size).toBe(all.length);
    expect(() => encodeProgram(program)).not.toThrow();
    for (const key of meta.flags.keys()) expect(() => resultOf(configuration, key, { attributes: { x: value } }), key).not.toThrow();
    expect(() => ufc(value)).not.toThrow();
    expect(() => ufc({ flags: value })).not.toThrow();
  });

  it('are reported when they are none', () => {
    expect(ufc(null)).toMatchObject({ program: { flags: [] }, problems: [{ flag: '', message: 'configuration: must be an object' }] });
    expect(ufc({}).problems).toEqual([{ flag: '', message: 'flags: must be an object' }]);
  });

  it('may have flags and variations that are called __proto__', () => {
    const flag =
      '{"enabled":true,"variationType":"STRING","variations":{"__proto__":{"value":"x"}},"allocations":[{"key":"k","splits":[{"variationKey":"__proto__","shards":[]}]}]}';
    const configuration = JSON.parse(`{"flags":{"__proto__":${flag}}}`);
    expect(resultOf(configuration, '__proto__')).toMatchObject({ value: 'x', variant: '__proto__' });
  });
});
