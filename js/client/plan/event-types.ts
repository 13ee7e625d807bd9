import { commentText, quoted } from '../../shared/type-text.js';
import { type EventRules, readPlan, type RulesByName } from './read-plan.js';
import type { PropertyRules } from './read-property.js';

/**
 * A TypeScript declaration of the events of a tracking plan, for typing `createAssay`: wrong names, missing properties and wrong values become
 * errors when compiling. The same plan gives the same text; names ascend. Bounds have no type, nor has what `policy` lets pass.
 *
 * @param plan JSON text, or the parsed object
 * @throws AssayError INVALID_ARGUMENT, naming the field that is wrong and its rule
 */
export function generateEventTypes(plan: unknown): string {
  const { events, shared } = readPlan(plan);
  const lines = sorted(events).flatMap(([name, event]) => [...comment('  ', event.description), ...propertyLines(name, event, shared)]);
  return [
    '/** Events and the properties they can have. Generated from the tracking plan: do not edit. */',
    'export interface Events {',
    ...lines,
    '}',
    '',
  ].join('\n');
}

function propertyLines(name: string, { properties, additionalProperties }: EventRules, shared: RulesByName): readonly string[] {
  const members = sorted(new Map([...shared, ...properties])).flatMap(([property, rules]) => [
    ...comment('    ', rules.description),
    `    readonly ${quoted(property)}${rules.required ? `: ${typeOf(rules)}` : `?: ${typeOf(rules)} | undefined`};`,
  ]);
  if (additionalProperties) members.push('    readonly [name: string]: string | number | boolean | null | undefined;');
  if (members.length === 0) return [`  readonly ${quoted(name)}: undefined;`];
  return [`  readonly ${quoted(name)}: {`, ...members, '  };'];
}

function typeOf({ type, values }: PropertyRules): string {
  if (values === undefined) return type === 'integer' ? 'number' : type;
  return [...values].map((value) => (typeof value === 'string' ? quoted(value) : String(value))).join(' | ');
}

const sorted = <T>(map: ReadonlyMap<string, T>): readonly (readonly [string, T])[] => [...map].sort(([a], [b]) => (a < b ? -1 : 1));

function comment(indent: string, description: string | undefined): readonly string[] {
  const text = description === undefined ? '' : commentText(description);
  return text ? [`${indent}/** ${text} */`] : [];
}
