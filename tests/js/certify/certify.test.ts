import { beforeAll, describe, expect, it } from 'vitest';
import { certificateOf, inWords } from '../../../js/certify/certificate.js';
import { certifyMode, type ModeReport, type Sizes } from '../../../js/certify/certify-mode.js';
import type { Core } from '../../../js/certify/line.js';
import { MODES } from '../../../js/certify/modes.js';
import { certificatePage } from '../../../js/certify/report.js';
import { openCore } from './core.js';

/** Seconds instead of minutes; `npm run certify` is the whole of it. */
const SIZES: Sizes = {
  ids: 3_000,
  experiments: 60,
  fineBuckets: 200,
  coverages: 12,
  layers: 5,
  avalancheIds: 800,
  avalancheExperiments: 12,
  rampExperiments: 2,
};
const SMALL: Sizes = { ...SIZES, avalancheIds: 200 };

let core: Core;
beforeAll(async () => {
  core = await openCore();
});

const report = (name: string, sizes: Sizes): ModeReport => {
  const mode = MODES.find((each) => each.name === name);
  if (mode === undefined) throw new Error(`no mode ${name}`);
  return certifyMode(mode, core, sizes, name === 'assay');
};
const verdicts = ({ findings }: ModeReport) => Object.fromEntries(findings.map(({ test, verdict }) => [test, verdict]));

describe('the certificate', () => {
  it('finds our own hash even, independent, in layers and ramps exact, and minimal in movement', () => {
    const own = report('assay', { ...SIZES, avalancheIds: 2_500, avalancheExperiments: 24 });
    expect(own.findings.filter(({ verdict }) => verdict !== 'pass')).toEqual([]);
    expect(own.findings.length).toBe(7);
  }, 60_000);

  it('gives the same numbers again', () => {
    expect(report('assay', { ...SMALL, ids: 500 }).findings).toEqual(report('assay', { ...SMALL, ids: 500 }).findings);
  }, 60_000);

  it('finds out GrowthBook version 1, and says so in words', () => {
    const bad = report('growthbook-v1', SMALL);
    expect(verdicts(bad)).toMatchObject({ independence: 'fail', ramp: 'pass', reallocation: 'not applicable' });
    expect(inWords(bad).join('\n')).toMatch(
      /growthbook-v1: FAILS independence: \d+ % of 1,770 pairs of experiments differ from chance at p<0\.01 \(expected 1 %.*Cramér's V up to 0\.\d+/,
    );
    expect(inWords(bad).join('\n')).toContain('use hashVersion 2');
  }, 60_000);

  it('finds out CRC-32', () => {
    expect(verdicts(report('flipt', SMALL))).toMatchObject({ independence: 'fail', coverage: 'not applicable' });
  }, 60_000);

  it('finds out one hash for coverage and variant', () => {
    const bad = report('unleash-one-seed', { ...SMALL, ids: 10_000, experiments: 12 });
    expect(verdicts(bad)).toMatchObject({ coverage: 'fail', ramp: 'pass' });
    expect(inWords(bad).join('\n')).toMatch(
      /FAILS coverage: at 10 % coverage the arms, meant to be equal, are .* who is let in decides the arm/,
    );
  }, 60_000);

  it.each(['growthbook-v2', 'unleash', 'launchdarkly', 'posthog', 'ufc', 'optimizely', 'split', 'flagd', 'statsig'])(
    '%s is even and independent',
    (name) => {
      const found = verdicts(report(name, SMALL));
      expect([found['uniformity'], found['independence']]).toEqual(['pass', 'pass']);
      expect([found['layers'], found['coverage'], found['ramp']]).not.toContain('fail');
    },
    60_000,
  );

  it('holds when ours passes and the bad ones are found out, and says what is missing otherwise', () => {
    const [own, other] = MODES as readonly [(typeof MODES)[number], (typeof MODES)[number]];
    const finding = (verdict: 'pass' | 'fail') => ({ test: 'independence' as const, verdict, result: '', numbers: {} });
    const both = (ours: 'pass' | 'fail', theirs: 'pass' | 'fail') =>
      certificateOf([
        { mode: own, findings: [finding(ours)] },
        { mode: other, findings: [finding(theirs)] },
      ]);
    expect(both('pass', 'fail').holds).toBe(true);
    expect(both('fail', 'fail').problems).toEqual(['assay must pass independence and does not: ']);
    expect(both('pass', 'pass').problems).toEqual(['growthbook-v1 is known to fail independence and was not found out: the test is blind']);
    expect(certificatePage(both('pass', 'fail'), SIZES, 1, 'By hand.')).toContain('| assay | not run | pass |');
  });
});
