import { hash } from '../compat/growthbook/hash.js';
import { optimizelyBucket, posthogHash, splitHash, statsigBucket } from '../compat/hash-modes/index.js';
import { bucketOf } from '../compat/launchdarkly/bucket.js';
import { variantNumber } from '../compat/unleash/strategy.js';
import { PARTS } from '../compile/native/fields.js';
import { bucketExpr } from '../compile/native/unit.js';
import { attribute, number, text } from '../compile/program/expr.js';
import type { Expr } from '../compile/program/program.js';
import type { Experiment } from './experiment.js';
import type { Line } from './line.js';

/** One way of bucketing. The expressions are those that datafiles are compiled to. */
export interface Mode {
  readonly name: string;
  readonly formula: string;
  /** Tests that it is known to fail: who certifies must find that out. */
  readonly knownToFail?: readonly ('independence' | 'coverage')[];
  /** What who uses it can do about it. */
  readonly advice?: string;
  /** The number that the arm is chosen by. */
  readonly variant: (experiment: Experiment) => Line;
  /** The number that lets a share of the units in; `shortened`: none, a lower coverage shortens the part of each arm; a text: why there is no coverage. */
  readonly coverage: ((experiment: Experiment) => Line) | 'shortened' | { readonly none: string };
  /** The number that experiments of one layer divide between them; a text: why there is none. */
  readonly layer: ((layer: Experiment) => Line) | { readonly none: string };
}

/** The attribute of the context that holds the id. */
export const UNIT = 'user';

const id = attribute(UNIT);
const line = (value: Expr, buckets: number, high = buckets): Line => ({ number: value, high, buckets });
const modulo = (value: Expr, buckets: number): Line => line(['modulo', value, number(buckets)], buckets);
/** A number of 60 bits in [0, 1]. */
const real = (value: Expr): Line => line(value, 1_000_000, 1);
const assay = (purpose: string, { key }: Experiment): Line => line(bucketExpr(purpose, key, ['unit', id], PARTS), PARTS);
const growthbook = (key: string, version: 1 | 2): Line => line(hash(key, id, version) as Expr, version === 1 ? 1000 : 10_000, 1);
const murmur = (seed: number, before: string): Expr => ['murmur3', seed, 0, ['cat', text(before), id]];
const md5 = (salt: string): Line => modulo(['md5', ['cat', text(`${salt}-`), id]], 10_000);
const digits = ({ seed }: Experiment): string => String(9_000_000_000 + seed);

const NO_LAYERS = { none: 'the format has no layers' };
const BY_WEIGHTS = { none: 'the format has no coverage apart from the weights' };

export const ASSAY: Mode = {
  name: 'assay',
  formula: 'XXH64("variant" 1F salt 1F id) >> 32, scaled',
  variant: (experiment) => assay('variant', experiment),
  coverage: (experiment) => assay('coverage', experiment),
  layer: (layer) => assay('layer', layer),
};

export const MODES: readonly Mode[] = [
  ASSAY,
  {
    name: 'growthbook-v1',
    formula: 'FNV-1a(id + key) % 1000',
    knownToFail: ['independence'],
    advice: 'use hashVersion 2',
    variant: ({ key }) => growthbook(key, 1),
    coverage: 'shortened',
    layer: ({ key }) => growthbook(`__${key}`, 1),
  },
  {
    name: 'growthbook-v2',
    formula: 'FNV-1a(digits of FNV-1a(key + id)) % 10000',
    advice: 'instead of namespaces, which stay with version 1, use filters',
    variant: ({ key }) => growthbook(key, 2),
    coverage: 'shortened',
    layer: ({ key }) => growthbook(`__${key}`, 1),
  },
  {
    name: 'unleash',
    formula: 'MurmurHash3(group + ":" + id, seed 86028157) % 1000',
    variant: ({ key }) => line(variantNumber(UNIT, key, 1000, 0), 1000),
    coverage: ({ key }) => modulo(murmur(0, `${key}:`), 100),
    layer: NO_LAYERS,
  },
  {
    name: 'unleash-one-seed',
    formula: 'unleash before variants had a seed of their own: seed 0 for rollout and variant',
    knownToFail: ['coverage'],
    advice: 'use an SDK that seeds variants with 86028157',
    variant: ({ key }) => modulo(murmur(0, `${key}:`), 1000),
    coverage: ({ key }) => modulo(murmur(0, `${key}:`), 100),
    layer: NO_LAYERS,
  },
  {
    name: 'launchdarkly',
    formula: 'SHA-1(key.salt.id), 60 bits',
    variant: ({ key, salt }) => real(bucketOf(id, `${key}.${salt}`)),
    coverage: BY_WEIGHTS,
    layer: NO_LAYERS,
  },
  {
    name: 'posthog',
    formula: 'SHA-1(key.id + "variant"), 60 bits',
    variant: ({ key }) => real(posthogHash(key, id, 'variant')),
    coverage: ({ key }) => real(posthogHash(key, id)),
    layer: NO_LAYERS,
  },
  {
    name: 'ufc',
    formula: 'MD5(salt-id), 32 bits, % 10000 (Eppo, Datadog)',
    variant: ({ key }) => md5(`split-${key}`),
    coverage: ({ key }) => md5(`traffic-${key}`),
    layer: ({ key }) => md5(`layer-${key}`),
  },
  {
    name: 'optimizely',
    formula: 'MurmurHash3(id + experiment id, seed 1), scaled to 10000',
    variant: (experiment) => line(optimizelyBucket(id, digits(experiment)), 10_000),
    coverage: 'shortened',
    layer: (layer) => line(optimizelyBucket(id, digits(layer)), 10_000),
  },
  {
    name: 'split',
    formula: 'MurmurHash3(id, seed of the feature) % 100',
    variant: ({ seed }) => modulo(splitHash(id, seed), 100),
    coverage: ({ seed }) => modulo(splitHash(id, ~seed), 100),
    layer: NO_LAYERS,
  },
  {
    name: 'flagd',
    formula: 'MurmurHash3(key + id, seed 0), scaled to the weights (fractional of version 2)',
    variant: ({ key }) => line(['scale', 10_000, murmur(0, key)], 10_000),
    coverage: BY_WEIGHTS,
    layer: NO_LAYERS,
  },
  {
    name: 'statsig',
    formula: 'SHA-256(salt.id), 64 bits, % 1000',
    variant: ({ salt }) => line(statsigBucket(id, salt), 1000),
    coverage: ({ key, salt }) => line(['sha256', 10_000, ['cat', text(`${salt}.${key}.`), id]], 10_000),
    layer: { none: 'layers are resolved on the server' },
  },
  {
    name: 'flipt',
    formula: 'CRC-32(key + id) % 1000',
    knownToFail: ['independence'],
    advice: 'CRC-32 is a checksum, not a hash: do not run two experiments on the same people',
    variant: ({ key }) => modulo(['crc32', ['cat', text(key), id]], 1000),
    coverage: BY_WEIGHTS,
    layer: NO_LAYERS,
  },
  {
    name: 'flipt-rollout',
    formula: 'CRC-32(id + key) % 100 (thresholds of boolean flags)',
    knownToFail: ['independence'],
    advice: 'CRC-32 is a checksum, not a hash: do not run two rollouts as experiments on the same people',
    variant: ({ key }) => modulo(['crc32', ['cat', id, text(key)]], 100),
    coverage: BY_WEIGHTS,
    layer: NO_LAYERS,
  },
];
