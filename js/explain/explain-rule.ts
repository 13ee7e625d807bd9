import type { ErrorCode } from '../client/types.js';
import { readNode } from './code-node.js';
import { quoted } from './constants.js';
import type { DatafileView, ViewedAction, ViewedFlag, ViewedRange, ViewedRule } from './datafile-view.js';
import type { ExplainedNode, ExplainedRule } from './explanation.js';
import { labelOf } from './label.js';
import { type Part, partsOf } from './reach.js';
import { holds, type TracedNode, type TraceReader } from './traced-node.js';
import { valueText, Words } from './words.js';

/** What a rule whose condition holds does, and why; neither variant nor error: it passes the question on. */
interface Effect {
  readonly decides: boolean;
  readonly error?: ErrorCode | undefined;
  readonly words: string;
}

/** Reads a rule's part of the trace. `unreached`: why evaluation did not come to it, if it did not. */
export function explainRule(
  view: DatafileView,
  flag: ViewedFlag,
  rule: ViewedRule,
  trace: TraceReader,
  unreached: string | undefined,
): ExplainedRule {
  const words = new Words(view);
  const { action } = rule;
  const condition = rule.when === undefined ? undefined : trace.read(readNode(view, rule.when));
  const value = action.kind === 'choose' || action.kind === 'named' ? trace.read(readNode(view, action.value)) : undefined;
  const does = condition === undefined || holds(condition);
  const reached = unreached === undefined;
  const because = condition === undefined ? 'it has no condition' : words.why(condition);
  const effect: Effect = does
    ? effectOf(action, value, flag, words)
    : { decides: condition.error !== undefined, error: condition.error, words: '' };
  const why = [because, effect.words].filter((text) => text !== '').join('; ');
  const bucket = action.kind === 'choose' && value?.value.type === 'number' ? value.value.value : undefined;
  return {
    id: rule.id,
    outcome: outcomeOf(action, value, view),
    holds: does,
    reached,
    decided: reached && effect.decides,
    ...(effect.error !== undefined && { errorCode: effect.error }),
    ...(rule.experiment !== undefined && { experiment: rule.experiment }),
    ...(condition && { condition: explained(condition, { reached, decisive: true }, view) }),
    ...(value && { value: explained(value, { reached: reached && does, decisive: does }, view) }),
    ...(action.kind === 'choose' && { ranges: action.ranges.map((range) => ({ ...range, holdsBucket: isIn(range, bucket) })) }),
    ...(bucket !== undefined && { bucket }),
    ...(reached && effect.decides
      ? { why }
      : { whyNot: reached ? why : `${unreached}; it would ${effect.decides ? 'have' : 'not have'}: ${why}` }),
  };
}

const isIn = ({ low, high }: ViewedRange, bucket: number | undefined): boolean => bucket !== undefined && bucket >= low && bucket < high;

function explained(node: TracedNode, part: Part, view: DatafileView): ExplainedNode {
  const parts = partsOf(node, part);
  return {
    op: node.op,
    label: labelOf(node.code, view),
    value: node.value,
    holds: holds(node),
    ...(node.error !== undefined && { error: node.error }),
    ...part,
    children: node.operands.map((operand, i) => explained(operand, parts[i] as Part, view)),
  };
}

/** As Evaluator::Apply() of core/assay/evaluation/evaluator.cc does. */
function effectOf(action: ViewedAction, value: TracedNode | undefined, flag: ViewedFlag, words: Words): Effect {
  if (action.kind === 'serve') return { decides: true, words: '' };
  if (action.kind === 'fail') return { decides: true, error: action.error, words: `it answers the error ${action.error}` };
  if (value === undefined) return { decides: false, words: '' };
  if (value.error !== undefined) return { decides: true, error: value.error, words: words.why(value) };
  return action.kind === 'choose' ? chosen(action.ranges, value, words) : named(action.error, value, flag, words);
}

function chosen(ranges: readonly ViewedRange[], node: TracedNode, words: Words): Effect {
  const { value } = node;
  if (value.type !== 'number') return { decides: false, words: `${words.valueOf(node)}, no number to choose by` };
  const range = ranges.find((each) => isIn(each, value.value));
  const native = words.bucketOf(node);
  const bucket = native === undefined ? `${words.valueOf(node)},` : `${native} is`;
  if (range === undefined) return { decides: false, words: `${bucket} in none of the ranges` };
  return { decides: true, words: `${bucket} in [${range.low}, ${range.high}), which is ${quoted(range.variant)}` };
}

function named(error: ErrorCode | undefined, node: TracedNode, flag: ViewedFlag, words: Words): Effect {
  const { value } = node;
  if (value.type === 'null') return { decides: true, words: `${words.valueOf(node)}, so the default variant is served` };
  if (flag.variants.some(({ key }) => isNamed(key, node))) return { decides: true, words: words.valueOf(node) };
  return { decides: error !== undefined, error, words: `${words.valueOf(node)}, which is no variant` };
}

const encoder = new TextEncoder();

/** Of a long name the trace has the beginning and the length only. */
function isNamed(key: string, { value }: TracedNode): boolean {
  if (value.type === 'boolean') return key === String(value.value);
  return value.type === 'text' && key.startsWith(value.value) && encoder.encode(key).length === value.bytes;
}

function outcomeOf(action: ViewedAction, value: TracedNode | undefined, view: DatafileView): string {
  switch (action.kind) {
    case 'serve':
      return action.variant === undefined ? "serves the caller's default" : `serves ${quoted(action.variant)}`;
    case 'fail':
      return `answers the error ${action.error}`;
    case 'named':
      return `serves the variant named by ${value === undefined ? valueText({ type: 'null' }) : labelOf(value.code, view)}`;
    case 'choose':
      return `splits: ${sharesOf(action.ranges, value)}`;
  }
}

const MAX_SHARES = 6;

/** What share of units each variant gets, where the whole line is known. */
function sharesOf(ranges: readonly ViewedRange[], value: TracedNode | undefined): string {
  const widths = new Map<string, number>();
  for (const { low, high, variant } of ranges) widths.set(variant, (widths.get(variant) ?? 0) + high - low);
  const total = value?.op === 'scale' ? (value.code.immediates[0] as number) : undefined;
  const texts = [...widths].map(([variant, width]) =>
    total === undefined ? quoted(variant) : `${quoted(variant)} ${Number(((100 * width) / total).toPrecision(4))} %`,
  );
  if (texts.length === 0) return 'nobody';
  return texts.length > MAX_SHARES ? `${texts.slice(0, MAX_SHARES).join(', ')}, …` : texts.join(', ');
}
