import {
  experimentFlag,
  type GrowthbookUser,
  growthbook,
  growthbookContext,
  type StickyBucketDoc,
} from '../../../js/compat/growthbook/index.js';
import { decryptText } from '../../../js/compat/growthbook/decrypt.js';
import { hash, inNamespace } from '../../../js/compat/growthbook/hash.js';
import {
  getBucketRanges,
  getEqualWeights,
  growthbookExperimentResult,
  growthbookRedirect,
  growthbookResult,
  growthbookStickyDoc,
} from '../../../js/compat/growthbook/results.js';
import { attribute, number } from '../../../js/compile/program/expr.js';
import { type Evaluator, holds, numberOf } from '../evaluator.js';
import { expectSame, type Outcome } from '../report.js';
import type { Case, Suite } from '../run.js';

/** GrowthBook's cases.json: by function an array of cases, each its inputs and what is expected, most with a name in front. */
export const suite: Suite = {
  name: 'growthbook',
  *cases(_path, content) {
    for (const [name, rows] of Object.entries(content as Readonly<Record<string, unknown>>)) {
      if (name === 'specVersion') continue;
      if (!Array.isArray(rows)) throw new Error(`${name} is no list of cases`);
      for (const [i, row] of rows.entries()) yield caseOf(name, row, i);
    }
  },
};

function caseOf(name: string, row: readonly unknown[], index: number): Case {
  const check = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
  if (check === undefined) throw new Error(`no function ${name}`);
  const title = NAMELESS.has(name)
    ? row
        .slice(0, -1)
        .map((input) => JSON.stringify(input))
        .join(', ')
    : String(row[0]);
  const inputs = NAMELESS.has(name) ? row : row.slice(1);
  return {
    name: `${name}[${index}] ${title}`,
    run: (evaluator) => check(evaluator, ...(inputs as Parameters<Check> extends [unknown, ...infer R] ? R : never)),
  };
}

const NAMELESS: ReadonlySet<string> = new Set(['hash', 'getEqualWeights']);

// The inputs are JSON of whatever shape the function takes.
// biome-ignore lint/suspicious/noExplicitAny: each check names the types of its own inputs
type Check = (evaluator: Evaluator, ...inputs: any[]) => Outcome | Promise<Outcome>;
type Payload = Readonly<Record<string, unknown>>;

const FUNCTIONS: Readonly<Record<string, Check>> = {
  evalCondition(evaluator, condition: unknown, attributes: Payload, expected: boolean, savedGroups: unknown = {}) {
    const payload = { features: { flag: { defaultValue: false, rules: [{ condition, force: true }] } }, savedGroups };
    return expectSame(expected, evaluated(evaluator, payload, 'flag', { attributes }).value);
  },

  hash(evaluator, seed: string, value: unknown, version: number, expected: number | null) {
    const expr = hash(seed, attribute('value'), version);
    return expectSame(expected, expr === undefined ? null : numberOf(evaluator, expr, { value }));
  },

  getBucketRange(_, [variations, coverage, weights]: [number, number, number[] | null], expected: unknown) {
    return expectSame(rounded(expected), rounded(getBucketRanges(variations, coverage, weights ?? undefined)));
  },

  getEqualWeights: (_, count: number, expected: unknown) => expectSame(rounded(expected), rounded(getEqualWeights(count))),

  chooseVariation(evaluator, bucket: number, ranges: readonly [number, number][], expected: number) {
    const flag = {
      key: 'flag',
      type: 'number' as const,
      variants: ranges.map((_, i) => ({ key: String(i), json: String(i) })),
      defaultVariant: -1,
      rules: [{ id: 'choose', then: { choose: number(bucket), ranges: ranges.map(([low, high], i) => [low, high, i] as const) } }],
    };
    return expectSame(expected, evaluator.evaluate({ flags: [flag] }, 'flag', {}).value ?? -1);
  },

  inNamespace: (evaluator, unit: string, namespace: [string, number, number], expected: boolean) =>
    expectSame(expected, holds(evaluator, inNamespace(attribute('id'), namespace), { id: unit })),

  /** The override of an experiment that does nothing else. */
  getQueryStringOverride(evaluator, key: string, url: string, variations: number, expected: number | null) {
    const experiment = { key, active: false, variations: Array.from({ length: variations }, (_, i) => i) };
    const { result } = ran(evaluator, {}, experiment, { url });
    return expectSame(expected, result.inExperiment ? result.value : null);
  },

  feature: checkFeature,
  contextualBandit: checkFeature,

  run(evaluator, context: Payload, experiment: Payload, value: unknown, inExperiment: boolean, hashUsed: boolean) {
    const { result } = ran(evaluator, context, experiment, userOf(context));
    return expectSame(
      { value, inExperiment, hashUsed },
      { value: result.value, inExperiment: result.inExperiment, hashUsed: result.hashUsed },
    );
  },

  async decrypt(_, text: string, key: string, expected: string | null) {
    return expectSame(expected, (await decryptText(text, key)) ?? null);
  },

  stickyBucket(evaluator, context: Payload, docs: readonly StickyBucketDoc[], key: string, expected: unknown, stored: unknown) {
    const { experiment, experimentResult } = evaluated(evaluator, context, key, { ...userOf(context), stickyBucketAssignmentDocs: docs });
    const after = new Map(docs.map((doc) => [nameOf(doc), doc]));
    if (experiment !== undefined && experimentResult !== undefined) {
      const { hashAttribute, hashValue } = experimentResult;
      const doc = growthbookStickyDoc(experiment, experimentResult, after.get(`${hashAttribute}||${hashValue}`));
      if (doc !== undefined) after.set(nameOf(doc), doc);
    }
    return expectSame({ result: expected, stored }, { result: experimentResult ?? null, stored: Object.fromEntries(after) });
  },

  urlRedirect(evaluator, context: Payload & { readonly url: string; readonly experiments: readonly Payload[] }, expected: unknown) {
    const got = context.experiments.map((experiment) => {
      const { imported, result } = ran(evaluator, context, experiment, userOf(context));
      const urlWithParams = growthbookRedirect(imported, String(experiment.key), result, context.url);
      return { inExperiment: result.inExperiment, urlRedirect: (result.value as Payload).urlRedirect, urlWithParams };
    });
    return expectSame(expected, got);
  },
};

function checkFeature(evaluator: Evaluator, context: Payload, key: string, expected: unknown): Outcome {
  return expectSame(expected, evaluated(evaluator, context, key, userOf(context)));
}

function evaluated(evaluator: Evaluator, payload: Payload, key: string, user: GrowthbookUser) {
  const imported = growthbook(payload);
  const context = growthbookContext(user);
  return growthbookResult(imported, evaluator.evaluate(imported.program, key, context), context);
}

function ran(evaluator: Evaluator, payload: Payload, experiment: Payload, user: GrowthbookUser) {
  const imported = growthbook({ ...payload, experiments: [experiment] });
  const context = growthbookContext(user);
  const key = String(experiment.key);
  const result = growthbookExperimentResult(imported, evaluator.evaluate(imported.program, experimentFlag(key), context), context);
  if (result === undefined) throw new Error(imported.problems.join('; '));
  return { imported, result };
}

/** What a case's context says of the user; the rest of it is the payload. */
const userOf = ({ attributes, url, forcedVariations, qaMode, enabled }: Payload): GrowthbookUser =>
  Object.fromEntries(Object.entries({ attributes, url, forcedVariations, qaMode, enabled }).filter(([, value]) => value !== undefined));

const nameOf = ({ attributeName, attributeValue }: StickyBucketDoc): string => `${attributeName}||${attributeValue}`;

/** The cases write shares of the bucket line with eight places. */
const rounded = (value: unknown): unknown => (Array.isArray(value) ? value.map(rounded) : Math.round((value as number) * 1e8) / 1e8);
