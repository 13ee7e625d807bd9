import { quoted } from './constants.js';
import { DatafileView, type ViewedFlag } from './datafile-view.js';
import { explainRule } from './explain-rule.js';
import type { ExplainedAnswer, ExplainedRule, Explanation } from './explanation.js';
import { TraceReader } from './traced-node.js';

/**
 * The core's trace in words: for every rule of the flag what its conditions gave, and why it decided or did not.
 *
 * @param datafile the compiled datafile that the core has taken
 * @param trace what the core explains of the flag (core/assay/evaluation/explain.h)
 * @param answer what it answered for the same context
 * @throws RangeError when the trace is not of this flag of this datafile
 */
export function explanationOf(datafile: Uint8Array, flag: string, trace: Uint8Array, answer: ExplainedAnswer): Explanation {
  const view = new DatafileView(datafile);
  const viewed = view.flag(flag);
  const rules = viewed === undefined || isMalformed(viewed, trace) ? [] : rulesOf(view, viewed, new TraceReader(trace, view), answer);
  const { variant, value, reason, errorCode } = answer;
  return {
    flag,
    ...(variant !== undefined && { variant }),
    ...(value !== undefined && { value }),
    reason,
    ...(errorCode !== undefined && { errorCode }),
    summary: viewed !== undefined && isMalformed(viewed, trace) ? MALFORMED : summaryOf(viewed, rules, answer),
    rules,
  };
}

const MALFORMED = 'the flag is malformed in the datafile';

/** The compiler said so, or the core: it explains nothing of a flag that has something to explain. */
const isMalformed = ({ invalid, rules }: ViewedFlag, trace: Uint8Array): boolean =>
  invalid || (trace.length === 0 && rules.some(({ when, action }) => when !== undefined || 'value' in action));

/** An answer without a rule though there are rules: the page or a preview link asked for that variant. */
const isForced = (flag: ViewedFlag, { reason, rule, variant }: ExplainedAnswer): boolean =>
  reason === 'STATIC' && rule === undefined && variant !== undefined && (flag.rules.length > 0 || !flag.enabled);

function rulesOf(view: DatafileView, flag: ViewedFlag, trace: TraceReader, answer: ExplainedAnswer): readonly ExplainedRule[] {
  let unreached = isForced(flag, answer) ? 'the variant is forced' : flag.enabled ? undefined : 'the flag is off';
  return flag.rules.map((rule) => {
    const explained = explainRule(view, flag, rule, trace, unreached);
    if (explained.decided) unreached = `rule ${quoted(rule.id)} decided`;
    return explained;
  });
}

function summaryOf(flag: ViewedFlag | undefined, rules: readonly ExplainedRule[], answer: ExplainedAnswer): string {
  const { variant, errorCode } = answer;
  if (flag === undefined) return 'there is no such flag';
  const served = variant === undefined ? "the caller's default" : quoted(variant);
  if (isForced(flag, answer)) return `${served}, because the variant is forced`;
  const decided = rules.find((rule) => rule.decided);
  if (decided !== undefined) {
    const what = errorCode === undefined ? served : `the error ${errorCode}`;
    return `${what}, because of rule ${quoted(decided.id)}: ${decided.why ?? ''}`;
  }
  if (errorCode !== undefined) return `the error ${errorCode}`;
  if (!flag.enabled) return `${served}, because the flag is off`;
  return `${served}, because ${rules.length === 0 ? 'the flag has no rules' : 'no rule decided'}`;
}
