import type { OpName } from '../compile/program/program.js';
import { type CodeNode, readNode } from './code-node.js';
import { comparisonOf } from './comparison.js';
import { blockTexts, instantText, listText, nameText, quoted } from './constants.js';
import { type DatafileView, errorName } from './datafile-view.js';
import { regexText } from './regex-text.js';

/** A label with how strongly it holds together: what is weaker than its surroundings gets parentheses. */
type Part = readonly [text: string, strength: number];

const CHOICE = 0;
const OR = 1;
const AND = 2;
const NOT = 3;
const COMPARISON = 4;
const SUM = 5;
const PRODUCT = 6;
const WHOLE = 7;

/** Labels end after so many nodes: what is nested more deeply is shown below, node by node. */
const MAX_NODES = 60;
const CUT: Part = ['…', WHOLE];

const INFIX: Readonly<Partial<Record<OpName, readonly [word: string, strength: number]>>> = {
  or: ['or', OR],
  and: ['and', AND],
  in: ['in', COMPARISON],
  contains: ['contains', COMPARISON],
  starts_with: ['starts with', COMPARISON],
  ends_with: ['ends with', COMPARISON],
  add: ['+', SUM],
  subtract: ['-', SUM],
  multiply: ['*', PRODUCT],
  divide: ['/', PRODUCT],
  modulo: ['%', PRODUCT],
};

/** What operations are called in labels, where it is not their name. */
const FUNCTIONS: Readonly<Partial<Record<OpName, string>>> = { to_text: 'text', to_number: 'number' };

const TYPES = ['null', 'a boolean', 'a number', 'a text', 'a list', 'an object'];

/** A node as a short text in the manner of code: `country in ["DE", "FR"]`. */
export const labelOf = (node: CodeNode, view: DatafileView): string => new Labels(view).part(node)[0];

class Labels {
  #left = MAX_NODES;

  constructor(readonly view: DatafileView) {}

  part(node: CodeNode): Part {
    if (this.#left-- <= 0) return CUT;
    const infix = INFIX[node.op];
    if (infix !== undefined && node.operands.length > 0) return this.#infix(node, ...infix);
    return this.#comparison(node) ?? this.#own(node) ?? this.#call(node);
  }

  #text(node: CodeNode | undefined, atLeast = 0): string {
    if (node === undefined) return '';
    const [text, strength] = this.part(node);
    return strength < atLeast ? `(${text})` : text;
  }

  #infix({ operands }: CodeNode, word: string, strength: number): Part {
    if (operands.length === 1) return this.part(operands[0] as CodeNode);
    return [operands.map((operand, i) => this.#text(operand, i === 0 ? strength : strength + 1)).join(` ${word} `), strength];
  }

  #comparison(node: CodeNode): Part | undefined {
    const comparison = comparisonOf(node);
    if (comparison === undefined) return undefined;
    const { subject, relation, object } = comparison;
    if (subject.op === 'compare_versions' && object.op === 'number' && object.immediates[0] === 0) {
      const [left, right] = subject.operands;
      return [`version ${this.#text(left, SUM)} ${relation} ${this.#text(right, SUM)}`, COMPARISON];
    }
    const isInstant = (subject.op === 'now' || subject.op === 'date') && object.op === 'number';
    const right = isInstant ? instantText(object.immediates[0] as number) : this.#text(object, SUM);
    return [`${this.#text(subject, SUM)} ${relation} ${right}`, COMPARISON];
  }

  /** Operations that read otherwise than as a function. */
  #own({ op, immediates, operands }: CodeNode): Part | undefined {
    const [first] = immediates;
    const [of] = operands;
    switch (op) {
      case 'null':
      case 'true':
      case 'false':
      case 'now':
      case 'accumulator':
        return [op, WHOLE];
      case 'number':
        return [String(first), WHOLE];
      case 'text':
        return [quoted(first as string), WHOLE];
      case 'list':
        return [`[${this.#list(operands)}]`, WHOLE];
      case 'object':
        return [`{${listText((first as readonly string[]).map((name, i) => `${nameText(name)}: ${this.#text(operands[i])}`))}}`, WHOLE];
      case 'attribute':
        return [nameText(first as string), WHOLE];
      case 'get':
      case 'member':
        return [`${this.#text(of, WHOLE)}${memberText(first as string)}`, WHOLE];
      case 'item':
        return [first === 0 ? 'item' : `item(${first})`, WHOLE];
      case 'call':
        return this.part(readNode(this.view, first as number));
      case 'and':
      case 'or':
        return [op === 'and' ? 'true' : 'false', WHOLE];
      case 'not':
        return this.#not(of as CodeNode);
      case 'if':
        return [this.#choice(operands), CHOICE];
      case 'one_of_texts':
        return [`${this.#text(of, SUM)} in [${listText((first as readonly string[]).map(quoted))}]`, COMPARISON];
      case 'one_of_numbers':
        return this.#oneOfNumbers(of as CodeNode, first as readonly number[]);
      case 'is':
        return [`${this.#text(of, SUM)} is ${typesText(first as number)}`, COMPARISON];
      case 'matches': {
        const pattern = regexText(first as readonly number[]);
        return [`${this.#text(of, SUM)} matches ${pattern === undefined ? 'a pattern' : `/${pattern}/`}`, COMPARISON];
      }
      case 'in_cidr':
        return [`${this.#text(of, SUM)} in [${listText(blockTexts(first as readonly number[]))}]`, COMPARISON];
      case 'in_set':
        return [`${this.#text(of, SUM)} in ${setText(first as { isExact: boolean; ids: number })}`, COMPARISON];
      case 'fail':
        return [`fail(${errorName(first as number) ?? first})`, WHOLE];
      case 'unit':
        return this.part(of as CodeNode);
      case 'flag_variant':
        return [`variant of flag ${nameText(this.view.flagKey(first as number))}`, SUM];
      case 'flag_pick':
        return [`value of flag ${nameText(this.view.flagKey(first as number))}`, SUM];
      case 'sha256':
        return [`sha256(${this.#text(of)}) % ${first}`, PRODUCT];
      default:
        return undefined;
    }
  }

  #not(of: CodeNode): Part {
    if (of.op === 'is' && of.immediates[0] === 1) return [`${this.#text(of.operands[0], SUM)} exists`, COMPARISON];
    return [`not ${this.#text(of, WHOLE)}`, NOT];
  }

  #choice(operands: readonly CodeNode[]): string {
    const parts: string[] = [];
    for (let i = 0; i + 1 < operands.length; i += 2) parts.push(`${this.#text(operands[i], OR)} ? ${this.#text(operands[i + 1], OR)}`);
    return [...parts, operands.length % 2 === 1 ? this.#text(operands.at(-1), OR) : 'null'].join(' : ');
  }

  #oneOfNumbers(of: CodeNode, numbers: readonly number[]): Part {
    if (of.op !== 'flag_variant') return [`${this.#text(of, SUM)} in [${listText(numbers.map(String))}]`, COMPARISON];
    const flag = of.immediates[0] as number;
    const variants = numbers.map((index) => quoted(this.view.variantKey(flag, index) ?? String(index)));
    return [`flag ${nameText(this.view.flagKey(flag))} serves ${listText(variants)}`, COMPARISON];
  }

  /** As a function: texts that salt a hash in front, everything else behind. */
  #call({ op, immediates, operands }: CodeNode): Part {
    const written = immediates.map((value) => (typeof value === 'string' ? quoted(value) : String(value)));
    const isSalted = op === 'unit_hash';
    // Which dialect or encoding is meant is in the JSON; it would only confuse here.
    const shown = op === 'murmur3' ? [`seed ${written[0]}`] : op === 'date' || op === 'compare_versions' ? [] : written;
    const values = [this.#list(operands)].filter((text) => text !== '');
    return [`${FUNCTIONS[op] ?? op}(${(isSalted ? [...shown, ...values] : [...values, ...shown]).join(', ')})`, WHOLE];
  }

  #list(nodes: readonly CodeNode[]): string {
    return listText(nodes.map((node) => this.#text(node)));
  }
}

const memberText = (key: string): string => (nameText(key) === key ? `.${key}` : `[${quoted(key)}]`);

/** The types whose bits are set: a condition on null asks whether there is anything. */
function typesText(bits: number): string {
  if (bits === 1) return 'missing';
  const names = TYPES.filter((_, type) => ((bits >> type) & 1) === 1);
  return names.length === 0 ? 'nothing' : names.join(' or ');
}

/** How many ids there are is known of those that are stored one by one. */
export const setText = ({ isExact, ids }: { readonly isExact: boolean; readonly ids: number }): string =>
  isExact ? `a set of ${ids} id${ids === 1 ? '' : 's'}` : 'a set of ids (Bloom filter)';
