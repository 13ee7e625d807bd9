import { AssayError } from '../../shared/errors.js';

/**
 * Compiles a module, and when that fails says why in terms of what to change.
 * @throws AssayError WASM_UNSUPPORTED, WASM_IS_HTML, WASM_CORRUPT or WASM_BLOCKED
 */
export async function compileWasm(name: string, bytes: Uint8Array): Promise<WebAssembly.Module> {
  if (typeof WebAssembly !== 'object') throw new AssayError('WASM_UNSUPPORTED', 'this platform has no WebAssembly');
  const isWasm = bytes[0] === 0x00 && bytes[1] === 0x61 && bytes[2] === 0x73 && bytes[3] === 0x6d;
  if (!isWasm && /^\s*</.test(new TextDecoder().decode(bytes.subarray(0, 64)))) {
    throw new AssayError(
      'WASM_IS_HTML',
      `got a web page instead of ${name}.wasm: the server answers unknown paths with its index page; serve the file from assay's dist folder, or set \`wasm.${name}\``,
    );
  }
  if (!isWasm) throw new AssayError('WASM_CORRUPT', `${name}.wasm is not a WebAssembly module (${bytes.length} bytes)`);
  try {
    return await WebAssembly.compile(bytes as Uint8Array<ArrayBuffer>);
  } catch (cause) {
    // Engines say "CompileError" for both; valid bytes that still do not compile were refused by policy.
    if (isValid(bytes)) {
      throw new AssayError('WASM_BLOCKED', "the page's Content-Security-Policy forbids WebAssembly: add 'wasm-unsafe-eval' to script-src", {
        cause,
      });
    }
    throw new AssayError('WASM_CORRUPT', `${name}.wasm is damaged (${bytes.length} bytes)`, { cause });
  }
}

function isValid(bytes: Uint8Array): boolean {
  try {
    return WebAssembly.validate(bytes as Uint8Array<ArrayBuffer>);
  } catch {
    return true; // validation itself was refused
  }
}
