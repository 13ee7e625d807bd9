// Every fuzz target for a moment, always with the same seed: enough to replay the corpus and to see that the target still stands.
import { availableParallelism } from 'node:os';
import { fuzz as fuzzTarget, fuzzTargets } from '../fuzz.mjs';
import { whyNoFuzzing } from '../fuzz-compiler.mjs';
import { inParallel } from '../process.mjs';

const secondsEach = 3;

export const fuzz = {
  name: 'fuzz',
  title: `Fuzzing, ${secondsEach} s per target (npm run fuzz does it at length)`,
  needs: ['fuzz'],
  why: whyNoFuzzing,
  count: () => fuzzTargets().length,
  run: runTargets,
};

async function runTargets({ symbolizer }) {
  const targets = fuzzTargets();
  const results = await inParallel(
    availableParallelism(),
    targets.map((target) => async () => ({ name: target, ...(await fuzzTarget(target, { seconds: secondsEach, seed: 1, symbolizer })) })),
  );
  const failed = results.filter(({ ok }) => !ok);
  return { passed: results.length - failed.length, skipped: 0, failures: failed.map(({ name, output }) => ({ name, text: output })) };
}
