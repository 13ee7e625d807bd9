// Assay in Node, through the package's own entry points. Exposures are on, as for everybody who experiments: reading a flag asks whether
// this user's exposure is still to be recorded. It is recorded once, in the check before the measurement.
import { createAssay } from 'assay';
import { compileDatafile } from 'assay/compile';
import { COUNTRIES, FLAGS, MIN_AGE, MIN_VERSION, OFF, PLANS, VARIANTS, WEIGHTS } from './workload.mjs';

const flag = (key) => ({
  type: 'string',
  variants: Object.fromEntries([OFF, ...VARIANTS].map((name) => [name, name])),
  default: OFF,
  rules: [
    {
      when: {
        country: { in: COUNTRIES },
        plan: { in: PLANS },
        age: { gte: MIN_AGE },
        appVersion: { semver_gte: MIN_VERSION },
        beta: true,
      },
      split: { experiment: `${key}-experiment`, weights: Object.fromEntries(VARIANTS.map((name, i) => [name, WEIGHTS[i]])) },
    },
  ],
});

export async function open() {
  const { bytes, problems } = compileDatafile({ flags: Object.fromEntries(FLAGS.map((key) => [key, flag(key)])) });
  if (problems.length > 0) throw new Error(`assay: ${problems[0].flag}: ${problems[0].message}`);
  const fail = (error) => {
    throw error;
  };
  const start = () => createAssay({ datafile: bytes, onError: fail });
  const assay = await start();
  return {
    setUser: ({ id, country, plan, age, appVersion, beta }) => assay.setContext({ user: id, country, plan, age, appVersion, beta }),
    read: (key) => assay.flag(key, OFF),
    // Until flags can be read: from the compiled datafile, with flags.wasm read, compiled and instantiated every time.
    load: async () => (await start()).close(),
    settle: () => assay.flush(),
    close: () => assay.close(),
  };
}
