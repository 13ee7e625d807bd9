import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { Flags } from '../../../js/client/flags/flags.js';
import { ByteModule } from '../../../js/client/wasm/byte-module.js';
import { compileDatafile } from '../../../js/compile/compile-datafile.js';
import type { Datafile } from '../../../js/compile/datafile.js';
import type { Json } from '../../../js/shared/json.js';
import { builtModules } from '../vectors/built-modules.js';
import { repositoryPath } from '../vectors/vector-files.js';

/** Values for the cells that speak of a whole type. */
const SAMPLES: Readonly<Record<string, readonly (Json | undefined)[]>> = {
  missing: [undefined, null],
  boolean: [true, false],
  number: [0, 1, 5, -1.5, 17, 2 ** 53, 1e300, 1_767_225_600_000],
  text: ['', '5', 'true', 'é😀', 'a', '1.2.3', '2026-01-01', '10.0.0.1', '__proto__', 'x'.repeat(5000)],
  list: [[], [5], ['5'], ['a'], [true], [null], ['DE'], [[], {}], ['10.0.0.1']],
  object: [{}, { a: 5 }, { equals: '5' }, { toString: 'ell' }],
};
/** Types whose cell names values are asked of those only. */
const CELL = /(?:`([^`]+)`\s+)?(✓|✗|[A-Z_]{5,})/g;
const ANSWERS: Readonly<Record<string, string>> = { '✓': 'holds', '✗': 'holds not' };

interface Row {
  readonly operator: string;
  readonly condition: Json;
  readonly cells: readonly (readonly [type: string, text: string])[];
}

const rows = readFileSync(repositoryPath('js/compile/OPERATORS.md'), 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('| `'))
  .map((line): Row => {
    const [operator = '', condition = '', ...cells] = line
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim());
    const code = (text: string): string => text.slice(1, -1);
    const types = Object.keys(SAMPLES);
    expect(cells, line).toHaveLength(types.length);
    return {
      operator: code(operator),
      condition: JSON.parse(code(condition)) as Json,
      cells: types.map((type, i) => [type, cells[i] as string]),
    };
  });

const typeOf = (value: Json | undefined): string => {
  if (value === undefined || value === null) return 'missing';
  if (Array.isArray(value)) return 'list';
  return typeof value === 'string' ? 'text' : typeof value;
};

/** The answers that a cell promises, by value. */
function promises(type: string, cell: string): readonly (readonly [value: Json | undefined, answer: string])[] {
  const parts = [...cell.matchAll(CELL)];
  expect(parts.map(([part]) => part).join(' '), cell).toBe(cell);
  expect(parts.length, cell).toBeGreaterThan(0);
  return parts.flatMap(([, json, mark]) => {
    const answer = ANSWERS[mark as string] ?? (mark as string);
    if (json === undefined) return (SAMPLES[type] as readonly Json[]).map((value) => [value, answer] as const);
    const value = JSON.parse(json) as Json;
    expect(typeOf(value), cell).toBe(type);
    return [[value, answer] as const];
  });
}

const flag = { type: 'boolean', variants: { off: false, on: true }, default: 'off' } as const;

function datafileOf({ operator, condition }: Row): Datafile {
  switch (operator) {
    case 'segment':
      return {
        segments: { s: { ...(condition as object), unit: 'x' } },
        flags: { f: { ...flag, rules: [{ when: { $segment: 's' }, serve: 'on' }] } },
      };
    case 'forced':
      return { flags: { f: { ...flag, forced: { on: condition as string[] }, forcedUnit: 'x' } } };
    case 'split':
      return { flags: { f: { ...flag, rules: [{ split: { ...(condition as object), unit: 'x' } }] } } };
    default:
      return { flags: { f: { ...flag, rules: [{ when: { x: condition as object }, serve: 'on' }] } } };
  }
}

describe('the table of operators', () => {
  let module: ByteModule<Parameters<typeof Flags.open>[0]['raw']>;
  beforeAll(async () => {
    const { factory, wasm } = (await builtModules()).flags;
    module = await ByteModule.open('flags', factory, wasm);
  });

  it.each(rows.map((row) => [row.operator, JSON.stringify(row.condition), row] as const))('is right about %s %s', (_, __, row) => {
    const { bytes, problems } = compileDatafile(datafileOf(row));
    expect(problems).toEqual([]);
    const flags = Flags.open(module, bytes, false, () => 0);
    for (const [type, cell] of row.cells) {
      for (const [value, answer] of promises(type, cell)) {
        flags.setContext(value === undefined ? {} : { x: value });
        const details = flags.answer('f')?.details;
        const given = details?.errorCode ?? (details?.variant === 'on' ? 'holds' : 'holds not');
        expect(given, `${type} ${JSON.stringify(value)}`).toBe(answer);
      }
    }
  });

  it('has every operator', () => {
    const schema = JSON.parse(readFileSync(repositoryPath('js/compile/assay.schema.json'), 'utf8')) as object;
    const text = JSON.stringify(schema);
    const operators = [...new Set(rows.map(({ operator }) => operator))];
    for (const operator of operators.filter((name) => !['segment', 'forced', 'split'].includes(name)))
      expect(text).toContain(`"${operator}"`);
    const { problems } = compileDatafile({ flags: { f: { ...flag, rules: [{ when: { x: {} }, serve: 'on' }] } } });
    const known = /needs an operator: (.*)/.exec(problems[0]?.message ?? '')?.[1]?.split(', ') ?? [];
    expect(known.length).toBeGreaterThan(20);
    expect(known.filter((name) => !operators.includes(name))).toEqual([]);
  });
});
