import { beforeAll, describe, expect, it } from 'vitest';
import { compileDatafile } from '../../../js/compile/compile-datafile.js';
import { Engine } from '../../../js/client/engine/engine.js';
import { Flags } from '../../../js/client/flags/flags.js';
import type { Context } from '../../../js/client/types.js';
import { ByteModule } from '../../../js/client/wasm/byte-module.js';
import type { AssayError } from '../../../js/shared/errors.js';
import { bucketingAnswers, bucketingDatafile, UNIT_ATTRIBUTE } from '../../vectors/bucketing-flags.js';
import { contextValue } from '../../vectors/oracle/flags.mjs';
import { queryCase } from '../../vectors/pack.js';
import { builtModules } from './built-modules.js';
import { differences } from './differences.js';
import { bucketingRows, flagVectors, queryVectors } from './vector-files.js';

describe('WebAssembly in Node answers as the vectors expect', () => {
  let modules: Awaited<ReturnType<typeof builtModules>>;
  beforeAll(async () => {
    modules = await builtModules();
  });

  const openFlags = async (datafile: object) => {
    const { factory, wasm } = modules.flags;
    const module = await ByteModule.open('flags', factory, wasm);
    return Flags.open(module, compileDatafile(datafile as Parameters<typeof compileDatafile>[0]).bytes);
  };

  it('for every row of bucketing.json', async () => {
    for (const [i, row] of bucketingRows.entries()) {
      const flags = await openFlags(bucketingDatafile(row));
      flags.setContext({ [UNIT_ATTRIBUTE]: row.unit });
      const variants = flags.keys().map((key) => flags.details(key).variant);
      expect(variants, `row ${i}: ${row.purpose} ${row.salt} ${row.unit}`).toEqual(bucketingAnswers(row));
    }
  });

  it('for every datafile and context of flags.json', async () => {
    for (const { name, datafile, answers } of flagVectors) {
      const flags = await openFlags(datafile);
      for (const [i, { context, expect: expected }] of answers.entries()) {
        flags.setContext(Object.fromEntries(Object.entries(context).map(([key, value]) => [key, contextValue(value)])) as Context);
        const answered = flags.keys().map((key) => {
          const { variant, reason, errorCode, rule, value } = flags.details(key);
          if (variant !== undefined) expect(value, `${name}: ${key}`).toEqual(datafile.flags[key]?.variants[variant]);
          return [
            key,
            { ...(variant !== undefined && { variant }), reason, ...(errorCode && { errorCode }), ...(rule !== undefined && { rule }) },
          ];
        });
        expect(Object.fromEntries(answered), `${name}, context ${i}`).toEqual(expected);
      }
    }
  });

  it.each(queryVectors.map((vector) => [vector.name, vector] as const))('for the query %s', async (_, vector) => {
    const { engine: built } = modules;
    const engine = await Engine.open(built.factory, built.wasm);
    for (const batch of queryCase(vector).inputs.slice(0, -1)) engine.ingest(batch);
    const { error } = vector.expect as { readonly error?: string };
    if (error === undefined) {
      expect(differences(engine.query(vector.query, vector.now ?? 0), vector.expect)).toEqual([]);
    } else {
      expect(() => engine.query(vector.query, vector.now ?? 0)).toThrow(
        expect.objectContaining({ name: 'AssayError', code: error }) as AssayError,
      );
    }
  });
});
