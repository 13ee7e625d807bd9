import { invalid } from '../../wire/check.js';
import type { Program, ProgramFlag } from './program.js';

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);
const isListOf = (value: unknown, holds: (item: unknown) => boolean): boolean => Array.isArray(value) && value.every(holds);

/**
 * The flags, for a program may come from JSON text. Those that are no flags at all become ones with a problem.
 * @throws AssayError INVALID_ARGUMENT when `shared` or `sets` are not what they should be
 */
export function shapedFlags({ flags, shared = [], sets = [] }: Program): readonly ProgramFlag[] {
  if (!isListOf(shared, (one) => isFields(one) && typeof one['name'] === 'string'))
    throw invalid('shared', 'must be a list of { name, value }');
  if (!isListOf(sets, (one) => isFields(one) && typeof one['name'] === 'string' && Array.isArray(one['ids']))) {
    throw invalid('sets', 'must be a list of { name, ids }');
  }
  return flags.map((flag: unknown): ProgramFlag => {
    const problem = isFields(flag) ? problemOfShape(flag) : 'must be an object';
    if (problem === undefined) return flag as unknown as ProgramFlag;
    const key = isFields(flag) ? (flag['key'] as string) : '';
    return { key, type: 'boolean', variants: [], defaultVariant: -1, rules: [], problem: `flags.${key}: ${problem}` };
  });
}

function problemOfShape({ problem, variants, rules }: Fields): string | undefined {
  if (problem !== undefined) return typeof problem === 'string' ? undefined : 'problem must be text';
  if (!isListOf(variants, isFields)) return 'variants must be a list of { key, json }';
  if (!isListOf(rules, isFields)) return 'rules must be a list of { id, then }';
  const wrong = (rules as readonly Fields[]).findIndex(({ then }) => !isAction(then));
  return wrong < 0 ? undefined : `rules[${wrong}].then must serve, choose, name or fail`;
}

function isAction(action: unknown): boolean {
  if (!isFields(action) || ['serve', 'choose', 'named', 'fail'].filter((name) => Object.hasOwn(action, name)).length !== 1) return false;
  return !Object.hasOwn(action, 'choose') || isListOf(action['ranges'], Array.isArray);
}
