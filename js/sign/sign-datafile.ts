import { toBase64 } from './base64.js';
import { sign } from './signature.js';

/**
 * A datafile with its signature, as the JSON text that `createAssay({ datafile, verify })` takes.
 *
 * @param datafile compiled bytes, or JSON text. Its `revision` must not fall: pages refuse an older one
 * @param privateKey PKCS #8 as base64, of `generateSigningKeys()`
 * @param keyId the name under which pages have the public key
 * @throws DOMException for a key that is none
 */
export async function signDatafile(datafile: string | Uint8Array, privateKey: string, keyId: string): Promise<string> {
  const payload = typeof datafile === 'string' ? new TextEncoder().encode(datafile) : datafile;
  const signature = await sign('datafile', payload, privateKey);
  return JSON.stringify({ assay_signed: 1, key: keyId, payload: toBase64(payload), signature: toBase64(signature) });
}
