import { beforeAll, describe, expect, it } from 'vitest';
import { constant, equals } from '../../../js/compile/program/expr.js';
import type { RawFlags } from '../../../js/client/flags/flags.js';
import { ERROR_CODES } from '../../../js/client/flags/flags.js';
import { ByteModule } from '../../../js/client/wasm/byte-module.js';
import { decodeValue } from '../../vectors/oracle/program.mjs';
import { type ExpressionVector, expressionContext, expressionDatafile } from '../../vectors/pack.js';
import { builtModules } from './built-modules.js';
import { expressionVectors } from './vector-files.js';

/** The value of the expression, as far as an explanation tells it: lists and objects by their size. */
function explainedValue(module: ByteModule<RawFlags>, vector: ExpressionVector): unknown {
  const datafile = expressionDatafile(vector);
  module.call((raw, size) => raw.load(size), datafile);
  module.call((raw, size) => raw.setContext(size), expressionContext(datafile, vector));
  module.raw.putExplanationOut(0);
  const bytes = module.output();
  if (bytes.length === 0) throw new Error(`${vector.name}: malformed`);
  const view = new DataView(bytes.buffer);
  const error = view.getUint8(4);
  if (error !== 0) return { error: ERROR_CODES[error] };
  switch (view.getUint8(5)) {
    case 0:
      return null;
    case 1:
      return view.getUint8(6) === 1;
    case 2:
      return view.getFloat64(6, true);
    case 3:
      return new TextDecoder().decode(bytes.subarray(10, 10 + Math.min(256, view.getUint32(6, true))));
    default:
      return { size: view.getUint32(6, true) };
  }
}

describe('flags-compat.wasm gives the value of every expression of expressions.json', () => {
  let module: ByteModule<RawFlags>;
  beforeAll(async () => {
    const { factory, wasm } = (await builtModules()).flagsCompat;
    module = await ByteModule.open('flags-compat', factory, wasm);
  });

  it.each(expressionVectors.map((vector) => [vector.name, vector] as const))('%s', (_, vector) => {
    const expected = decodeValue(vector.expect) as unknown;
    const value = explainedValue(module, vector);
    if (typeof expected === 'object' && expected !== null && !('error' in expected)) {
      const same = { ...vector, expr: equals(vector.expr, constant(expected)) };
      // NaN has no constant, and equals nothing.
      if (JSON.stringify(vector.expect).includes('"NaN"')) expect(value).toEqual({ size: Object.keys(expected).length });
      else expect(explainedValue(module, same), JSON.stringify(value)).toBe(true);
    } else if (typeof expected === 'string' && expected.length > 256) {
      expect(value).toBe(expected.slice(0, 256));
    } else {
      expect(value).toEqual(expected); // toEqual tells -0 from 0
    }
  });
});
