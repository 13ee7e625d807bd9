// Assay in Node, through the package's own entry points. The splits name no experiment, so no exposure is recorded: an exposure is an
// event, and what events cost is the behaviour group's to say.
import { createAssay } from 'assay';
import { compileDatafile } from 'assay/compile';
import { COUNTRIES, FLAGS, MIN_AGE, MIN_VERSION, OFF, PLANS, VARIANTS, WEIGHTS } from './workload.mjs';

const flag = () => ({
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
      split: { weights: Object.fromEntries(VARIANTS.map((name, i) => [name, WEIGHTS[i]])) },
    },
  ],
});

export async function open() {
  const { bytes, problems } = compileDatafile({ flags: Object.fromEntries(FLAGS.map((key) => [key, flag()])) });
  if (problems.length > 0) throw new Error(`assay: ${problems[0].flag}: ${problems[0].message}`);
  const errors = []; // what goes wrong behind calls that do not throw
  const start = () => createAssay({ datafile: bytes, onError: (error) => errors.push(error) });
  const assay = await start();
  return {
    setUser: ({ id, country, plan, age, appVersion, beta }) => assay.setContext({ user: id, country, plan, age, appVersion, beta }),
    read: (key) => assay.flag(key, OFF),
    // Until flags can be read: from the compiled datafile, with flags.wasm read, compiled and instantiated every time.
    load: async () => (await start()).close(),
    close: async () => {
      await assay.close();
      if (errors.length > 0) throw errors[0];
    },
  };
}
