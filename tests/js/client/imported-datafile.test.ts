import { flagd, flagdContext } from 'assay/compat/flagd';
import { growthbook, growthbookContext, growthbookResult } from 'assay/compat/growthbook';
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

  it("tells the vendor's own result, bucket included", async () => {
    const imported = growthbook(GROWTHBOOK);
    const context = growthbookContext({ attributes: { id: 'user-1' } });
    const { assay } = await open({ datafile: imported.program, context: context as never });
    const answer = assay.details('button');
    expect(answer).toMatchObject({ reason: 'SPLIT', bucket: expect.any(Number) as number });
    const result = growthbookResult(imported, 'button', answer as never, context);
    expect(result).toMatchObject({
      value: answer.value,
      source: 'experiment',
      experimentResult: { bucket: answer.bucket, inExperiment: true },
    });
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
