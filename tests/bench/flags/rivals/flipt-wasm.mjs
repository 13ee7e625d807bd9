// Flipt's client-side evaluator, Rust compiled to WebAssembly. It has no operator for versions, so it gets the major number instead, which is less
// work.
import { FliptClient } from '@flipt-io/flipt-client-js';
import { COUNTRIES, FLAGS, MIN_AGE, MIN_VERSION, OFF, PLANS, VARIANTS, WEIGHTS } from '../workload.mjs';

export const packageName = '@flipt-io/flipt-client-js';

const constraint = (type, property, operator, value) => ({
  id: property,
  type: `${type}_CONSTRAINT_COMPARISON_TYPE`,
  property,
  operator,
  value,
});

const segment = {
  key: 'segment',
  name: '',
  description: '',
  matchType: 'ALL_SEGMENT_MATCH_TYPE',
  constraints: [
    constraint('STRING', 'country', 'isoneof', JSON.stringify(COUNTRIES)),
    constraint('STRING', 'plan', 'isoneof', JSON.stringify(PLANS)),
    constraint('NUMBER', 'age', 'gte', String(MIN_AGE)),
    constraint('NUMBER', 'appMajor', 'gte', String(Number.parseInt(MIN_VERSION, 10))),
    constraint('BOOLEAN', 'beta', 'true', ''),
  ],
};

const flag = (key) => ({
  key,
  name: key,
  description: '',
  enabled: true,
  type: 'VARIANT_FLAG_TYPE',
  rollouts: [],
  rules: [
    {
      id: `${key}-rule`,
      rank: 1,
      segmentOperator: 'OR_SEGMENT_OPERATOR',
      segments: [segment],
      distributions: VARIANTS.map((variantKey, i) => ({
        id: `${key}-${i}`,
        ruleId: `${key}-rule`,
        variantId: variantKey,
        variantKey,
        variantAttachment: '',
        rollout: WEIGHTS[i],
      })),
    },
  ],
});

export async function open() {
  const state = JSON.stringify({
    namespace: { key: 'default', name: '', description: '', protected: false },
    flags: FLAGS.map(flag),
  });
  const start = () => FliptClient.init({ fetcher: async () => new Response(state, { status: 200, headers: { etag: 'one' } }) });
  const client = await start();
  let entityId;
  let context;
  return {
    setUser: ({ id, country, plan, age, appVersion, beta }) => {
      entityId = id;
      context = { country, plan, age: String(age), appMajor: appVersion.split('.')[0], beta: String(beta) };
    },
    read: (key) => client.evaluateVariant({ flagKey: key, entityId, context }).variantKey || OFF,
    load: async () => (await start()).close?.(),
    close: () => client.close?.(),
  };
}
