import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import type { Datafile } from '../../../js/compile/datafile.js';
import { generateTypes } from '../../../js/compile/generate-types.js';
import type { ProgramFlag } from '../../../js/compile/program/program.js';
import { sampleDatafile } from '../client/sample-datafile.js';

const HEAD = '/** Flags and the values they can have. Generated from the datafile: do not edit. */\nexport interface Flags {\n';
const only = (flag: unknown, key = 'f') => generateTypes({ flags: { [key]: flag } } as unknown as Datafile);
const json = (variants: object, schema?: unknown) => only({ type: 'json', variants, default: Object.keys(variants)[0], schema });

describe('generateTypes', () => {
  it('writes a type per flag, keys ascending', () => {
    expect(generateTypes(sampleDatafile)).toBe(
      `${HEAD}  readonly 'banner': boolean;
  readonly 'button': 'blue' | 'grey';
  readonly 'button_label': 'Buy now' | 'Buy';
  readonly 'early': boolean;
  readonly 'greeting': '' | 'hi';
  readonly 'limit': number;
  readonly 'nothing': null;
  readonly 'region': 'a' | 'b';
  readonly 'retired': boolean;
  readonly 'steps': readonly (string)[];
  readonly 'theme': { readonly 'accent': string };
}
`,
    );
  });

  it.each([
    ['values of several types', json({ a: 1, b: 'x', c: null, d: [] }), 'null | number | readonly (never)[] | string'],
    ['lists of several', json({ a: [1, ['x'], { k: true }] }), "readonly (number | readonly (string)[] | { readonly 'k': boolean })[]"],
    ['an empty object', json({ a: {} }), 'Readonly<Record<string, never>>'],
    [
      'a schema',
      json({ a: { n: 1 } }, { type: 'object', required: ['n'], properties: { n: { type: 'integer' }, s: { type: ['string', 'null'] } } }),
      "{ readonly 'n': number; readonly 's'?: null | string }",
    ],
    ['an enumeration', json({ a: 'x' }, { enum: ['x', 1, null, true, { k: 1 }] }), "'x' | 1 | null | true | { readonly 'k': number }"],
    ['a schema that says nothing', json({ a: 1 }, {}), 'unknown'],
    ['a list of anything', json({ a: [] }, { type: 'array' }), 'readonly (unknown)[]'],
    [
      'properties without a type',
      json({ a: {} }, { properties: { l: { type: 'array', items: { type: 'number' } } } }),
      "{ readonly 'l'?: readonly (number)[] }",
    ],
  ])('gives %s', (_, text, type) => {
    expect(text).toBe(`${HEAD}  readonly 'f': ${type};\n}\n`);
  });

  it('leaves out malformed flags', () => {
    const flags = {
      broken: { type: 'colour' },
      '': { type: 'boolean', variants: { on: true }, default: 'on' },
      'a\ud800': sampleDatafile.flags['banner'],
    };
    expect(generateTypes({ flags } as unknown as Datafile)).toBe(`${HEAD}}\n`);
  });

  it('writes TypeScript whatever is in keys, values and descriptions, and means them', () => {
    const hostile = ["it's", '"', '\\', "\\'", '\n', '\u2028', '*/ }', '`$`', '__proto__', 'constructor', '日本😀', '\u0000', '//'];
    const flags = Object.fromEntries(
      hostile.map((key) => [
        key,
        { type: 'string', variants: { a: key, b: `${key}!` }, default: 'a', description: `${key} */ export const x = 1; /*` },
      ]),
    );
    const text = generateTypes(JSON.stringify({ flags }));
    const source = ts.createSourceFile('flags.ts', text, ts.ScriptTarget.ES2022, true);
    expect(ts.transpileModule(text, { reportDiagnostics: true }).diagnostics).toEqual([]);
    expect(source.statements.length).toBe(1);
    const { members } = source.statements[0] as ts.InterfaceDeclaration;
    const read = members.map((member) => {
      const { name, type } = member as ts.PropertySignature;
      const values = (type as ts.UnionTypeNode).types.map((one) => ((one as ts.LiteralTypeNode).literal as ts.StringLiteral).text);
      return [(name as ts.StringLiteral).text, values.sort()] as const;
    });
    expect(read).toEqual([...hostile].sort().map((key) => [key, [key, `${key}!`]]));
  });

  it('writes them of a program too, without what is malformed in it', () => {
    const flag = (key: string, json: readonly string[], more: object = {}): ProgramFlag => ({
      key,
      type: 'json',
      variants: json.map((text, i) => ({ key: String(i), json: text })),
      defaultVariant: -1,
      rules: [],
      ...more,
    });
    const flags = [
      flag('text', ['"a"', '"ß"'], { type: 'string' }),
      flag('bool', ['true'], { type: 'boolean' }),
      flag('any', ['{"__proto__":1}', '[null]', 'no JSON']),
      flag('none', []),
      flag('broken', ['1'], { problem: 'flags.broken: must be an object' }),
      flag('wrong', ['1'], { defaultVariant: 7 }),
      flag('', ['1']),
    ];
    expect(generateTypes({ flags })).toBe(`${HEAD}  readonly 'any': readonly (null)[] | undefined | { readonly '__proto__': number };
  readonly 'bool': boolean;
  readonly 'none': never;
  readonly 'text': 'a' | 'ß';
}
`);
  });

  it('refuses what is no datafile', () => {
    expect(() => generateTypes('[]')).toThrow('datafile:');
    expect(() => generateTypes('{')).toThrow('not JSON');
  });
});
