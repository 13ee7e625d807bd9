// Evaluates a rule program (js/compile/program/program.ts) for a context, written from the comments there and in
// core/assay/targeting/opcode.h and not from the interpreter. An oracle for tests: clear rather than fast, and it takes the program to be
// well formed, throwing an ordinary Error where it is not.

import { IMMEDIATES, OPERATIONS, ProgramFailure } from './program-ops.mjs';
import { isList, isTruthy } from './program-values.mjs';

export { ProgramFailure } from './program-ops.mjs';
export { decodeValue } from './program-values.mjs';

// core/assay/evaluation/reason.h
const ERROR_CODES = [
  'NONE',
  'PROVIDER_NOT_READY',
  'FLAG_NOT_FOUND',
  'PARSE_ERROR',
  'TYPE_MISMATCH',
  'TARGETING_KEY_MISSING',
  'INVALID_CONTEXT',
  'GENERAL',
];

/**
 * A Map from each flag's key to `{ variant, variantKey, value, rule, reason, errorCode, bucket }`: the variant's index, its key and its
 * value, the id of the rule, and the number a `choose` found its range with. All but the reason are null where there is none; `value` is
 * undefined. `forced` are indexes of variants by flag key.
 */
export function evaluateProgram(program, attributes, options = {}) {
  const evaluation = new Evaluation(program, attributes, options);
  return new Map(program.flags.map((flag) => [flag.key, evaluation.flag(flag.key)]));
}

export const evaluateFlag = (program, key, attributes, options = {}) => new Evaluation(program, attributes, options).flag(key);

/**
 * The value of an expression, which may refer to what `program` has. Throws ProgramFailure when the expression fails.
 *
 * @param {import('../../../js/compile/program/program.js').Expr} expr
 * @param {Record<string, unknown>} attributes
 * @param {{ now?: number, forced?: Record<string, number>, program?: import('../../../js/compile/program/program.js').Program }} options
 */
export const evaluateExpr = (expr, attributes, { now = 0, forced = {}, program = { flags: [] } } = {}) =>
  new Evaluation(program, attributes, { now, forced }).value(expr);

class Evaluation {
  constructor(program, attributes, { now = 0, forced = {} }) {
    this.program = program;
    this.attributes = attributes;
    this.now = now;
    this.forced = forced;
    this.answers = new Map(); // by flag key; undefined while the flag is being evaluated
  }

  flag(key) {
    const flag = find(this.program.flags, 'key', key, 'flag');
    if (!this.answers.has(key)) {
      this.answers.set(key, undefined);
      this.answers.set(key, this.decide(flag));
    }
    return this.answers.get(key) ?? failed('PARSE_ERROR', null); // a flag that depends on itself
  }

  decide(flag) {
    if (flag.problem !== undefined) return failed('PARSE_ERROR', null);
    if (Object.hasOwn(this.forced, flag.key)) return served(flag, this.forced[flag.key], 'STATIC', null);
    if (flag.enabled === false) return served(flag, flag.defaultVariant, 'DISABLED', null);
    if (flag.rules.length === 0) return served(flag, flag.defaultVariant, 'STATIC', null);
    for (const rule of flag.rules) {
      try {
        const answer = rule.when === undefined || isTruthy(this.value(rule.when)) ? this.act(flag, rule) : undefined;
        if (answer !== undefined) return answer;
      } catch (failure) {
        if (!(failure instanceof ProgramFailure)) throw failure;
        return failed(failure.code, rule.id);
      }
    }
    return served(flag, flag.defaultVariant, 'DEFAULT', null);
  }

  /** Undefined when the rule leaves it to the next one. */
  act(flag, { id, then, reason }) {
    if ('fail' in then) return failed(then.fail, id);
    if ('serve' in then) return served(flag, then.serve, reason ?? 'TARGETING_MATCH', id);
    if ('choose' in then) {
      const number = this.value(then.choose);
      const range = typeof number === 'number' ? then.ranges.find(([low, high]) => low <= number && number < high) : undefined;
      return range && { ...served(flag, range[2], reason ?? 'SPLIT', id), bucket: number };
    }
    const name = this.value(then.named);
    if (name === null) return served(flag, flag.defaultVariant, 'DEFAULT', id);
    const index = ['string', 'boolean'].includes(typeof name) ? flag.variants.findIndex(({ key }) => key === String(name)) : -1;
    if (index !== -1) return served(flag, index, reason ?? 'TARGETING_MATCH', id);
    return then.unknown === 'next' ? undefined : failed(then.unknown, id);
  }

  /** `scope`: the item and the accumulator at hand, and the scope around it. */
  value(expr, scope = null) {
    const [name, ...rest] = expr;
    if (Object.hasOwn(FORMS, name)) return FORMS[name](this, scope, ...rest);
    if (!Object.hasOwn(OPERATIONS, name)) throw new Error(`${name} is not supported`);
    const immediates = rest.slice(0, IMMEDIATES[name] ?? 0);
    if (name === 'in_set') immediates[0] = find(this.program.sets ?? [], 'name', immediates[0], 'set').ids;
    return OPERATIONS[name](...immediates, ...rest.slice(immediates.length).map((operand) => this.value(operand, scope)));
  }

  variantOf(key) {
    const { variant, errorCode } = this.flag(key);
    if (errorCode !== null) throw new ProgramFailure(errorCode);
    return variant;
  }
}

/** The operations that are more than their operands' values: (evaluation, scope, ...immediates, ...operands). */
const FORMS = {
  attribute: (on, _scope, name) => (Object.hasOwn(on.attributes, name) ? (on.attributes[name] ?? null) : null),
  now: (on) => on.now,
  call: (on, _scope, name) => on.value(find(on.program.shared ?? [], 'name', name, 'shared expression').value),
  item(_on, scope, depth) {
    let around = scope;
    for (let i = 0; i < depth; ++i) around = around?.outer;
    if (around == null) throw new Error(`there is no item at depth ${depth}`);
    return around.item;
  },
  accumulator(_on, scope) {
    if (scope?.accumulator === undefined) throw new Error('there is no reduce around the accumulator');
    return scope.accumulator;
  },

  and(on, scope, ...operands) {
    let value = true;
    for (const operand of operands) if (!isTruthy((value = on.value(operand, scope)))) break;
    return value;
  },
  or(on, scope, ...operands) {
    let value = false;
    for (const operand of operands) if (isTruthy((value = on.value(operand, scope)))) break;
    return value;
  },
  if(on, scope, ...operands) {
    for (let i = 0; i + 1 < operands.length; i += 2) if (isTruthy(on.value(operands[i], scope))) return on.value(operands[i + 1], scope);
    return operands.length % 2 === 1 ? on.value(operands.at(-1), scope) : null;
  },

  any: (on, scope, list, body) => itemsOf(on, scope, list).some((inner) => isTruthy(on.value(body, inner))),
  all: (on, scope, list, body) => itemsOf(on, scope, list).every((inner) => isTruthy(on.value(body, inner))),
  map: (on, scope, list, body) => itemsOf(on, scope, list).map((inner) => on.value(body, inner)),
  filter: (on, scope, list, body) =>
    itemsOf(on, scope, list)
      .filter((inner) => isTruthy(on.value(body, inner)))
      .map(({ item }) => item),
  reduce: (on, scope, list, body, initial) =>
    itemsOf(on, scope, list).reduce((accumulator, inner) => on.value(body, { ...inner, accumulator }), on.value(initial, scope)),

  fail(_on, _scope, code) {
    throw new ProgramFailure(ERROR_CODES[code]);
  },
  flag_variant: (on, _scope, key) => on.variantOf(key),
  flag_pick(on, scope, key, ...operands) {
    const variant = on.variantOf(key);
    return variant === null || variant >= operands.length ? null : on.value(operands[variant], scope);
  },
};

/** A scope for each item of the list, none when it is no list. */
function itemsOf(on, scope, list) {
  const items = on.value(list, scope);
  return isList(items) ? items.map((item) => ({ item, accumulator: scope?.accumulator, outer: scope })) : [];
}

function served(flag, index, reason, rule) {
  if (index === -1) return { variant: null, variantKey: null, value: undefined, rule, reason, errorCode: null, bucket: null };
  const { key, json } = flag.variants[index];
  return { variant: index, variantKey: key, value: JSON.parse(json), rule, reason, errorCode: null, bucket: null };
}

const failed = (errorCode, rule) => ({ variant: null, variantKey: null, value: undefined, rule, reason: 'ERROR', errorCode, bucket: null });

function find(all, field, wanted, what) {
  const found = all.find((one) => one[field] === wanted);
  if (found === undefined) throw new Error(`no ${what} ${JSON.stringify(wanted)}`);
  return found;
}
