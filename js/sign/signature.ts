import { fromBase64, toBase64 } from './base64.js';

/** What is signed. Its name is part of what the signature covers, so that one cannot be passed off as the other. */
export type Signed = 'datafile' | 'preview';

const ALGORITHM = 'Ed25519';

/** A pair of keys, each as base64. */
export interface SigningKeys {
  /** 32 raw bytes: for `verify.keys` and `overrides.preview.keys`, which every page may know. */
  readonly publicKey: string;
  /** PKCS #8: for `signDatafile` and `createPreviewLink`, which run where nobody else can look. */
  readonly privateKey: string;
}

/** A new pair of keys. @throws DOMException where WebCrypto has no Ed25519 */
export async function generateSigningKeys(): Promise<SigningKeys> {
  const pair = (await crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify'])) as CryptoKeyPair;
  return {
    publicKey: toBase64(new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey))),
    privateKey: toBase64(new Uint8Array(await crypto.subtle.exportKey('pkcs8', pair.privateKey))),
  };
}

/** The signature of `bytes`, 64 bytes. @throws DOMException for a key that is none */
export async function sign(what: Signed, bytes: Uint8Array, privateKey: string): Promise<Uint8Array> {
  const key = await crypto.subtle.importKey('pkcs8', fromBase64(privateKey), ALGORITHM, false, ['sign']);
  return new Uint8Array(await crypto.subtle.sign(ALGORITHM, key, covered(what, bytes)));
}

/**
 * Whether `signature` is that of `bytes` by the owner of `publicKey`, which are base64.
 * @throws TypeError or DOMException where WebCrypto or Ed25519 is not to be had, and for what is no key or no base64
 */
export async function isSigned(what: Signed, bytes: Uint8Array, signature: string, publicKey: string): Promise<boolean> {
  const key = await crypto.subtle.importKey('raw', fromBase64(publicKey), ALGORITHM, false, ['verify']);
  return crypto.subtle.verify(ALGORITHM, key, fromBase64(signature), covered(what, bytes));
}

function covered(what: Signed, bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const prefix = new TextEncoder().encode(`assay-${what}\n`);
  const all = new Uint8Array(prefix.length + bytes.length);
  all.set(prefix);
  all.set(bytes, prefix.length);
  return all;
}
