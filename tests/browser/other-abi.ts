import { ABI_VERSION } from '../../js/client/wasm/abi.js';
import type { RawByteModule } from '../../js/client/wasm/byte-module.js';
import { builtModules } from '../js/vectors/built-modules.js';
import type { VectorModule } from '../vectors/run_wasm.js';

/** A module that is whole and says it speaks the next ABI: its function that returns the number is found by trying. */
export async function withOtherAbi(name: 'flags' | 'engine'): Promise<Uint8Array> {
  const { [name]: built } = await builtModules();
  const bytes = new Uint8Array(built.wasm);
  // A function body of 4 bytes: no locals, i32.const, end.
  const body = [4, 0, 0x41, ABI_VERSION, 0x0b];
  for (let at = 0; at < bytes.length - body.length; at++) {
    if (!body.every((byte, i) => bytes[at + i] === byte)) continue;
    bytes[at + 3] = ABI_VERSION + 1;
    if ((await abiOf(built.factory, bytes)) === ABI_VERSION + 1) return bytes;
    bytes[at + 3] = ABI_VERSION;
  }
  throw new Error(`${name}.wasm has no function that only returns ${ABI_VERSION}`);
}

async function abiOf(factory: VectorModule<RawByteModule>['factory'], bytes: Uint8Array): Promise<number> {
  const module = await WebAssembly.compile(bytes as Uint8Array<ArrayBuffer>);
  const raw = await factory({
    instantiateWasm: (imports, done) => {
      done(new WebAssembly.Instance(module, imports));
      return {};
    },
  });
  return raw.abiVersion();
}
