import type { Fields } from './fields.js';

/**
 * A text that GrowthBook encrypted: base64 of the initialization vector, ".", base64 of the text by AES-128 in CBC mode.
 *
 * @param key base64 of 16 bytes
 * @returns `undefined` when it cannot be decrypted. A wrong key is not always noticed: there is no signature, so check what comes back.
 */
export async function decryptText(text: string, key: string): Promise<string | undefined> {
  try {
    const [vector = '', cipher = ''] = text.split('.');
    const { subtle } = globalThis.crypto;
    const imported = await subtle.importKey('raw', bytesOf(key), { name: 'AES-CBC', length: 128 }, false, ['decrypt']);
    const plain = await subtle.decrypt({ name: 'AES-CBC', iv: bytesOf(vector) }, imported, bytesOf(cipher));
    return new TextDecoder('utf-8', { fatal: true }).decode(plain);
  } catch {
    return undefined;
  }
}

const ENCRYPTED = {
  encryptedFeatures: 'features',
  encryptedExperiments: 'experiments',
  encryptedSavedGroups: 'savedGroups',
  encryptedContextualBandits: 'contextualBandits',
};

/**
 * A payload with what is encrypted in it put in the clear, for growthbook().
 *
 * @param key the SDK connection's decryption key, base64
 * @returns `undefined` when a part cannot be decrypted or is no JSON then
 */
export async function decrypt(payload: Fields, key: string): Promise<Fields | undefined> {
  const clear: Record<string, unknown> = { ...payload };
  for (const [from, to] of Object.entries(ENCRYPTED)) {
    const encrypted = payload[from];
    if (typeof encrypted !== 'string' || encrypted === '') continue;
    const part = parsed(await decryptText(encrypted, key));
    if (typeof part !== 'object') return undefined;
    clear[to] = part;
    delete clear[from];
  }
  return clear;
}

function parsed(json: string | undefined): unknown {
  try {
    return JSON.parse(json ?? '');
  } catch {
    return undefined;
  }
}

const bytesOf = (base64: string): Uint8Array<ArrayBuffer> => Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
