// Eppo's evaluator, the part that its SDKs share: configuration in, one flag per call. Assignments are logged to nobody.
import { EppoClient, MemoryOnlyConfigurationStore } from '@eppo/js-client-sdk-common';
import { COUNTRIES, FLAGS, MIN_AGE, MIN_VERSION, OFF, PLANS, VARIANTS, WEIGHTS } from '../workload.mjs';

export const packageName = '@eppo/js-client-sdk-common';

const SHARDS = 10_000;

const conditions = [
  { attribute: 'country', operator: 'ONE_OF', value: COUNTRIES },
  { attribute: 'plan', operator: 'ONE_OF', value: PLANS },
  { attribute: 'age', operator: 'GTE', value: MIN_AGE },
  { attribute: 'appVersion', operator: 'GTE', value: MIN_VERSION },
  { attribute: 'beta', operator: 'ONE_OF', value: ['true'] },
];

const splits = (key) =>
  VARIANTS.map((variationKey, i) => {
    const start = WEIGHTS.slice(0, i).reduce((sum, weight) => sum + weight, 0);
    const [from, to] = [start, start + WEIGHTS[i]].map((percent) => (percent * SHARDS) / 100);
    return { variationKey, shards: [{ salt: `${key}-split`, ranges: [{ start: from, end: to }] }] };
  });

const flag = (key) => ({
  key,
  enabled: true,
  variationType: 'STRING',
  variations: Object.fromEntries(VARIANTS.map((name) => [name, { key: name, value: name }])),
  allocations: [{ key: 'allocation', rules: [{ conditions }], splits: splits(key), doLog: true }],
  totalShards: SHARDS,
});

export async function open() {
  const json = JSON.stringify(Object.fromEntries(FLAGS.map((key) => [key, flag(key)])));
  const start = async () => {
    const store = new MemoryOnlyConfigurationStore();
    await store.setEntries(JSON.parse(json));
    const client = new EppoClient({ flagConfigurationStore: store });
    client.setAssignmentLogger({ logAssignment: () => undefined });
    return client;
  };
  const client = await start();
  let subject;
  let attributes;
  return {
    setUser: ({ id, country, plan, age, appVersion, beta }) => {
      subject = id;
      attributes = { country, plan, age, appVersion, beta };
    },
    read: (key) => client.getStringAssignment(key, subject, attributes, OFF),
    load: start,
    close: () => undefined,
  };
}
