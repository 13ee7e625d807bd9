import { attributeAt, idText, type StickyBucketDoc } from './context.js';
import { type Experiment, type Fields, isNumber, isObject, isText, shownOf, type VariationMeta } from './fields.js';
import type { FlagMeta, Leaf, RuleMeta } from './flag-draft.js';
import { experimentFlag, type GrowthbookImport } from './growthbook.js';
import { BUCKETS } from './hash.js';
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
  if (!flag || flag.isMalformed) return result(null, 'unknownFeature');
  // The only error of a program made here: the feature needs its own value, or that of one which does.
  if (answer.errorCode) return result(null, 'cyclicPrerequisite');
  const rule = ruleOf(flag, answer);
  if (!rule) return result(flag.defaultValue, 'defaultValue');
  if (rule.source === 'prerequisite') return result(null, 'prerequisite');
  const value = flag.values[answer.variant ?? -1] ?? null;
  if (rule.source === 'force') return result(value, 'force', rule.ruleId);
  const { experiment, key, leaf, how } = rule;
  return {
    ...result(value, 'experiment', rule.ruleId),
    experiment: {
      variations: experiment.variations ?? [],
      key,
      ...shownOf(experiment),
      ...(how !== 'forced' && leaf && { contextualBandit: leaf }),
    },
    experimentResult: experimentResult(experiment, rule, answer, value, context, feature),
  };
}

/** What running an inline experiment answers; `undefined` when the payload has none of that key. */
export function growthbookExperimentResult(
  imported: GrowthbookImport,
  key: string,
  answer: GrowthbookAnswer,
  context: Fields,
): ExperimentResult | undefined {
  const flag = imported.meta.get(experimentFlag(key));
  if (!flag?.experiment) return undefined;
  const rule = answer.errorCode ? undefined : ruleOf(flag, answer);
  const value = rule ? flag.values[answer.variant as number] : flag.defaultValue;
  return experimentResult(flag.experiment, rule as ExperimentMeta | undefined, answer, value, context, null);
}

/** Where an inline experiment sends the page; `undefined` when it does not. */
export function growthbookRedirect({ meta }: GrowthbookImport, key: string, result: ExperimentResult, page: string): string | undefined {
  const target = isObject(result.value) ? result.value.urlRedirect : undefined;
  if (!result.inExperiment || !isText(target)) return undefined;
  return meta.get(experimentFlag(key))?.experiment?.persistQueryString ? redirectUrl(target, page) : target;
}

/**
 * The document to store so that the unit keeps its variation; `undefined` when there is nothing to store.
 *
 * @param stored what is stored for the same attribute and value
 */
export function growthbookStickyDoc(
  { key, bucketVersion, disableStickyBucketing }: Experiment,
  result: ExperimentResult,
  stored?: StickyBucketDoc,
): StickyBucketDoc | undefined {
  const attributeValue = idText(result.hashValue);
  // Whose variation is hashed is in the experiment.
  if (!result.hashUsed || disableStickyBucketing || attributeValue === undefined) return undefined;
  const assignments = { ...stored?.assignments, [`${key}__${bucketVersion || 0}`]: result.key };
  return { attributeName: result.hashAttribute, attributeValue, assignments };
}

type ExperimentMeta = RuleMeta & { readonly source: 'experiment' };

const ruleOf = ({ rules }: FlagMeta, { rule }: GrowthbookAnswer): RuleMeta | undefined => rules[Number(rule ?? -1)];

/** @param rule what put the unit into the experiment; `undefined`: nothing did */
function experimentResult(
  { meta, hashAttribute, fallbackAttribute, disableStickyBucketing }: Experiment,
  rule: ExperimentMeta | undefined,
  { variant, bucket }: GrowthbookAnswer,
  value: unknown,
  context: Fields,
  featureId: string | null,
): ExperimentResult {
  const variationId = rule ? rule.variants.indexOf(variant as number) : 0;
  const { key, name, passthrough }: VariationMeta = meta?.[variationId] ?? {};
  const hashUsed = rule !== undefined && rule.how !== 'forced';
  // The attribute that the unit was told apart by; as the program chose it, see unitOf().
  const own = hashAttribute || 'id';
  const hashValue = attributeAt(context, own);
  const other = !hashValue && fallbackAttribute && !disableStickyBucketing && context[STICKY] && attributeAt(context, fallbackAttribute);
  return {
    key: key || String(variationId),
    featureId,
    inExperiment: rule !== undefined,
    hashUsed,
    variationId,
    value,
    hashAttribute: other ? (fallbackAttribute as string) : own,
    hashValue: other || hashValue || '',
    stickyBucketUsed: rule?.how === 'sticky',
    ...(name && { name }),
    ...(passthrough && { passthrough }),
    // Of a sticky one what is behind the variation's index, which has lost its last digits.
    ...(hashUsed && isNumber(bucket) && { bucket: Math.round((bucket % 1) * BUCKETS) / BUCKETS }),
    ...(hashUsed && rule.leaf),
  };
}
