import { readFileSync } from 'node:fs';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { generateEventTypes } from '../../../js/client/plan/event-types.js';
import { samplePlan } from './sample-plan.js';

const only = (event: object, more: object = {}): string =>
  generateEventTypes({ format: 1, events: { e: event }, ...more })
    .split('\n')
    .slice(2, -2)
    .join('\n');

describe('generateEventTypes', () => {
  it('writes what tests/types/events-generated.ts proves to refuse wrong uses', () => {
    const proven = readFileSync(new URL('../../types/events-generated.ts', import.meta.url), 'utf8');
    // The formatter takes the quotes from names that need none.
    expect(proven).toContain(generateEventTypes(samplePlan).replace(/'(\w+)'(\??:)/g, '$1$2'));
    expect(generateEventTypes(JSON.stringify(samplePlan))).toBe(generateEventTypes(samplePlan));
  });

  it.each([
    ['an event without properties', {}, "  readonly 'e': undefined;"],
    [
      'an event that may hold anything',
      { additionalProperties: true },
      '    readonly [name: string]: string | number | boolean | null | undefined;',
    ],
    ['an integer', { properties: { p: { type: 'integer', minimum: 1 } } }, "    readonly 'p'?: number | undefined;"],
    ['numbers by value', { properties: { p: { type: 'number', enum: [1, -0.5], required: true } } }, "    readonly 'p': 1 | -0.5;"],
    ['booleans by value', { properties: { p: { type: 'boolean', enum: [true], required: true } } }, "    readonly 'p': true;"],
    [
      'personal values like any other',
      { properties: { p: { type: 'string', pii: 'personal', required: true } } },
      "    readonly 'p': string;",
    ],
  ])('gives %s', (_, event, line) => {
    expect(only(event).split('\n')).toContain(line);
  });

  it('writes TypeScript whatever is in names, values and descriptions, and means them', () => {
    const hostile = ["it's", '"', '\\', "\\'", '\n', '\u2028', '*/ }', '`x`', '__proto__', 'constructor', '日本😀', '\u0000', '//', '0'];
    const events = Object.fromEntries(
      hostile.map((name) => [
        name,
        {
          description: `${name} */ export const x = 1; /*`,
          properties: Object.fromEntries([[name, { type: 'string', enum: [name], required: true }]]),
        },
      ]),
    );
    const text = generateEventTypes(JSON.stringify({ format: 1, events }));
    expect(ts.transpileModule(text, { reportDiagnostics: true }).diagnostics).toEqual([]);
    const source = ts.createSourceFile('events.ts', text, ts.ScriptTarget.ES2022, true);
    expect(source.statements).toHaveLength(1);
    const textOf = (node: ts.Node | undefined): string => (node as ts.StringLiteral).text;
    const read = (source.statements[0] as ts.InterfaceDeclaration).members.map((member) => {
      const { name, type } = member as ts.PropertySignature;
      const [property] = (type as ts.TypeLiteralNode).members as unknown as readonly ts.PropertySignature[];
      return [textOf(name), textOf(property?.name), textOf((property?.type as ts.LiteralTypeNode | undefined)?.literal)];
    });
    expect(read).toEqual([...hostile].sort().map((name) => [name, name, name]));
  });

  it('refuses a malformed plan as createAssay does', () => {
    expect(() => generateEventTypes('{')).toThrow('plan: not JSON');
    expect(() => generateEventTypes({ format: 1, events: { a: { properties: { b: {} } } } })).toThrow('plan.events.a.properties.b.type');
  });
});
