import { attributeAt, idText, type StickyBucketDoc } from './context.js';
import { type Experiment, type Fields, isNumber, isObject, type VariationMeta } from './fields.js';
import type { FlagMeta, Leaf, RuleMeta } from './flag-draft.js';
import { experimentFlag, type GrowthbookImport } from './growthbook.js';
import { bucketsOf } from './hash.js';
import { STICKY } from './reserved.js';
import { redirectUrl } from './url.js';

/** What the evaluator answered. */
export interface GrowthbookAnswer {
  readonly variant?: number | null | undefined;
  readonly rule?: string | null | undefined;
  readonly bucket?: number | null | undefined;
  readonly errorCode?: string | null | undefined;
}

export interface ExperimentResult extends Partial<Leaf> {
  readonly key: string;
  readonly featureId: string | null;
  readonly inExperiment: boolean;
  readonly hashUsed: boolean;
  readonly variationId: number;
  readonly value: unknown;
  readonly hashAttribute: string;
  readonly hashValue: unknown;
  readonly stickyBucketUsed: boolean;
  readonly name?: string;
  readonly bucket?: number;
  readonly passthrough?: boolean;
}

export interface FeatureResult {
  readonly value: unknown;
  readonly on: boolean;
  readonly off: boolean;
  readonly source: 'unknownFeature' | 'defaultValue' | 'force' | 'experiment' | 'prerequisite' | 'cyclicPrerequisite';
  readonly ruleId: string;
  readonly experiment?: Experiment;
  readonly experimentResult?: ExperimentResult;
}

/**
 * A feature's answer as GrowthBook's SDK gives it.
 *
 * @param context what growthbookContext() made and the feature was evaluated with
 */
export function growthbookResult({ meta }: GrowthbookImport, feature: string, answer: GrowthbookAnswer, context: Fields): FeatureResult {
  const flag = meta.get(feature);
  const result = (value: unknown, source: FeatureResult['source'], ruleId = ''): FeatureResult => ({
    value,
    on: !!value,
    off: !value,
    source,
    ruleId,
  });
  if (flag === undefined || flag.isMalformed) return result(null, 'unknownFeature');
  // The only error of a program made here: the feature needs its own value, or that of one which does.
  if (answer.errorCode) return result(null, 'cyclicPrerequisite');
  const rule = ruleOf(flag, answer);
  if (rule === undefined) return result(flag.defaultValue, 'defaultValue');
  if (rule.source === 'prerequisite') return result(null, 'prerequisite');
  const value = isNumber(answer.variant) ? flag.values[answer.variant] : null;
  if (rule.source === 'force') return result(value, 'force', rule.ruleId);
  return {
    ...result(value, 'experiment', rule.ruleId),
    experiment: { ...describe(rule), ...(rule.leaf && rule.how !== 'forced' && { contextualBandit: rule.leaf }) },
    experimentResult: enrolled(rule, answer, value, context, feature),
  };
}

/** What GrowthBook's results show of a rule that is an experiment, besides its variations and its key. */
const DESCRIBED = [
  'coverage',
  'weights',
  'hashAttribute',
  'fallbackAttribute',
  'disableStickyBucketing',
  'bucketVersion',
  'minBucketVersion',
  'namespace',
  'meta',
  'ranges',
  'name',
  'phase',
  'seed',
  'hashVersion',
  'filters',
  'condition',
];

const describe = ({ experiment, key }: ExperimentMeta): Experiment => ({
  variations: experiment.variations ?? [],
  key,
  ...Object.fromEntries(DESCRIBED.filter((name) => name in experiment).map((name) => [name, experiment[name]])),
});

/** What running an inline experiment answers; `undefined` when the payload has none of that key. */
export function growthbookExperimentResult(
  imported: GrowthbookImport,
  key: string,
  answer: GrowthbookAnswer,
  context: Fields,
): ExperimentResult | undefined {
  const flag = imported.meta.get(experimentFlag(key));
  if (flag?.experiment === undefined) return undefined;
  const rule = answer.errorCode ? undefined : ruleOf(flag, answer);
  if (rule?.source === 'experiment') return enrolled(rule, answer, flag.values[answer.variant as number], context, null);
  const { experiment, defaultValue: value } = flag;
  return { ...described(experiment, 0, value, context), featureId: null, inExperiment: false, hashUsed: false, stickyBucketUsed: false };
}

/** Where an inline experiment sends the page; `undefined` when it does not. */
export function growthbookRedirect({ meta }: GrowthbookImport, key: string, result: ExperimentResult, page: string): string | undefined {
  const target = isObject(result.value) ? result.value.urlRedirect : undefined;
  const keepQuery = meta.get(experimentFlag(key))?.experiment?.persistQueryString === true;
  return result.inExperiment && typeof target === 'string' ? redirectUrl(target, page, keepQuery) : undefined;
}

/**
 * The document to store so that the unit keeps its variation; `undefined` when there is nothing to store.
 *
 * @param stored what is stored for the same attribute and value
 */
export function growthbookStickyDoc(
  experiment: Experiment,
  result: ExperimentResult,
  stored?: StickyBucketDoc,
): StickyBucketDoc | undefined {
  const attributeValue = idText(result.hashValue);
  if (!result.inExperiment || !result.hashUsed || experiment.disableStickyBucketing || attributeValue === undefined) return undefined;
  const assignments = { ...stored?.assignments, [`${experiment.key}__${experiment.bucketVersion || 0}`]: result.key };
  return { attributeName: result.hashAttribute, attributeValue, assignments };
}

type ExperimentMeta = RuleMeta & { readonly source: 'experiment' };

const ruleOf = ({ rules }: FlagMeta, { rule }: GrowthbookAnswer): RuleMeta | undefined => (rule == null ? undefined : rules[Number(rule)]);

function enrolled(
  { experiment, how, variants, leaf }: ExperimentMeta,
  { variant, bucket }: GrowthbookAnswer,
  value: unknown,
  context: Fields,
  featureId: string | null,
): ExperimentResult {
  const hashUsed = how !== 'forced';
  const buckets = bucketsOf(experiment.hashVersion || 1) as number;
  return {
    ...described(experiment, variants.indexOf(variant as number), value, context),
    featureId,
    inExperiment: true,
    hashUsed,
    stickyBucketUsed: how === 'sticky',
    // Of a sticky one what is behind the variation's index, which has lost its last digits.
    ...(hashUsed && isNumber(bucket) ? { bucket: Math.round((bucket % 1) * buckets) / buckets } : {}),
    ...(hashUsed && leaf),
  };
}

function described(experiment: Experiment, variationId: number, value: unknown, context: Fields) {
  const { key, name, passthrough }: VariationMeta = experiment.meta?.[variationId] ?? {};
  return {
    key: key || String(variationId),
    variationId,
    value,
    ...hashedBy(experiment, context),
    ...(name ? { name } : {}),
    ...(passthrough ? { passthrough } : {}),
  };
}

/** The attribute that the unit was told apart by; as the program chose it, see unitOf(). */
function hashedBy({ hashAttribute, fallbackAttribute, disableStickyBucketing }: Experiment, context: Fields) {
  const own = hashAttribute || 'id';
  const hashValue = attributeAt(context, own);
  const other =
    fallbackAttribute && !disableStickyBucketing && context[STICKY] !== undefined ? attributeAt(context, fallbackAttribute) : undefined;
  return !hashValue && other
    ? { hashAttribute: fallbackAttribute as string, hashValue: other }
    : { hashAttribute: own, hashValue: hashValue || '' };
}
