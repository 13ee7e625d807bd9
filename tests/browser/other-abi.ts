import type { RawByteModule } from '../../js/client/wasm/byte-module.js';
import { ABI_VERSION } from '../../js/client/wasm/abi.js';
import { builtGlue, builtWasm } from '../js/client/built-wasm.js';

/** A module that is whole and says it speaks the next ABI: its function that returns the number is found by trying. */
export async function withOtherAbi(name: 'flags' | 'engine'): Promise<Uint8Array> {
  const bytes = await builtWasm(name);
  // A function body of 4 bytes: no locals, i32.const, end.
  const body = [4, 0, 0x41, ABI_VERSION, 0x0b];
  for (let at = 0; at < bytes.length - body.length; at++) {
    if (!body.every((byte, i) => bytes[at + i] === byte)) continue;
    bytes[at + 3] = ABI_VERSION + 1;
    if ((await abiOf(name, bytes)) === ABI_VERSION + 1) return bytes;
    bytes[at + 3] = ABI_VERSION;
  }
  throw new Error(`${name}.wasm has no function that only returns ${ABI_VERSION}`);
}

async function abiOf(name: 'flags' | 'engine', bytes: Uint8Array): Promise<number> {
  const glue = await builtGlue<'flags' | 'engine'>(name);
  const module = await WebAssembly.compile(bytes as Uint8Array<ArrayBuffer>);
  const raw: RawByteModule = await glue({
    instantiateWasm: (imports, done) => {
      done(new WebAssembly.Instance(module, imports));
      return {};
    },
  });
  return raw.abiVersion();
}
