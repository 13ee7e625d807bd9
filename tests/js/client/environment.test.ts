import { compileDatafile, type Datafile } from 'assay/compile';
import { describe, expect, it } from 'vitest';
import { generateSigningKeys, signDatafile } from '../../../js/sign/index.js';
import { open } from './open.js';

const datafile: Datafile = {
  environments: ['production', 'staging'],
  flags: {
    colour: {
      type: 'string',
      variants: { blue: 'blue', grey: 'grey' },
      default: 'grey',
      environments: { staging: { default: 'blue' } },
    },
  },
};
const changed: Datafile = { ...datafile, revision: 1 };

describe('the environment', () => {
  it.each([
    [undefined, 'grey'],
    ['production', 'grey'],
    ['staging', 'blue'],
  ])('%s decides whose overrides apply: %s', async (environment, colour) => {
    for (const form of [datafile, JSON.stringify(datafile)]) {
      const { assay } = await open({ datafile: form, environment });
      expect(assay.flag('colour', 'none')).toBe(colour);
    }
  });

  it('also applies to later datafiles, and to the last good one', async () => {
    let kept: Uint8Array | undefined;
    const put = (bytes: Uint8Array): void => {
      kept = bytes.slice();
    };
    const lastGood = { get: () => kept, put };
    const { assay } = await open({ datafile, environment: 'staging', lastGood });
    await assay.setDatafile(changed);
    expect(assay.flag('colour', 'none')).toBe('blue');
    expect((await open({ lastGood, environment: 'staging' })).assay.flag('colour', 'none')).toBe('blue');
  });

  it('applies to JSON that is signed', async () => {
    const { publicKey, privateKey } = await generateSigningKeys();
    const signed = await signDatafile(JSON.stringify(datafile), privateKey, 'main');
    const { assay } = await open({ datafile: signed, verify: { keys: { main: publicKey } }, environment: 'staging' });
    expect(assay.flag('colour', 'none')).toBe('blue');
  });

  it('changes nothing of bytes, which were compiled for theirs', async () => {
    const { bytes } = compileDatafile(datafile, { environment: 'production' });
    const { assay } = await open({ datafile: bytes, environment: 'staging' });
    expect(assay.flag('colour', 'none')).toBe('grey');
  });

  it('that the datafile does not list is refused', async () => {
    await expect(open({ datafile, environment: 'stagging' })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
  });
});
