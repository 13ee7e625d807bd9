import { describe, expect, it } from 'vitest';
import { growthbook, growthbookContext } from '../../../../js/compat/growthbook/index.js';
import { encodeProgram } from '../../../../js/compile/program/encode-program.js';
import { ask } from './ask.js';

const nested = (depth: number): unknown => JSON.parse(`${'['.repeat(depth)}1${']'.repeat(depth)}`);
const deepCondition = (depth: number): unknown => JSON.parse(`${'{"$not":'.repeat(depth)}{}${'}'.repeat(depth)}`);

const FIELDS = (
  'id key variations contextualVariations contextualBanditRef condition coverage range ranges weights seed hashVersion hashAttribute ' +
  'fallbackAttribute disableStickyBucketing bucketVersion minBucketVersion namespace filters meta parentConditions urlPatterns name phase ' +
  'status active force'
).split(' ');
const WRONG = [0, 1e300, -1, '', 'text', true, false, [], [null], [[]], [{}], {}, { length: 3 }, [['a', 'b']], [[0]], nested(1000)];

describe('a hostile payload', () => {
  it('never throws, whatever is in the place of a field, and costs no other feature', () => {
    const rule = { key: 'e', variations: [1, 2], meta: [{ key: 'a' }, { key: 'b' }], minBucketVersion: 2, contextualBanditRef: 'cb' };
    for (const field of FIELDS) {
      for (const wrong of WRONG) {
        const broken = { ...rule, [field]: wrong };
        const payload = {
          features: { f: { rules: [broken] }, fine: { defaultValue: 'fine' } },
          experiments: [broken],
          contextualBandits: { cb: { contexts: wrong } },
        };
        const where = `${field}: ${JSON.stringify(wrong).slice(0, 60)}`;
        const user = { attributes: { id: '1' }, url: 'https://x.y/?e=0' };
        expect(() => ask(payload, user), where).not.toThrow();
        expect(ask(payload, user, 'fine').value, where).toBe('fine');
        const { bytes } = encodeProgram(growthbook(payload).program);
        expect(bytes.length, where).toBeGreaterThan(0);
      }
    }
  });

  it('is a problem where it is no payload', () => {
    for (const payload of [null, undefined, 7, 'text', [], [{}], true, { features: [] }, { features: 'x' }, { experiments: {} }]) {
      const { program, problems } = growthbook(payload);
      expect(program.flags, JSON.stringify(payload)).toEqual([]);
      expect(problems.length, JSON.stringify(payload)).toBeGreaterThan(0);
    }
    expect(growthbook({}).problems).toEqual([]);
  });

  it('loses the feature that is malformed, not those beside it', () => {
    for (const feature of [
      null,
      7,
      [],
      { rules: {} },
      { rules: [null] },
      { rules: [{ coverage: '1', force: 1 }] },
      { defaultValue: nested(1000) },
    ]) {
      const payload = { features: { f: feature, fine: { defaultValue: 1 } } };
      expect(ask(payload), JSON.stringify(feature).slice(0, 60)).toMatchObject({ value: null, source: 'unknownFeature' });
      expect(growthbook(payload).problems).toHaveLength(1);
      expect(ask(payload, {}, 'fine').value).toBe(1);
    }
  });

  it('may nest conditions as deep as it likes', () => {
    for (const depth of [50, 90, 1000, 100_000]) {
      const payload = { features: { f: { rules: [{ condition: deepCondition(depth), force: 1 }] }, fine: { defaultValue: 1 } } };
      const { program, problems } = growthbook(payload);
      const encoded = encodeProgram(program);
      expect(problems.length + encoded.problems.length, String(depth)).toBeGreaterThan(depth > 64 ? 0 : -1);
      expect(encoded.problems.every(({ flag }) => flag === 'f')).toBe(true);
    }
  });

  it('may name things as objects have them', () => {
    const payload = JSON.parse(
      '{"features":{"__proto__":{"defaultValue":"p","rules":[{"key":"constructor","variations":["a","b"],"hashAttribute":"__proto__"}]},' +
        '"toString":{"defaultValue":1,"rules":[{"condition":{"__proto__":"x","hasOwnProperty":null},"force":2}]}},"savedGroups":{"__proto__":["x"]}}',
    );
    const attributes = JSON.parse('{"__proto__":"x"}');
    expect(ask(payload, { attributes }, '__proto__')).toMatchObject({ source: 'experiment', experimentResult: { hashValue: 'x' } });
    expect(ask(payload, { attributes }, 'toString').value).toBe(2);
    expect(ask(payload, { attributes }, 'constructor').source).toBe('unknownFeature');
    expect(({} as Record<string, unknown>).x).toBeUndefined();
  });

  it('is no other in a context', () => {
    const docs = [null, 7, {}, { attributeName: 'id' }, { attributeName: 'id', attributeValue: '1', assignments: [] }];
    for (const url of ['', '?', '::::', 'https://[', 'x'.repeat(5000), '?=&&=%ff', 'https://x.y/?a=%E0%A4%A']) {
      const context = growthbookContext({
        attributes: { id: '1' },
        url,
        forcedVariations: { e: Number.NaN },
        stickyBucketAssignmentDocs: docs as never,
      });
      expect(context).toMatchObject({ id: '1', '$gb.sticky': {} });
      expect(context).not.toHaveProperty(['$gb.forced']);
    }
  });
});
