// GrowthBook's SDK as a page uses it: one instance, attributes set per user, evaluation at every read. A tracking callback is set, as in
// every experiment, so exposures are remembered and reported once, like ours.
import { GrowthBook } from '@growthbook/growthbook';
import { COUNTRIES, FLAGS, MIN_AGE, MIN_VERSION, OFF, PLANS, VARIANTS, WEIGHTS } from '../workload.mjs';

export const packageName = '@growthbook/growthbook';

const feature = (key) => ({
  defaultValue: OFF,
  rules: [
    {
      key: `${key}-experiment`,
      seed: key,
      hashAttribute: 'id',
      hashVersion: 2,
      coverage: 1,
      variations: VARIANTS,
      weights: WEIGHTS.map((percent) => percent / 100),
      condition: {
        country: { $in: COUNTRIES },
        plan: { $in: PLANS },
        age: { $gte: MIN_AGE },
        appVersion: { $vgte: MIN_VERSION },
        beta: true,
      },
    },
  ],
});

export function open() {
  const json = JSON.stringify({ features: Object.fromEntries(FLAGS.map((key) => [key, feature(key)])) });
  const start = () => {
    const growthbook = new GrowthBook({ trackingCallback: () => undefined });
    growthbook.initSync({ payload: JSON.parse(json) });
    return growthbook;
  };
  const growthbook = start();
  return {
    setUser: ({ id, country, plan, age, appVersion, beta }) => void growthbook.setAttributes({ id, country, plan, age, appVersion, beta }),
    read: (key) => growthbook.evalFeature(key).value,
    load: () => start().destroy(),
    close: () => growthbook.destroy(),
  };
}
