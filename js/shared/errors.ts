/** The statuses of the C++ core, in the order of core/assay/base/status.h; a test compares the two lists. */
export const STATUS_CODES = [
  'OK',
  'INVALID_ARGUMENT',
  'NOT_FOUND',
  'RESOURCE_EXHAUSTED',
  'DATA_LOSS',
  'FAILED_PRECONDITION',
  'UNIMPLEMENTED',
  'INTERNAL',
] as const;

/**
 * Why something failed.
 * - the core's statuses, as above
 * - `CLOSED`: used after `close()`
 * - `WASM_NOT_FOUND`: the server answered without the file (the message gives status and address)
 * - `WASM_IS_HTML`: the server answered with a page instead of the module, as single-page-app servers do for unknown paths
 * - `WASM_BLOCKED`: the page's Content-Security-Policy forbids WebAssembly (`script-src` lacks `'wasm-unsafe-eval'`)
 * - `WASM_UNSUPPORTED`: the platform has no WebAssembly
 * - `WASM_CORRUPT`: bytes that are not a WebAssembly module
 * - `VERSION_MISMATCH`: JavaScript and module come from different releases
 * - `WORKER_FAILED`: the worker stopped; the engine is gone
 * - `DATAFILE_SIGNATURE`: nobody whose key is in `verify.keys` signed the datafile, or this platform cannot tell
 * - `DATAFILE_ROLLBACK`: the datafile is older than one that was taken before
 */
export type AssayErrorCode =
  | Exclude<(typeof STATUS_CODES)[number], 'OK'>
  | 'CLOSED'
  | 'WASM_NOT_FOUND'
  | 'WASM_IS_HTML'
  | 'WASM_BLOCKED'
  | 'WASM_UNSUPPORTED'
  | 'WASM_CORRUPT'
  | 'VERSION_MISMATCH'
  | 'WORKER_FAILED'
  | 'DATAFILE_SIGNATURE'
  | 'DATAFILE_ROLLBACK';

/** Every error Assay rejects with or reports. The message says what is wrong and what to do. */
export class AssayError extends Error {
  override readonly name = 'AssayError';
  constructor(
    readonly code: AssayErrorCode,
    message: string,
    options?: { readonly cause?: unknown },
  ) {
    super(message, options);
  }
}
