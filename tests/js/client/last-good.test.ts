import type { LastGoodStore } from 'assay';
import { beforeAll, describe, expect, it } from 'vitest';
import { generateSigningKeys, type SigningKeys, signDatafile } from '../../../js/sign/index.js';
import { open } from './open.js';

const json = (revision: number): string =>
  JSON.stringify({ revision, flags: { greeting: { type: 'string', variants: { only: `revision ${revision}` }, default: 'only' } } });

/** A store in memory that counts what is put into it. */
class MemoryStore implements LastGoodStore {
  bytes: Uint8Array | undefined;
  puts = 0;
  get(): Uint8Array | undefined {
    return this.bytes;
  }
  put(bytes: Uint8Array): void {
    this.bytes = bytes.slice();
    this.puts++;
  }
}

let keys: SigningKeys;
beforeAll(async () => {
  keys = await generateSigningKeys();
});
const signed = (revision: number): Promise<string> => signDatafile(json(revision), keys.privateKey, 'main');
const verify = () => ({ keys: { main: keys.publicKey } });
const offline = (): Promise<string> => Promise.reject(new TypeError('Failed to fetch'));

describe('the last good datafile', () => {
  const failures: readonly { readonly name: string; readonly datafile: () => string | Promise<string>; readonly code: string }[] = [
    { name: 'cannot be reached', datafile: offline, code: 'INTERNAL' },
    { name: 'is a page', datafile: () => '<!doctype html>', code: 'INVALID_ARGUMENT' },
    { name: 'is empty', datafile: () => '', code: 'INVALID_ARGUMENT' },
  ];
  for (const { name, datafile, code } of failures) {
    it(`is used at the start when the one given ${name}, which is reported`, async () => {
      const lastGood = new MemoryStore();
      await open({ datafile: json(3), lastGood });
      const { assay, errors } = await open({ datafile: datafile(), lastGood });
      expect(assay.flag('greeting', '')).toBe('revision 3');
      expect(assay.details('greeting')).toMatchObject({ reason: 'STATIC', variant: 'only' });
      expect(errors.map((error) => error.code)).toEqual([code]);
      expect(lastGood.puts).toBe(1);
    });

    it(`is not there the first time: createAssay rejects when the one given ${name}`, async () => {
      await expect(open({ datafile: datafile(), lastGood: new MemoryStore() })).rejects.toMatchObject({ code });
    });
  }

  it('is used when none is given, and nothing is reported', async () => {
    const lastGood = new MemoryStore();
    await open({ datafile: json(3), lastGood });
    const { assay, errors } = await open({ lastGood });
    expect(assay.flag('greeting', '')).toBe('revision 3');
    expect(errors).toEqual([]);
  });

  it('is nothing when none was ever taken', async () => {
    const { assay, errors } = await open({ lastGood: new MemoryStore() });
    expect(assay.flags()).toEqual([]);
    expect(errors).toEqual([]);
  });

  it('is the last that was taken, by setDatafile too; the same is not put again', async () => {
    const lastGood = new MemoryStore();
    const { assay } = await open({ datafile: json(1), lastGood });
    await assay.setDatafile(json(2));
    await assay.setDatafile(json(2));
    expect(lastGood.puts).toBe(2);
    await expect(assay.setDatafile('{')).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    const later = await open({ datafile: offline(), lastGood });
    expect(later.assay.flag('greeting', '')).toBe('revision 2');
  });

  it('does not replace the one in use when setDatafile fails', async () => {
    const lastGood = new MemoryStore();
    await open({ datafile: json(1), lastGood });
    const { assay } = await open({ datafile: json(2), lastGood: { get: () => lastGood.bytes, put: () => undefined } });
    await expect(assay.setDatafile(offline())).rejects.toMatchObject({ message: 'Failed to fetch' });
    expect(assay.flag('greeting', '')).toBe('revision 2');
  });

  it('that is damaged costs nothing but a report', async () => {
    const lastGood = new MemoryStore();
    lastGood.bytes = new Uint8Array([1, 2, 3]);
    const { assay, errors } = await open({ datafile: json(1), lastGood });
    expect(assay.flag('greeting', '')).toBe('revision 1');
    expect(errors).toEqual([]);
    lastGood.bytes = new Uint8Array([1, 2, 3]);
    await expect(open({ datafile: offline(), lastGood })).rejects.toMatchObject({ message: 'Failed to fetch' });
  });

  it('in a store that fails costs nothing but reports', async () => {
    const fail = (): never => {
      throw new Error('full');
    };
    const { assay, errors } = await open({ datafile: json(1), lastGood: { get: fail, put: () => Promise.reject(new Error('full')) } });
    expect(assay.flag('greeting', '')).toBe('revision 1');
    expect(errors.map(({ code }) => code)).toEqual(['INTERNAL']);
    await expect(open({ datafile: offline(), lastGood: { get: fail, put: fail } })).rejects.toMatchObject({ message: 'Failed to fetch' });
  });
});

describe('with verify, the last good datafile', () => {
  it('is kept with its signature, and checked again', async () => {
    const lastGood = new MemoryStore();
    await open({ datafile: await signed(3), lastGood, verify: verify() });
    expect(JSON.parse(new TextDecoder().decode(lastGood.bytes))).toMatchObject({ assay_signed: 1, key: 'main' });
    const { assay } = await open({ datafile: offline(), lastGood, verify: verify() });
    expect(assay.flag('greeting', '')).toBe('revision 3');
    const strangers = await generateSigningKeys();
    const refused = open({ datafile: offline(), lastGood, verify: { keys: { main: strangers.publicKey } } });
    await expect(refused).rejects.toMatchObject({ message: 'Failed to fetch' });
  });

  it('is not replaced by an unsigned one that was put there', async () => {
    const lastGood = new MemoryStore();
    lastGood.bytes = new TextEncoder().encode(json(9));
    const { assay, errors } = await open({ datafile: await signed(1), lastGood, verify: verify() });
    expect(assay.flag('greeting', '')).toBe('revision 1');
    expect(errors.map(({ code, cause }) => [code, (cause as { code: string }).code])).toEqual([['DATA_LOSS', 'DATAFILE_SIGNATURE']]);
  });

  it('says how old a datafile may be after a reload: an older one is refused, and it is used instead', async () => {
    const lastGood = new MemoryStore();
    await open({ datafile: await signed(5), lastGood, verify: verify() });
    const { assay, errors } = await open({ datafile: await signed(4), lastGood, verify: verify() });
    expect(assay.flag('greeting', '')).toBe('revision 5');
    expect(errors.map(({ code }) => code)).toEqual(['DATAFILE_ROLLBACK']);
  });

  it('says so when another page took it meanwhile, too', async () => {
    const lastGood = new MemoryStore();
    const first = await open({ datafile: await signed(1), lastGood, verify: verify() });
    await open({ datafile: await signed(8), lastGood, verify: verify() });
    await expect(first.assay.setDatafile(await signed(7))).rejects.toMatchObject({ code: 'DATAFILE_ROLLBACK' });
    await first.assay.setDatafile(await signed(8));
    expect(first.assay.flag('greeting', '')).toBe('revision 8');
  });

  it('is used when an unsigned or wrongly signed one is given', async () => {
    const strangers = await generateSigningKeys();
    const lastGood = new MemoryStore();
    await open({ datafile: await signed(5), lastGood, verify: verify() });
    for (const datafile of [json(6), await signDatafile(json(6), strangers.privateKey, 'main')]) {
      const { assay, errors } = await open({ datafile, lastGood, verify: verify() });
      expect(assay.flag('greeting', '')).toBe('revision 5');
      expect(errors.map(({ code }) => code)).toEqual(['DATAFILE_SIGNATURE']);
    }
  });
});
