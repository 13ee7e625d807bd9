import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { compileDatafile } from '../../../js/compile/compile-datafile.js';
import type { Datafile } from '../../../js/compile/datafile.js';
import { restartedDatafile, sampleDatafile } from '../client/sample-datafile.js';
import { EXAMPLES } from './examples.js';
import { type Schema, violations } from './json-schema.js';

const read = (path: string): unknown => JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'));
const schema = read('../../../js/compile/assay.schema.json') as Schema;
const { cases } = read('../../vectors/flags.json') as { readonly cases: readonly { readonly name: string; readonly datafile: Datafile }[] };

/** A flag by itself, with all that it may refer to. */
const alone = (datafile: Datafile, key: string): unknown => ({
  ...datafile,
  flags: Object.fromEntries(Object.entries(datafile.flags).filter(([name]) => name === key)),
});

describe('assay.schema.json', () => {
  const accepted: readonly (readonly [string, Datafile])[] = [
    ['the sample', sampleDatafile],
    ['the sample with a restarted experiment', restartedDatafile],
    ...EXAMPLES.map(({ name, datafile }) => [name, datafile] as const),
    ...cases
      .filter(({ datafile }) => compileDatafile(datafile).problems.length === 0)
      .map(({ name, datafile }) => [name, datafile] as const),
  ];

  it.each(accepted)('accepts %s', (_, datafile) => {
    expect(violations(schema, JSON.parse(JSON.stringify(datafile)))).toEqual([]);
  });

  /** What needs more than a schema: names of something else, sums, order, and grammar beyond a pattern. */
  const BEYOND = new Set([
    'a default that is no variant',
    'weights of 0',
    'weights above 2^31-1',
    'a weight of no variant',
    'an unknown layer',
    'a range that is reversed',
    'a range that is empty',
    'broken',
  ]);
  const malformed = cases.flatMap(({ datafile }) => compileDatafile(datafile).problems.map(({ flag }) => [flag, datafile] as const));

  it.each(malformed.filter(([flag]) => !BEYOND.has(flag)))('refuses what the compiler refuses: %s', (flag, datafile) => {
    expect(violations(schema, alone(datafile, flag))).not.toEqual([]);
  });

  it.each(malformed.filter(([flag]) => BEYOND.has(flag)))('leaves it to the compiler: %s', (flag, datafile) => {
    expect(violations(schema, alone(datafile, flag))).toEqual([]);
  });

  it('describes every field', () => {
    const bare: string[] = [];
    const walk = (node: unknown, path: string) => {
      if (typeof node !== 'object' || node === null) return;
      for (const [name, child] of Object.entries(node)) {
        walk(child, `${path}/${name}`);
        const isField =
          path.endsWith('/properties') &&
          !path.startsWith('/$defs/valueSchema') &&
          typeof child === 'object' &&
          !path.includes('/then/') &&
          !path.includes('/if/');
        const target = isField ? String((child as Schema)['$ref'] ?? '').replace('#/$defs/', '') : '';
        const defined = (schema['$defs'] as Record<string, Schema>)[target];
        if (
          isField &&
          !Object.hasOwn(child as object, 'description') &&
          defined?.['description'] === undefined &&
          !/slot\/properties/.test(path)
        )
          bare.push(`${path}/${name}`);
      }
    };
    walk(schema, '');
    expect(bare).toEqual([]);
  });
});
