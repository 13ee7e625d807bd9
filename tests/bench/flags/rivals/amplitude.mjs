// Amplitude Experiment's local evaluation: one call evaluates a list of flags, its answers are plain objects that are then read.
import { EvaluationEngine } from '@amplitude/experiment-core';
import { COUNTRIES, FLAGS, MIN_AGE, MIN_VERSION, OFF, PLANS, VARIANTS, WEIGHTS } from '../workload.mjs';

export const packageName = '@amplitude/experiment-core';

// A hash is divided by 100 before it is compared with a distribution's range, so 32 bits end here.
const HASH_END = Math.ceil(2 ** 32 / 100);

const attribute = (name) => ['context', 'user', 'user_properties', name];

const distributions = VARIANTS.map((variant, i) => {
  const start = WEIGHTS.slice(0, i).reduce((sum, weight) => sum + weight, 0);
  return { variant, range: [start, start + WEIGHTS[i]].map((percent) => Math.round((HASH_END * percent) / 100)) };
});

const flag = (key) => ({
  key,
  variants: Object.fromEntries([OFF, ...VARIANTS].map((name) => [name, { key: name, value: name }])),
  segments: [
    {
      conditions: [
        [
          { selector: attribute('country'), op: 'is', values: COUNTRIES },
          { selector: attribute('plan'), op: 'is', values: PLANS },
          { selector: attribute('age'), op: 'greater or equal', values: [String(MIN_AGE)] },
          { selector: attribute('appVersion'), op: 'version greater or equal', values: [MIN_VERSION] },
          { selector: attribute('beta'), op: 'is', values: ['true'] },
        ],
      ],
      bucket: { selector: ['context', 'user', 'user_id'], salt: key, allocations: [{ range: [0, 100], distributions }] },
      variant: OFF,
    },
    { variant: OFF },
  ],
});

export function open() {
  const json = JSON.stringify(FLAGS.map(flag));
  const start = () => ({ engine: new EvaluationEngine(), flags: JSON.parse(json) });
  const { engine, flags } = start();
  const byKey = new Map(flags.map((each) => [each.key, [each]]));
  let context;
  let answers;
  const setContext = ({ id, country, plan, age, appVersion, beta }) => {
    context = { user: { user_id: id, user_properties: { country, plan, age, appVersion, beta } } };
  };
  return {
    setUser: (user) => {
      setContext(user);
      answers = engine.evaluate(context, flags);
    },
    read: (key) => answers[key].value,
    // Who wants one flag passes only that one.
    evaluateOne: (user, key) => {
      setContext(user);
      return engine.evaluate(context, byKey.get(key))[key].value;
    },
    load: start,
    close: () => undefined,
  };
}
