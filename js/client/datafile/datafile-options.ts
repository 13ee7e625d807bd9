/** A datafile: JSON text, the parsed object, what an importer made of another vendor's, or bytes made by `assay/compile`. */
export type DatafileSource = string | object | Uint8Array;

/** Whose datafiles are taken. */
export interface VerifyOptions {
  /** Public keys by id: 32 raw bytes as base64, what `generateSigningKeys()` of `assay/sign` calls `publicKey`. Several while keys change. */
  readonly keys: Readonly<Record<string, string>>;
  /** `false` takes unsigned datafiles too; one that is signed wrongly is refused all the same. @defaultValue true */
  readonly required?: boolean;
}

/** Where the last datafile that could be used is kept. Errors of both are reported and cost nothing else. */
export interface LastGoodStore {
  /** What `put` was last given, or `undefined`. */
  get(): Uint8Array | undefined | Promise<Uint8Array | undefined>;
  put(bytes: Uint8Array): void | Promise<void>;
}
