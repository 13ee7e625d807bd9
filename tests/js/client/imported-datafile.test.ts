import { flagd, flagdContext, flagdResult } from 'assay/compat/flagd';
import { experimentFlag, growthbook, growthbookContext } from 'assay/compat/growthbook';
import { growthbookExperimentResult, growthbookResult } from 'assay/compat/growthbook/results';
import { launchdarkly, launchdarklyContext, launchdarklyResult } from 'assay/compat/launchdarkly';
import { ufc, ufcContext, ufcResult } from 'assay/compat/ufc';
import { unleash, unleashContext, unleashResult } from 'assay/compat/unleash';
import { describe, expect, it } from 'vitest';
import { open } from './open.js';

const FLAGD = {
  flags: {
    layout: {
      state: 'ENABLED',
      variants: { classic: 'classic', compact: 'compact' },
      defaultVariant: 'classic',
      targeting: { if: [{ ends_with: [{ var: 'email' }, '@example.com'] }, 'compact', null] },
    },
  },
};

const GROWTHBOOK = {
  features: {
    button: { defaultValue: 'grey', rules: [{ key: 'button-test', variations: ['grey', 'green'], hashVersion: 2, seed: 'button-test' }] },
  },
};

describe('a datafile of another vendor', () => {
  it('is read through createAssay, with its own rules', async () => {
    const { assay } = await open({ datafile: flagd(FLAGD).program, context: { user: 'u', ...flagdContext({ email: 'ana@example.com' }) } });
    expect(assay.flag('layout', 'none')).toBe('compact');
    assay.setContext({ email: 'ana@example.org' });
    expect(assay.details('layout')).toMatchObject({ value: 'classic', reason: 'DEFAULT' });
  });

  it('takes over from a datafile of our own, and gives back to one', async () => {
    const own = { flags: { layout: { type: 'string', variants: { own: 'own' }, default: 'own' } } };
    const { assay } = await open({ datafile: own, context: { user: 'u', email: 'ana@example.com' } });
    expect(assay.flag('layout', 'none')).toBe('own');
    await assay.setDatafile(flagd(FLAGD).program);
    expect(assay.flag('layout', 'none')).toBe('compact');
    await assay.setDatafile(own);
    expect(assay.flag('layout', 'none')).toBe('own');
  });

  it('is explained', async () => {
    const { assay } = await open({ datafile: flagd(FLAGD).program, context: { user: 'u', email: 'ana@example.com' } });
    const explanation = await assay.explain('layout');
    expect(explanation?.rules[0]).toMatchObject({ decided: true });
    expect(await assay.explain('no such flag')).toBeUndefined();
  });
});

describe("the vendor's own result is made of what details() returns", () => {
  it('GrowthBook, bucket included', async () => {
    const imported = growthbook(GROWTHBOOK);
    const context = growthbookContext({ attributes: { id: 'user-1' } });
    const { assay } = await open({ datafile: imported.program, context });
    const answer = assay.details('button');
    expect(answer).toMatchObject({ reason: 'SPLIT', bucket: expect.any(Number) as number });
    expect(growthbookResult(imported, answer, context)).toMatchObject({
      value: answer.value,
      source: 'experiment',
      experimentResult: {
        bucket: answer.bucket,
        inExperiment: true,
        variationId: ['grey', 'green'].indexOf(answer.value as string),
        featureId: 'button',
      },
    });
    expect(growthbookResult(imported, assay.details('no such feature'), context)).toMatchObject({ source: 'unknownFeature' });
  });

  it("GrowthBook's inline experiments", async () => {
    const imported = growthbook({
      features: {},
      experiments: [{ key: 'checkout', variations: [{ steps: 3 }, { steps: 1 }], weights: [0, 1], hashVersion: 2 }],
    });
    const context = growthbookContext({ attributes: { id: 'user-1' } });
    const { assay } = await open({ datafile: imported.program, context });
    const result = growthbookExperimentResult(imported, assay.details(experimentFlag('checkout')), context);
    expect(result).toMatchObject({ inExperiment: true, variationId: 1, value: { steps: 1 }, hashValue: 'user-1' });
    expect(growthbookExperimentResult(imported, assay.details(experimentFlag('other')), context)).toBeUndefined();
  });

  it('Unleash', async () => {
    const variants = [{ name: 'blue', weight: 1000, payload: { type: 'string', value: '#00f' } }];
    const { program } = unleash({
      features: [
        { name: 'on', enabled: true, strategies: [{ name: 'default' }] },
        { name: 'off', enabled: false, strategies: [] },
        { name: 'coloured', enabled: true, strategies: [{ name: 'default' }], variants },
      ],
    });
    const { assay } = await open({ datafile: program, context: unleashContext({ userId: 'ada' }) });
    const none = { name: 'disabled', enabled: false };
    expect(unleashResult(assay.details('on'))).toEqual({ enabled: true, variant: { ...none, feature_enabled: true } });
    for (const feature of ['off', 'no such feature']) {
      expect(unleashResult(assay.details(feature))).toEqual({ enabled: false, variant: { ...none, feature_enabled: false } });
    }
    expect(unleashResult(assay.details('coloured'))).toEqual({
      enabled: true,
      variant: { name: 'blue', payload: { type: 'string', value: '#00f' }, enabled: true, feature_enabled: true },
    });
  });

  it('UFC', async () => {
    const { program, meta } = ufc({
      flags: {
        layout: {
          key: 'layout',
          enabled: true,
          variationType: 'JSON',
          variations: { compact: { key: 'compact', value: { rows: 9 } } },
          allocations: [
            {
              key: 'team',
              rules: [{ conditions: [{ attribute: 'plan', operator: 'ONE_OF', value: ['team'] }] }],
              splits: [{ variationKey: 'compact', shards: [] }],
            },
          ],
          totalShards: 10_000,
        },
      },
    });
    const { assay } = await open({ datafile: program, context: ufcContext('ada', { plan: 'team' }) });
    expect(ufcResult(meta, assay.details('layout'), 'JSON', null)).toEqual({
      value: { rows: 9 },
      variant: 'compact',
      reason: 'TARGETING_MATCH',
      allocationKey: 'team',
      doLog: true,
    });
    expect(ufcResult(meta, assay.details('other'), 'JSON', null)).toMatchObject({ value: null, errorCode: 'FLAG_NOT_FOUND' });
    assay.setContext(ufcContext('ada'));
    expect(ufcResult(meta, assay.details('layout'), 'JSON', null)).toEqual({ value: null, reason: 'DEFAULT' });
  });

  it('flagd', async () => {
    const { assay } = await open({ datafile: flagd(FLAGD).program, context: flagdContext({ email: 'ana@example.com' }) });
    expect(flagdResult(assay.details('layout'), 'string', 'none')).toEqual({
      value: 'compact',
      variant: 'compact',
      reason: 'TARGETING_MATCH',
    });
    expect(flagdResult(assay.details('layout'), 'boolean', false)).toMatchObject({ value: false, errorCode: 'TYPE_MISMATCH' });
    expect(flagdResult(assay.details('other'), 'string', 'none')).toMatchObject({ value: 'none', errorCode: 'FLAG_NOT_FOUND' });
  });

  it('LaunchDarkly', async () => {
    const { program, meta } = launchdarkly(LAUNCHDARKLY);
    const context = launchdarklyContext({ kind: 'user', key: 'ada', country: 'NO' });
    const { assay, errors } = await open({ datafile: program, context });
    expect(launchdarklyResult(meta, assay.details('button'), 'none')).toEqual({
      value: 'blue',
      variationIndex: 1,
      reason: { kind: 'RULE_MATCH', ruleIndex: 0, ruleId: 'nordics' },
    });
    expect(launchdarklyResult(meta, assay.details('other'), 'none').reason).toEqual({ kind: 'ERROR', errorKind: 'FLAG_NOT_FOUND' });
    expect(errors).toEqual([]);
  });
});

const LAUNCHDARKLY = {
  flags: {
    button: {
      key: 'button',
      on: true,
      variations: ['grey', 'blue', 'green'],
      targets: [{ values: ['grace'], variation: 2 }],
      rules: [{ id: 'nordics', clauses: [{ attribute: 'country', op: 'in', values: ['NO', 'SE'] }], variation: 1 }],
      fallthrough: { variation: 0 },
    },
  },
};

describe('contexts of LaunchDarkly', () => {
  const { program } = launchdarkly(LAUNCHDARKLY);

  it.each([
    ['of the kind user', { kind: 'user', key: 'ada', country: 'SE' }, 'blue', 'ada'],
    ['of the kind user, who is a target', { kind: 'user', key: 'grace', country: 'SE', name: undefined }, 'green', 'grace'],
    ['of several kinds', { kind: 'multi', user: { key: 'zoë', country: 'NO' }, org: { key: 'o' } }, 'blue', 'zoë'],
    ['as users were before there were kinds', { key: 7, country: 'NO', custom: { plan: 'team' } }, 'blue', '7'],
    ['of another kind, which keep the user', { kind: 'org', key: 'o', country: 'NO' }, 'grey', 'before'],
  ])('%s work through createAssay and setContext', async (_, given, value, user) => {
    const { assay, errors } = await open({ datafile: program, context: { user: 'before' } });
    assay.setContext(launchdarklyContext(given));
    expect([assay.flag('button', 'none'), assay.user]).toEqual([value, user]);
    expect(errors).toEqual([]);
  });

  it('that are invalid are reported and leave no attributes', async () => {
    const { assay, errors } = await open({ datafile: program, context: launchdarklyContext({ kind: 'user', key: 'ada', country: 'NO' }) });
    expect(assay.flag('button', 'none')).toBe('blue');
    assay.setContext(launchdarklyContext({ kind: 'user', key: '' }));
    expect(errors.map(({ code }) => code)).toEqual(['INVALID_ARGUMENT']);
    expect(assay.flag('button', 'none')).toBe('grey');
  });
});
