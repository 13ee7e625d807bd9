import { comparisonOf, isConstant, type Relation } from './comparison.js';
import { blockTexts, instantText, listText, nameText, quoted } from './constants.js';
import type { DatafileView } from './datafile-view.js';
import { labelOf, setText } from './label.js';
import { partsOf } from './reach.js';
import { regexText } from './regex-text.js';
import { soleAttribute } from './sole-attribute.js';
import { holds, type TracedNode, type TracedValue } from './traced-node.js';

/** More reasons than this are only counted. */
const MAX_REASONS = 4;
/** Values with longer labels are named by what they were made from. */
const MAX_NAME = 40;
/** Longer labels do not go into sentences. */
const MAX_LABEL = 80;

/** Says in words why conditions hold, do not, or fail. */
export class Words {
  constructor(readonly view: DatafileView) {}

  /** Why a condition is as it is, as a part of a sentence. */
  why(node: TracedNode): string {
    const reasons = [...new Set(this.#reasons(node))];
    const shown = reasons.slice(0, MAX_REASONS).join('; ');
    return reasons.length > MAX_REASONS ? `${shown}; and ${reasons.length - MAX_REASONS} more` : shown;
  }

  /** `country is "NO"`, `country is missing`. */
  valueOf(whole: TracedNode): string {
    const node = innermost(whole);
    const { value } = node;
    const name = this.#nameOf(node);
    return value.type === 'null'
      ? `${name} ${node.op === 'attribute' || node.op === 'get' ? 'is missing' : 'is null'}`
      : `${name} is ${valueText(value)}`;
  }

  /** What a unit's bucket is, with its purpose: `coverage bucket 812345 of 1000000`. */
  bucketOf(node: TracedNode): string | undefined {
    const [hash] = node.operands;
    if (node.op !== 'scale' || hash?.op !== 'unit_hash') return undefined;
    const { value } = node;
    return `${hash.code.immediates[0]} bucket ${value.type === 'number' ? value.value : 'null'} of ${node.code.immediates[0]}`;
  }

  #reasons(node: TracedNode): readonly string[] {
    if (node.error !== undefined) return [this.#failure(node)];
    const { op, operands } = node;
    const [first] = operands;
    if ((op === 'not' || op === 'call') && first !== undefined) return this.#reasons(first);
    if (op !== 'and' && op !== 'or' && op !== 'if') return [this.#leaf(node)];
    const parts = partsOf(node, { reached: true, decisive: true });
    const deciding = operands.filter((_, i) => parts[i]?.decisive);
    if (deciding.length > 0) return deciding.flatMap((operand) => this.#reasons(operand));
    return [op === 'and' ? 'nothing is asked for' : 'there is nothing to choose from'];
  }

  /** The innermost node that failed is the cause. */
  #failure(node: TracedNode): string {
    const cause = partsOf(node, { reached: true, decisive: true }).findIndex(
      ({ reached }, i) => reached && node.operands[i]?.error !== undefined,
    );
    if (cause >= 0) return this.#failure(node.operands[cause] as TracedNode);
    const [first] = node.operands;
    const code = node.error as string;
    if (node.op === 'unit' && first !== undefined) return `${this.valueOf(first)}, which is no unit's id (${code})`;
    if (node.op === 'flag_variant' || node.op === 'flag_pick') return `${this.#flag(node)} has no answer (${code})`;
    if (node.op === 'fail') return `the rule fails on purpose (${code})`;
    return `${this.#label(node)} fails (${code})`;
  }

  #leaf(node: TracedNode): string {
    return this.#comparison(node) ?? this.#predicate(node) ?? this.#plain(node);
  }

  #plain(node: TracedNode): string {
    if (node.op === 'true' || node.op === 'false') return node.op === 'true' ? 'it always holds' : 'it never holds';
    if (node.op === 'call' || node.value.type === 'boolean') return `${this.#label(node)} is ${holds(node)}`;
    return this.valueOf(node);
  }

  #comparison(node: TracedNode): string | undefined {
    const comparison = comparisonOf(node);
    if (comparison === undefined) return undefined;
    const { subject, relation, object } = comparison;
    const does = holds(node);
    const bound = valueText(object.value);
    const bucket = this.bucketOf(subject);
    if (bucket !== undefined) {
      if (subject.operands[0]?.code.immediates[0] === 'holdout')
        return `${does ? 'not held out' : 'held out'}: ${bucket}, the first ${bound} are held out`;
      return `${bucket} is ${inWords(NUMBER_WORDS, relation, does)} ${bound}`;
    }
    if (subject.op === 'now' && object.value.type === 'number') {
      const now = subject.value.type === 'number' ? instantText(subject.value.value) : bound;
      return `now, ${now}, is ${inWords(TIME_WORDS, relation, does)} ${instantText(object.value.value)}`;
    }
    const [of] = subject.operands;
    if (subject.op === 'date' && of !== undefined) {
      if (subject.value.type === 'null') return this.#unfit(of, 'no date');
      const instant = object.value.type === 'number' ? instantText(object.value.value) : bound;
      return `${this.valueOf(of)}, ${inWords(TIME_WORDS, relation, does)} ${instant}`;
    }
    if (subject.op === 'compare_versions' && of !== undefined) {
      const version = subject.operands[1] as TracedNode;
      if (subject.value.type === 'null') return this.#unfit(of, 'no version');
      return `${this.valueOf(of)}, ${inWords(NUMBER_WORDS, relation, does)} version ${textOf(version.value)}`;
    }
    if (relation === '=' || relation === '==') return this.#equals(subject, object, does);
    if (subject.value.type === 'null') return this.valueOf(subject);
    const isOrdered = node.value.type !== 'null';
    return isOrdered
      ? `${this.valueOf(subject)}, ${inWords(NUMBER_WORDS, relation, does)} ${bound}`
      : this.#unfit(subject, `no ${object.value.type}`);
  }

  #equals(subject: TracedNode, object: TracedNode, does: boolean): string {
    if (does) return this.valueOf(subject);
    return `${this.valueOf(subject)}, not ${isConstant(object) ? valueText(object.value) : `${this.#label(object)}, ${valueText(object.value)}`}`;
  }

  /** Operations that ask one thing of their first operand. */
  #predicate(node: TracedNode): string | undefined {
    const { op, operands } = node;
    const [immediate] = node.code.immediates;
    const subject = operands[0];
    if (subject === undefined) return undefined;
    const does = holds(node);
    switch (op) {
      case 'one_of_texts':
        return this.#oneOf(subject, (immediate as readonly string[]).map(quoted), does);
      case 'one_of_numbers':
        if (subject.op === 'flag_variant') return this.#prerequisite(subject, immediate as readonly number[], does);
        return this.#oneOf(subject, (immediate as readonly number[]).map(String), does);
      case 'in_set':
        return `${this.valueOf(subject)}, ${does ? '' : 'not '}in ${setText(immediate as { isExact: boolean; ids: number })}`;
      case 'in_cidr':
        return `${this.valueOf(subject)}, ${does ? '' : 'not '}in ${listText(blockTexts(immediate as readonly number[]))}`;
      case 'is':
        return this.valueOf(subject);
      case 'contains':
      case 'starts_with':
      case 'ends_with': {
        if (innermost(subject).value.type !== 'text') return this.#unfit(subject, 'no text');
        const verb = (does ? TEXT_WORDS : NOT_TEXT_WORDS)[op];
        return `${this.valueOf(subject)}, which ${verb} ${valueText((operands[1] as TracedNode).value)}`;
      }
      case 'matches': {
        if (subject.value.type !== 'text') return this.#unfit(subject, 'no text');
        const pattern = regexText(immediate as readonly number[]);
        return `${this.valueOf(subject)}, which ${does ? 'matches' : 'does not match'} ${pattern === undefined ? 'the pattern' : `/${pattern}/`}`;
      }
      case 'any':
      case 'all':
        if (subject.value.type !== 'list') return this.#unfit(subject, 'no list');
        return `${does ? '' : 'not '}${op === 'any' ? 'some item' : 'every item'} of ${this.#label(subject)}, ${valueText(subject.value)}, is as wanted`;
      default:
        return undefined;
    }
  }

  #oneOf(subject: TracedNode, wanted: readonly string[], does: boolean): string {
    if (does || subject.value.type === 'null') return this.valueOf(subject);
    return `${this.valueOf(subject)}, ${wanted.length === 1 ? 'not' : 'not one of'} ${listText(wanted)}`;
  }

  #prerequisite(node: TracedNode, wanted: readonly number[], does: boolean): string {
    const flag = node.code.immediates[0] as number;
    const name = (variant: number): string => quoted(this.view.variantKey(flag, variant) ?? String(variant));
    const served = node.value.type === 'number' ? `serves ${name(node.value.value)}` : 'serves nothing';
    return `${this.#flag(node)} ${served}${does ? '' : `, not ${listText(wanted.map(name))}`}`;
  }

  #unfit(node: TracedNode, what: string): string {
    return node.value.type === 'null' ? this.valueOf(node) : `${this.valueOf(node)}, ${what}`;
  }

  #flag(node: TracedNode): string {
    return `flag ${nameText(this.view.flagKey(node.code.immediates[0] as number))}`;
  }

  #nameOf(node: TracedNode): string {
    if (node.op === 'flag_variant') return `the place of the variant of ${this.#flag(node)}`;
    const label = this.#label(node);
    return (label.length > MAX_NAME ? soleAttribute(node.code, this.view) : undefined) ?? label;
  }

  #label(node: TracedNode): string {
    const label = labelOf(node.code, this.view);
    return label.length > MAX_LABEL ? `${label.slice(0, MAX_LABEL - 1)}…` : label;
  }
}

/** How a relation reads where it holds and where it does not. */
type RelationWords = Readonly<Record<Relation, readonly [holds: string, fails: string]>>;

const NUMBER_WORDS: RelationWords = {
  '=': ['equal to', 'not equal to'],
  '==': ['equal to', 'not equal to'],
  '<': ['below', 'not below'],
  '<=': ['at most', 'above'],
  '>': ['above', 'not above'],
  '>=': ['at least', 'below'],
};
const TIME_WORDS: RelationWords = {
  '=': ['at', 'not at'],
  '==': ['at', 'not at'],
  '<': ['before', 'not before'],
  '<=': ['not after', 'after'],
  '>': ['after', 'not after'],
  '>=': ['not before', 'before'],
};
const inWords = (words: RelationWords, relation: Relation, does: boolean): string => words[relation][does ? 0 : 1];

const TEXT_WORDS = { contains: 'contains', starts_with: 'starts with', ends_with: 'ends with' } as const;
const NOT_TEXT_WORDS = { contains: 'does not contain', starts_with: 'does not start with', ends_with: 'does not end with' } as const;

/** What a value was made from, where it was only made another type, changed in case or chosen among others. */
function innermost(node: TracedNode): TracedNode {
  const { op, operands, error } = node;
  if (error !== undefined) return node;
  if ((op === 'lower' || op === 'to_text' || op === 'to_number' || op === 'unit') && operands[0] !== undefined)
    return innermost(operands[0]);
  if (op !== 'if') return node;
  const parts = partsOf(node, { reached: true, decisive: true });
  const taken = operands.findLastIndex((_, i) => parts[i]?.reached);
  const isValue = taken % 2 === 1 || taken === operands.length - 1;
  return isValue && operands[taken] !== undefined && !isConstant(operands[taken]) ? innermost(operands[taken]) : node;
}

const textOf = (value: TracedValue): string => (value.type === 'text' ? value.value : valueText(value));

/** A value as it is written. */
export function valueText(value: TracedValue): string {
  switch (value.type) {
    case 'null':
      return 'null';
    case 'boolean':
    case 'number':
      return String(value.value);
    case 'text':
      return quoted(value.isCut ? `${value.value}…` : value.value);
    case 'list':
      return `a list of ${value.size}`;
    case 'object':
      return `an object of ${value.size}`;
  }
}
