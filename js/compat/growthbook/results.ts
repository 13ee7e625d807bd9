import type { Details } from '../../client/types.js';
import { attributeAt, idText, type StickyBucketDoc } from './context.js';
import { type Experiment, type Fields, isNumber, isObject, isText, type VariationMeta } from './fields.js';
import type { FlagMeta, Leaf, RuleMeta } from './flag-draft.js';
import type { GrowthbookImport } from './growthbook.js';
import { BUCKETS } from './hash.js';
import { experimentFlag, STICKY } from './reserved.js';
import { redirectUrl } from './url.js';

export { getBucketRanges, getEqualWeights } from './ranges.js';

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
 * @param answer what `assay.details()` returned for the feature
 * @param context what growthbookContext() made and the feature was evaluated with
 */
export function growthbookResult({ meta }: GrowthbookImport, answer: Details<unknown>, context: Fields): FeatureResult {
  const flag = meta.get(answer.flag);
  const result = (value: unknown, source: FeatureResult['source'], ruleId = ''): FeatureResult => ({
    value,
    on: !!value,
    off: !value,
    source,
    ruleId,
  });
  if (!flag) return result(null, 'unknownFeature');
  // The only error of a program made here: the feature needs its own value, or that of one which does.
  if (answer.errorCode) return result(null, 'cyclicPrerequisite');
  const rule = ruleOf(flag, answer);
  if (!rule) return result(flag.defaultValue ?? null, 'defaultValue');
  if (rule.source === 'prerequisite') return result(null, 'prerequisite');
  const value = answer.value ?? null;
  const ruleId = rule.rule.id;
  if (rule.source === 'force') return result(value, 'force', ruleId);
  const { rule: experiment, leaf, how } = rule;
  return {
    ...result(value, 'experiment', ruleId),
    experiment: {
      variations: experiment.variations ?? [],
      key: experiment.key as string,
      ...Object.fromEntries(SHOWN.filter((name) => name in experiment).map((name) => [name, experiment[name]])),
      ...(how !== 'forced' && leaf && { contextualBandit: leaf }),
    },
    experimentResult: experimentResult(flag, experiment, rule, answer, context, answer.flag),
  };
}

/**
 * What running an inline experiment answers; `undefined` when the payload has no such experiment.
 *
 * @param answer what `assay.details(experimentFlag(key))` returned
 * @param context as in growthbookResult()
 */
export function growthbookExperimentResult(
  { meta }: GrowthbookImport,
  answer: Details<unknown>,
  context: Fields,
): ExperimentResult | undefined {
  const flag = meta.get(answer.flag);
  if (!flag?.experiment) return undefined;
  const rule = answer.errorCode ? undefined : ruleOf(flag, answer);
  const decided = rule ? answer : { ...answer, value: flag.defaultValue ?? null };
  return experimentResult(flag, flag.experiment, rule as ExperimentMeta | undefined, decided, context, null);
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

/** What results show of an experiment besides its variations and key. */
const SHOWN = (
  'seed hashAttribute fallbackAttribute name coverage hashVersion bucketVersion minBucketVersion disableStickyBucketing condition ranges ' +
  'weights namespace filters meta phase'
).split(' ');

type ExperimentMeta = RuleMeta & { readonly source: 'experiment' };

const ruleOf = ({ rules }: FlagMeta, { rule }: Details<unknown>): RuleMeta | undefined => rules[Number(rule ?? -1)];

/** @param rule what put the unit into the experiment; `undefined`: nothing did */
function experimentResult(
  { variants }: FlagMeta,
  { meta, hashAttribute, fallbackAttribute, disableStickyBucketing }: Experiment,
  rule: ExperimentMeta | undefined,
  { variant, value, bucket }: Details<unknown>,
  context: Fields,
  featureId: string | null,
): ExperimentResult {
  const variationId = rule ? rule.variants.findIndex((index) => variants[index]?.key === variant) : 0;
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
