import { AssayError } from 'assay';
import { compileDatafile, type Datafile } from 'assay/compile';
import { beforeAll, describe, expect, it } from 'vitest';
import { generateSigningKeys, type SigningKeys, signDatafile } from '../../../js/sign/index.js';
import { open } from './open.js';

const datafile = (revision: number, greeting = `revision ${revision}`): Datafile => ({
  revision,
  flags: { greeting: { type: 'string', variants: { only: greeting }, default: 'only' } },
});

let keys: SigningKeys;
let others: SigningKeys;
beforeAll(async () => {
  keys = await generateSigningKeys();
  others = await generateSigningKeys();
});

const json = (revision: number): string => JSON.stringify(datafile(revision));
const signed = (revision: number): Promise<string> => signDatafile(json(revision), keys.privateKey, 'main');
const verify = () => ({ keys: { main: keys.publicKey, next: others.publicKey } });
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

/** The envelope with some of its fields replaced. */
async function tampered(fields: Readonly<Record<string, unknown>>): Promise<string> {
  return JSON.stringify({ ...JSON.parse(await signed(1)), ...fields });
}

describe('a signed datafile is taken', () => {
  const forms: readonly { readonly name: string; readonly make: () => Promise<string | object | Uint8Array> }[] = [
    { name: 'JSON text inside JSON text', make: () => signed(1) },
    { name: 'as the parsed object', make: async () => JSON.parse(await signed(1)) },
    { name: 'as the bytes of the text', make: async () => bytesOf(await signed(1)) },
    { name: 'compiled bytes inside', make: () => signDatafile(compileDatafile(datafile(1)).bytes, keys.privateKey, 'main') },
    { name: 'signed with another key that is known', make: () => signDatafile(json(1), others.privateKey, 'next') },
  ];
  for (const { name, make } of forms) {
    it(name, async () => {
      const { assay, errors } = await open({ datafile: await make(), verify: verify() });
      expect(assay.flag('greeting', '')).toBe('revision 1');
      expect(errors).toEqual([]);
    });
  }

  it('with values that are not ASCII', async () => {
    const text = await signDatafile(JSON.stringify(datafile(1, 'zoë 🚚')), keys.privateKey, 'main');
    const { assay } = await open({ datafile: text, verify: verify() });
    expect(assay.flag('greeting', '')).toBe('zoë 🚚');
  });

  it('when it is promised', async () => {
    const { assay } = await open({ datafile: signed(1), verify: verify() });
    expect(assay.flag('greeting', '')).toBe('revision 1');
  });

  it('when its key is called like what objects inherit', async () => {
    const text = await signDatafile(json(1), keys.privateKey, '__proto__');
    const own = JSON.parse(`{ "__proto__": "${keys.publicKey}" }`);
    const { assay } = await open({ datafile: text, verify: { keys: own } });
    expect(assay.flag('greeting', '')).toBe('revision 1');
  });
});

describe('createAssay rejects with DATAFILE_SIGNATURE when the datafile', () => {
  const other = (): Promise<string> => signDatafile(json(2), keys.privateKey, 'main');
  const cases: readonly { readonly name: string; readonly make: () => unknown; readonly message: string }[] = [
    { name: 'is not signed', make: () => json(1), message: 'not signed' },
    { name: 'is an object that is not signed', make: () => datafile(1), message: 'not signed' },
    { name: 'is compiled and not signed', make: () => compileDatafile(datafile(1)).bytes, message: 'not signed' },
    { name: 'is signed by nobody known', make: () => signDatafile(json(1), keys.privateKey, 'gone'), message: '"gone"' },
    { name: 'has a key called like what objects inherit', make: () => tampered({ key: 'constructor' }), message: '"constructor"' },
    { name: 'is signed with the key of another id', make: () => signDatafile(json(1), others.privateKey, 'main'), message: 'wrong' },
    { name: 'has the payload of another', make: async () => tampered({ payload: JSON.parse(await other()).payload }), message: 'wrong' },
    {
      name: 'has the signature of another',
      make: async () => tampered({ signature: JSON.parse(await other()).signature }),
      message: 'wrong',
    },
    { name: 'has a signature that is too short', make: () => tampered({ signature: 'AAAA' }), message: 'wrong' },
    { name: 'has an empty signature', make: () => tampered({ signature: '' }), message: 'wrong' },
    { name: 'has an empty payload', make: () => tampered({ payload: '' }), message: 'wrong' },
    { name: 'has a payload that is no base64', make: () => tampered({ payload: '?' }), message: 'base64' },
    { name: 'has a signature that is no base64', make: () => tampered({ signature: 'ä' }), message: 'base64' },
    { name: 'has no signature', make: () => tampered({ signature: undefined }), message: "'signature' must be texts" },
    { name: 'has a list as key', make: () => tampered({ key: ['main'] }), message: "'key'" },
    { name: 'is of a later form', make: () => tampered({ assay_signed: 2 }), message: "'assay_signed'" },
  ];
  for (const { name, make, message } of cases) {
    it(name, async () => {
      const refused = open({ datafile: (await make()) as string, verify: verify() });
      await expect(refused).rejects.toMatchObject({ code: 'DATAFILE_SIGNATURE', message: expect.stringContaining(message) });
      await expect(refused).rejects.toBeInstanceOf(AssayError);
    });
  }

  it('is signed, but the key given is none', async () => {
    const refused = open({ datafile: await signed(1), verify: { keys: { main: 'AAAA' } } });
    await expect(refused).rejects.toMatchObject({ code: 'DATAFILE_SIGNATURE', message: expect.stringContaining('32 bytes') });
  });

  it('is a preview link’s payload: what is signed for one purpose is not good for another', async () => {
    const { sign } = await import('../../../js/sign/signature.js');
    const { toBase64 } = await import('../../../js/sign/base64.js');
    const signature = toBase64(await sign('preview', bytesOf(json(1)), keys.privateKey));
    await expect(open({ datafile: await tampered({ signature }), verify: verify() })).rejects.toMatchObject({ code: 'DATAFILE_SIGNATURE' });
  });
});

describe('before a signed datafile is parsed', () => {
  it('its depth is looked at', async () => {
    const deep = `{"assay_signed":1,"key":"main","payload":${'['.repeat(100_000)}`;
    await expect(open({ datafile: deep, verify: verify() })).rejects.toMatchObject({ code: 'RESOURCE_EXHAUSTED' });
  });

  it('its size is looked at', async () => {
    const large = await tampered({ payload: 'A'.repeat(5 * 1024 * 1024) });
    await expect(open({ datafile: large, verify: verify() })).rejects.toMatchObject({ code: 'RESOURCE_EXHAUSTED' });
  });

  it('and of what is inside too', async () => {
    const text = await signDatafile(`{"flags":${'['.repeat(100)}${']'.repeat(100)}}`, keys.privateKey, 'main');
    await expect(open({ datafile: text, verify: verify() })).rejects.toMatchObject({ code: 'RESOURCE_EXHAUSTED' });
  });

  it('bytes that are neither compiled nor UTF-8 are INVALID_ARGUMENT', async () => {
    const bytes = new Uint8Array([0x7b, 0xff, 0xfe, 0x7d]);
    await expect(open({ datafile: bytes, verify: verify() })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    const inside = await signDatafile(bytes, keys.privateKey, 'main');
    await expect(open({ datafile: inside, verify: verify() })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
  });
});

describe('verify.required: false', () => {
  it('takes an unsigned datafile', async () => {
    for (const given of [json(1), datafile(1), compileDatafile(datafile(1)).bytes]) {
      const { assay } = await open({ datafile: given, verify: { ...verify(), required: false } });
      expect(assay.flag('greeting', '')).toBe('revision 1');
    }
  });

  it('refuses one that is signed wrongly all the same', async () => {
    const given = await signDatafile(json(1), others.privateKey, 'main');
    await expect(open({ datafile: given, verify: { ...verify(), required: false } })).rejects.toMatchObject({ code: 'DATAFILE_SIGNATURE' });
  });
});

describe('a version is', () => {
  it('not taken when an older one comes after it, and the one in use stays', async () => {
    const { assay } = await open({ datafile: await signed(5), verify: verify() });
    await expect(assay.setDatafile(await signed(4))).rejects.toMatchObject({
      code: 'DATAFILE_ROLLBACK',
      message: expect.stringContaining('version 4 is older than 5'),
    });
    await expect(assay.setDatafile(await signed(0))).rejects.toMatchObject({ code: 'DATAFILE_ROLLBACK' });
    expect(assay.flag('greeting', '')).toBe('revision 5');
  });

  it('taken when it is the same or newer', async () => {
    const { assay } = await open({ datafile: await signed(5), verify: verify() });
    await assay.setDatafile(await signed(5));
    await assay.setDatafile(await signed(7));
    expect(assay.flag('greeting', '')).toBe('revision 7');
    await expect(assay.setDatafile(await signed(6))).rejects.toMatchObject({ code: 'DATAFILE_ROLLBACK' });
  });

  it('not looked at without verify', async () => {
    const { assay } = await open({ datafile: json(5) });
    await assay.setDatafile(json(4));
    expect(assay.flag('greeting', '')).toBe('revision 4');
  });

  it('not raised by a datafile that was refused', async () => {
    const { assay } = await open({ datafile: await signed(1), verify: verify() });
    await expect(assay.setDatafile(await signDatafile(json(9), others.privateKey, 'main'))).rejects.toBeInstanceOf(AssayError);
    const broken = await signDatafile('{"revision": 9, "flags": 7}', keys.privateKey, 'main');
    await expect(assay.setDatafile(broken)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    await assay.setDatafile(await signed(2));
    expect(assay.flag('greeting', '')).toBe('revision 2');
  });
});
