import { describe, expect, it } from 'vitest';
import { open } from './open.js';
import { restartedDatafile, sampleDatafile } from './sample-datafile.js';

describe('onFlags()', () => {
  it('calls after another datafile, context, user and override, and not before', async () => {
    const { assay } = await open({ datafile: sampleDatafile, context: { user: 'ada' } });
    const calls: string[] = [];
    assay.onFlags(() => calls.push(`${assay.flag('greeting', '-')} ${assay.flags().length}`));
    assay.flag('greeting', '');
    assay.track('something');
    expect(calls).toEqual([]);
    assay.setContext({ quiet: true });
    assay.identify('bob');
    assay.override('greeting', 'short');
    await assay.setDatafile(restartedDatafile);
    expect(calls).toEqual([' 11', ' 11', 'hi 11', '- 1']);
  });

  it('does not call after a datafile that answers the same, or that was refused', async () => {
    const { assay } = await open({ datafile: sampleDatafile });
    let calls = 0;
    assay.onFlags(() => calls++);
    await assay.setDatafile({ ...sampleDatafile, revision: 7 });
    await expect(assay.setDatafile('{')).rejects.toBeDefined();
    expect(calls).toBe(0);
  });

  it('calls each listener as often as it was given, until it is stopped', async () => {
    const { assay } = await open({ datafile: sampleDatafile });
    let calls = 0;
    const listener = (): void => void calls++;
    const stops = [assay.onFlags(listener), assay.onFlags(listener)];
    assay.setContext({});
    expect(calls).toBe(2);
    stops[0]?.();
    stops[0]?.();
    assay.setContext({});
    expect(calls).toBe(3);
    stops[1]?.();
    assay.setContext({});
    expect(calls).toBe(3);
  });

  it('reports what a listener throws, and calls the others', async () => {
    const { assay, errors } = await open({ datafile: sampleDatafile });
    let calls = 0;
    assay.onFlags(() => {
      throw new Error('mine');
    });
    assay.onFlags(() => calls++);
    assay.setContext({});
    expect(calls).toBe(1);
    expect(errors.map(({ message }) => message)).toEqual(['mine']);
  });
});
