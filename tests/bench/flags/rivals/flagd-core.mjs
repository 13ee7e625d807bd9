// OpenFeature's flagd evaluator: JSONLogic rules, compiled to functions. Evaluates at every read.
import { FlagdCore } from '@openfeature/flagd-core';
import { COUNTRIES, FLAGS, MIN_AGE, MIN_VERSION, OFF, PLANS, VARIANTS, WEIGHTS } from '../workload.mjs';

export const packageName = '@openfeature/flagd-core';

const attribute = (name) => ({ var: name });

const flag = () => ({
  state: 'ENABLED',
  variants: Object.fromEntries([OFF, ...VARIANTS].map((name) => [name, name])),
  defaultVariant: OFF,
  targeting: {
    if: [
      {
        and: [
          { in: [attribute('country'), COUNTRIES] },
          { in: [attribute('plan'), PLANS] },
          { '>=': [attribute('age'), MIN_AGE] },
          { sem_ver: [attribute('appVersion'), '>=', MIN_VERSION] },
          { '==': [attribute('beta'), true] },
        ],
      },
      { fractional: [{ cat: [attribute('$flagd.flagKey'), attribute('targetingKey')] }, ...VARIANTS.map((name, i) => [name, WEIGHTS[i]])] },
      OFF,
    ],
  },
});

const silent = () => undefined;
const logger = { error: silent, warn: silent, info: silent, debug: silent };

export function open() {
  const json = JSON.stringify({ flags: Object.fromEntries(FLAGS.map((key) => [key, flag()])) });
  const start = () => {
    const core = new FlagdCore();
    core.setConfigurations(json);
    return core;
  };
  const core = start();
  let context;
  return {
    setUser: ({ id, country, plan, age, appVersion, beta }) => {
      context = { targetingKey: id, country, plan, age, appVersion, beta };
    },
    read: (key) => core.resolveStringEvaluation(key, OFF, context, logger).value,
    load: start,
    close: silent,
  };
}
