import { instantText } from '../../explain/constants.js';
import type { ExplainedNode, ExplainedRule, Explanation } from '../../explain/index.js';
import { valueText } from '../../explain/words.js';
import { NONE } from './numbers.js';
import type { Paint } from './paint.js';
import { printable } from './table.js';

const MAX_TEXT = 300;
/** Operations that only join what is shown below them. */
const JOINED: Readonly<Record<string, string>> = { and: 'all of', or: 'any of', not: 'not' };

/** An explanation as a tree: what decided, and for every rule and condition whether it holds (✓), does not (✗) or failed (!). */
export function renderExplanation(explanation: Explanation, paint: Paint): string {
  return `${[...titleLines(explanation, paint), ...new Tree(paint).rules(explanation.rules)].join('\n')}\n`;
}

function titleLines({ flag, variant, value, reason, errorCode, summary, rules }: Explanation, paint: Paint): readonly string[] {
  const given = variant === undefined ? NONE : JSON.stringify(variant);
  const json = value === undefined ? '' : ` = ${JSON.stringify(value)}`;
  const decided = rules.find((rule) => rule.decided);
  // Why is said beside the rule.
  const why = decided === undefined ? `: ${summary}` : `, by rule ${JSON.stringify(decided.id)}`;
  return [
    `${paint.strong(printable(flag))} → ${paint.accent(printable(given))}${printable(json, MAX_TEXT)}`,
    printable(`${reason}${errorCode === undefined ? '' : ` ${errorCode}`}${why}`, MAX_TEXT),
  ];
}

class Tree {
  readonly #paint: Paint;

  constructor(paint: Paint) {
    this.#paint = paint;
  }

  rules(rules: readonly ExplainedRule[]): readonly string[] {
    return this.#branches(rules.map((rule) => this.#rule(rule)));
  }

  #rule(rule: ExplainedRule): readonly string[] {
    const { strong, accent, quiet } = this.#paint;
    const experiment = rule.experiment === undefined ? '' : `, experiment ${JSON.stringify(rule.experiment)}`;
    const title = printable(`rule ${JSON.stringify(rule.id)} ${rule.outcome}${experiment}`, MAX_TEXT);
    const mark = rule.decided ? (rule.errorCode === undefined ? '✓' : '!') : rule.reached ? '✗' : '·';
    const told = rule.decided ? `why: ${rule.why}` : `${rule.reached ? 'why not' : 'not asked'}: ${rule.whyNot}`;
    const why = printable(told, MAX_TEXT);
    return [
      `${this.#marked(mark)} ${rule.decided ? strong(title) : rule.reached ? title : quiet(title)}`,
      `  ${rule.decided ? accent(why) : quiet(why)}`,
      // What was not asked is in the JSON.
      ...this.#branches(rule.reached ? this.#parts(rule) : []),
    ];
  }

  #parts(rule: ExplainedRule): readonly (readonly string[])[] {
    const condition = rule.condition === undefined ? [] : [this.#condition(rule.condition)];
    return rule.value === undefined || !rule.holds ? condition : [...condition, this.#value(rule.value, rule)];
  }

  /** Marks with the conditions below them. */
  #condition(node: ExplainedNode): readonly string[] {
    const { quiet } = this.#paint;
    const mark = this.#marked(node.error !== undefined ? '!' : node.holds ? '✓' : '✗');
    const joined = node.op === 'not' && JOINED[node.children[0]?.op ?? ''] === undefined ? undefined : JOINED[node.op];
    const facts = joined === undefined ? factsOf(node).join(', ') : '';
    const error = node.error === undefined ? '' : ` ${node.error}`;
    const text = `${printable(joined ?? node.label, MAX_TEXT)}${error}`;
    const line = `${mark} ${node.reached ? text : quiet(text)}${facts === '' ? '' : `  ${quiet(printable(facts, MAX_TEXT))}`}`;
    if (joined === undefined) return [line];
    return [line, ...this.#branches(node.children.map((child) => this.#condition(child)))];
  }

  #value(node: ExplainedNode, { ranges }: ExplainedRule): readonly string[] {
    const facts = factsOf(node).join(', ');
    const error = node.error === undefined ? '' : ` ${node.error}`;
    const text = printable(`${node.label} = ${valueText(node.value)}`, MAX_TEXT);
    return [
      `${text}${error}${facts === '' ? '' : `  ${this.#paint.quiet(printable(facts, MAX_TEXT))}`}`,
      ...this.#branches(
        (ranges ?? []).map(({ low, high, variant, holdsBucket }) => [
          `${this.#marked(holdsBucket ? '✓' : '✗')} [${low}, ${high}) → ${printable(JSON.stringify(variant))}`,
        ]),
      ),
    ];
  }

  #branches(items: readonly (readonly string[])[]): readonly string[] {
    const { quiet } = this.#paint;
    return items.flatMap(([first, ...rest], i) => {
      const isLast = i === items.length - 1;
      return [`${quiet(isLast ? '└─' : '├─')} ${first}`, ...rest.map((line) => `${quiet(isLast ? '  ' : '│ ')} ${line}`)];
    });
  }

  #marked(mark: '✓' | '✗' | '!' | '·'): string {
    if (mark === '✓') return this.#paint.accent(mark);
    return mark === '!' ? this.#paint.warning(mark) : this.#paint.quiet(mark);
  }
}

/** What says nothing beyond its label, or beyond what it was made from. */
const SILENT: ReadonlySet<string> = new Set([
  ...['null', 'true', 'false', 'number', 'text', 'list', 'object'],
  ...['unit', 'unit_hash', 'lower', 'to_text', 'compare_versions', 'date', 'flag_variant'],
]);

/** What a node was computed from: its operands that are no constants, and the attributes they come from. */
function factsOf(node: ExplainedNode): readonly string[] {
  if (node.op === 'attribute') return [factOf(node)];
  const facts = node.children.flatMap((child) => {
    if (child.op === 'get' || child.op === 'member') return [factOf(child)];
    const isSilent = SILENT.has(child.op) || child.op === 'attribute' || child.value.type === 'boolean';
    return isSilent ? factsOf(child) : [factOf(child), ...attributesOf(child)];
  });
  return [...new Set(facts)];
}

const attributesOf = (node: ExplainedNode): readonly string[] =>
  MISSING.has(node.op) ? [factOf(node)] : node.children.flatMap(attributesOf);

/** What is missing when it is null. */
const MISSING: ReadonlySet<string> = new Set(['attribute', 'get', 'member']);

function factOf({ op, label, value }: ExplainedNode): string {
  const name = op === 'scale' ? 'bucket' : op === 'now' ? 'now' : label.length > 40 ? op : label;
  if (value.type === 'null') return MISSING.has(op) ? `${name} is missing` : `${name} = null`;
  if (op === 'now' && value.type === 'number') return `now = ${instantText(value.value)}`;
  return `${name} = ${valueText(value)}`;
}
