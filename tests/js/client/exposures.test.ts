import type { Assay } from 'assay';
import { describe, expect, it } from 'vitest';
import { countsBy, countsByEvent, open } from './open.js';
import { restartedDatafile, sampleDatafile } from './sample-datafile.js';

const exposures = async (assay: Assay): Promise<number> => (await countsByEvent(assay))['$exposure'] ?? 0;

describe('an exposure', () => {
  it('is recorded at the first read and not again', async () => {
    const { assay } = await open({ datafile: sampleDatafile, context: { user: 'ada' } });
    expect(await exposures(assay)).toBe(0);
    assay.flag('button', '');
    assay.flag('button', '');
    assay.variant('button');
    expect(await exposures(assay)).toBe(1);
  });

  it('carries experiment, variant, version and flag, and belongs to the user', async () => {
    const { assay } = await open({ datafile: sampleDatafile, context: { user: 'ada' } });
    const variant = assay.variant('button') as string;
    const by = ['experiment', 'variant', 'version', 'flag'];
    const { rows } = await assay.query({ metric: { event: '$exposure', aggregate: ['count', 'users'] }, by });
    const key = { experiment: 'button_colour', variant, version: 1, flag: 'button' };
    expect(rows).toEqual([{ key, values: { count: 1, users: 1 } }]);
  });

  it('is recorded once for two flags of one experiment', async () => {
    const { assay } = await open({ datafile: sampleDatafile });
    assay.variant('button');
    assay.flag('button_label', '');
    expect(await exposures(assay)).toBe(1);
  });

  it('is recorded for another user, and not again when switching back', async () => {
    const { assay } = await open({ datafile: sampleDatafile, context: { user: 'ada' } });
    for (const user of ['ada', 'bob', 'ada', 'bob', 'ada']) {
      assay.setContext({ user });
      assay.flag('button', '');
    }
    const { rows } = await assay.query({ metric: { event: '$exposure', aggregate: ['count', 'users'] } });
    expect(rows[0]?.values).toEqual({ count: 2, users: 2 });
  });

  it('is recorded for the user that identify names', async () => {
    const { assay } = await open({ datafile: sampleDatafile });
    assay.variant('button');
    assay.identify('ada');
    assay.variant('button');
    expect(await exposures(assay)).toBe(2);
  });

  it('is recorded again for a new version of the experiment', async () => {
    const { assay } = await open({ datafile: sampleDatafile });
    assay.variant('button');
    await assay.setDatafile(restartedDatafile);
    assay.variant('button');
    assay.variant('button');
    expect(await countsBy(assay, 'version', '$exposure')).toEqual({ 1: 1, 2: 1 });
  });

  it('is not recorded again when the same datafile is taken again', async () => {
    const { assay } = await open({ datafile: sampleDatafile });
    assay.variant('button');
    await assay.setDatafile(sampleDatafile);
    assay.variant('button');
    expect(await exposures(assay)).toBe(1);
  });

  const none: readonly { readonly name: string; readonly read: (assay: Assay) => void }[] = [
    { name: 'details()', read: (assay) => void assay.details('button') },
    { name: 'flags()', read: (assay) => void assay.flags() },
    { name: 'a flag without rules', read: (assay) => void assay.flag('banner', false) },
    { name: 'a rollout, which is no experiment', read: (assay) => void assay.flag('early', false) },
    { name: 'a flag that does not exist', read: (assay) => void assay.variant('missing') },
    { name: 'a split whose unit is missing', read: (assay) => void assay.variant('region') },
    { name: 'a value of another type, because the fallback was shown', read: (assay) => void assay.flag('button', 0) },
  ];
  for (const { name, read } of none) {
    it(`is not recorded for ${name}`, async () => {
      const { assay } = await open({ datafile: sampleDatafile });
      read(assay);
      expect(assay.counters.recorded).toBe(0);
      expect(await exposures(assay)).toBe(0);
    });
  }

  it('is still recorded by the first read that shows the variant, after one that did not', async () => {
    const { assay } = await open({ datafile: sampleDatafile });
    assay.details('button');
    assay.flag('button', 0);
    assay.flag('button', '');
    expect(await exposures(assay)).toBe(1);
  });

  it('makes an experiment that can be queried', async () => {
    const { assay } = await open({ datafile: sampleDatafile });
    const expected = { control: { trials: 0, successes: 0 }, blue: { trials: 0, successes: 0 } };
    for (let i = 0; i < 60; i++) {
      assay.setContext({ user: `user-${i}` });
      const arm = expected[assay.variant('button') as 'control' | 'blue'];
      arm.trials++;
      if (i % 3 === 0) {
        arm.successes++;
        assay.track('bought');
      }
    }
    const { arms } = await assay.query({ experiment: { key: 'button_colour', conversion: 'bought', arms: ['control', 'blue'] } });
    expect(Object.fromEntries(arms.map(({ arm, conversion: { trials, successes } }) => [arm, { trials, successes }]))).toEqual(expected);
  });
});
