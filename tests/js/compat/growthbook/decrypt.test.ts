import { describe, expect, it } from 'vitest';
import { decrypt } from '../../../../js/compat/growthbook/decrypt.js';
import { growthbook } from '../../../../js/compat/growthbook/index.js';

const KEY = btoa('sixteen bytes...');
const base64 = (bytes: Uint8Array) => btoa(String.fromCharCode(...bytes));

async function encrypt(text: string): Promise<string> {
  const key = await crypto.subtle.importKey('raw', new TextEncoder().encode(atob(KEY)), 'AES-CBC', false, ['encrypt']);
  const iv = Uint8Array.from({ length: 16 }, (_, i) => i);
  return `${base64(iv)}.${base64(new Uint8Array(await crypto.subtle.encrypt({ name: 'AES-CBC', iv }, key, new TextEncoder().encode(text))))}`;
}

describe('an encrypted payload', () => {
  it('is put in the clear, and what is not encrypted stays', async () => {
    const features = { 'drapeau-é-😀': { defaultValue: true } };
    const payload = {
      dateUpdated: 'x',
      features: {},
      encryptedFeatures: await encrypt(JSON.stringify(features)),
      encryptedSavedGroups: await encrypt('{"g":[1]}'),
    };
    const clear = await decrypt(payload, KEY);
    expect(clear).toEqual({ dateUpdated: 'x', features, savedGroups: { g: [1] } });
    expect(growthbook(clear).program.flags.map(({ key }) => key)).toEqual(Object.keys(features));
  });

  it('is nothing with another key, a broken text or no JSON inside', async () => {
    const good = await encrypt('{}');
    expect(await decrypt({ encryptedFeatures: good }, btoa('another key.....'))).toBeUndefined();
    for (const text of ['x', '.', good.replace('.', ''), `${good}=`, good.slice(0, -8), await encrypt('{"a":'), await encrypt('7')]) {
      expect(await decrypt({ encryptedFeatures: text }, KEY), text).toBeUndefined();
    }
    for (const key of ['', 'x', '!!!', btoa('short')]) expect(await decrypt({ encryptedFeatures: good }, key), key).toBeUndefined();
  });

  it('that has nothing encrypted is as it was', async () => {
    expect(await decrypt({ features: {}, encryptedFeatures: '' }, KEY)).toEqual({ features: {}, encryptedFeatures: '' });
  });
});
