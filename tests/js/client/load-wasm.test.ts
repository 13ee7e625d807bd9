import { afterEach, describe, expect, it, vi } from 'vitest';
import { Engine } from '../../../js/client/engine/engine.js';
import { Flags } from '../../../js/client/flags/flags.js';
import { ABI_VERSION } from '../../../js/client/wasm/abi.js';
import { ByteModule, type Factory, type RawByteModule } from '../../../js/client/wasm/byte-module.js';
import { compileWasm } from '../../../js/client/wasm/compile-wasm.js';
import { compileDatafile } from '../../../js/compile/compile-datafile.js';
import { builtModules } from '../vectors/built-modules.js';

/** The smallest module: a header and nothing else. */
const EMPTY_MODULE = new Uint8Array([0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);
const text = (value: string): Uint8Array => new TextEncoder().encode(value);

afterEach(() => {
  vi.unstubAllGlobals();
});

describe('bytes that are no module say what they are:', () => {
  const cases: readonly { readonly name: string; readonly bytes: Uint8Array; readonly code: string }[] = [
    { name: 'a page', bytes: text('<!doctype html><title>App</title>'), code: 'WASM_IS_HTML' },
    { name: 'a page after blank lines', bytes: text('\n\n  <html>'), code: 'WASM_IS_HTML' },
    { name: 'a page after a byte order mark', bytes: text('\ufeff<html>'), code: 'WASM_IS_HTML' },
    { name: 'nothing', bytes: new Uint8Array(), code: 'WASM_CORRUPT' },
    { name: 'text', bytes: text('Not Found'), code: 'WASM_CORRUPT' },
    { name: 'half a header', bytes: EMPTY_MODULE.slice(0, 4), code: 'WASM_CORRUPT' },
    { name: 'a header and rubbish', bytes: new Uint8Array([...EMPTY_MODULE, 0xff, 0xff]), code: 'WASM_CORRUPT' },
  ];
  for (const { name, bytes, code } of cases) {
    it(`${name}: ${code}`, async () => {
      await expect(compileWasm('flags', bytes)).rejects.toMatchObject({
        name: 'AssayError',
        code,
        message: expect.stringContaining('flags.wasm'),
      });
    });
  }

  it('a truncated module: WASM_CORRUPT', async () => {
    const bytes = new Uint8Array((await builtModules()).flags.wasm);
    for (const size of [9, 100, bytes.length >> 1, bytes.length - 1]) {
      await expect(compileWasm('flags', bytes.slice(0, size)), `${size} bytes`).rejects.toMatchObject({ code: 'WASM_CORRUPT' });
    }
  });
});

describe('a platform that does not compile', () => {
  it('for want of WebAssembly: WASM_UNSUPPORTED', async () => {
    vi.stubGlobal('WebAssembly', undefined);
    await expect(compileWasm('flags', EMPTY_MODULE)).rejects.toMatchObject({ code: 'WASM_UNSUPPORTED' });
  });

  it('because a policy forbids it: WASM_BLOCKED, with what to change', async () => {
    const refused = new WebAssembly.CompileError('violates the Content Security Policy');
    vi.stubGlobal('WebAssembly', { compile: () => Promise.reject(refused), validate: () => true });
    await expect(compileWasm('flags', EMPTY_MODULE)).rejects.toMatchObject({
      code: 'WASM_BLOCKED',
      message: expect.stringContaining("'wasm-unsafe-eval'"),
      cause: refused,
    });
    const validate = () => {
      throw refused;
    };
    vi.stubGlobal('WebAssembly', { compile: () => Promise.reject(refused), validate });
    await expect(compileWasm('flags', EMPTY_MODULE)).rejects.toMatchObject({ code: 'WASM_BLOCKED' });
  });
});

describe('a module that does not belong to this JavaScript', () => {
  it('is VERSION_MISMATCH when it lacks what the glue links', async () => {
    const { flags } = await builtModules();
    await expect(ByteModule.open('flags', flags.factory, EMPTY_MODULE)).rejects.toMatchObject({
      code: 'VERSION_MISMATCH',
      message: expect.stringContaining('flags.wasm'),
    });
  });

  it('is VERSION_MISMATCH when it is the other module', async () => {
    const { engine, flags } = await builtModules();
    await expect(Engine.open(engine.factory, flags.wasm)).rejects.toMatchObject({ code: 'VERSION_MISMATCH' });
  });

  const abis: readonly { readonly name: string; readonly raw: object; readonly message: string }[] = [
    {
      name: 'a newer ABI',
      raw: { abiVersion: () => ABI_VERSION + 1 },
      message: `ABI ${ABI_VERSION + 1}, this JavaScript ABI ${ABI_VERSION}`,
    },
    { name: 'no ABI at all', raw: {}, message: 'ABI unknown' },
  ];
  for (const { name, raw, message } of abis) {
    it(`is VERSION_MISMATCH naming both when it speaks ${name}`, async () => {
      const factory: Factory<RawByteModule> = async () => raw as RawByteModule;
      await expect(ByteModule.open('flags', factory, EMPTY_MODULE)).rejects.toMatchObject({
        code: 'VERSION_MISMATCH',
        message: expect.stringContaining(message),
      });
    });
  }

  it('is RESOURCE_EXHAUSTED when there is no memory for it', async () => {
    const factory: Factory<RawByteModule> = () => Promise.reject(new RangeError('could not allocate memory'));
    await expect(ByteModule.open('engine', factory, EMPTY_MODULE)).rejects.toMatchObject({ code: 'RESOURCE_EXHAUSTED' });
  });
});

describe('a datafile that was damaged after it was compiled', () => {
  it('fails the flag whose value is no JSON any more, and no other', async () => {
    const variants = { only: { marker: 'QQQQ' } };
    const { bytes } = compileDatafile({
      flags: { broken: { type: 'json', variants, default: 'only' }, sound: { type: 'number', variants: { one: 1 }, default: 'one' } },
    });
    const at = Buffer.from(bytes).indexOf('{"marker"');
    expect(at).toBeGreaterThan(0);
    bytes[at] = '['.charCodeAt(0);
    const { flags: built } = await builtModules();
    const flags = Flags.open(await ByteModule.open('flags', built.factory, built.wasm), bytes);
    expect(flags.details('broken')).toEqual({ flag: 'broken', value: undefined, reason: 'ERROR', errorCode: 'PARSE_ERROR' });
    expect(flags.details('sound')).toMatchObject({ value: 1, reason: 'STATIC' });
  });
});
