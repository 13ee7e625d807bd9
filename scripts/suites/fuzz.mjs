// Every fuzz target for a moment and some datafiles as JSON, always with the same seed: enough to replay the corpus and to see that all of it
// still stands.
import { availableParallelism } from 'node:os';
import { build } from '../build.mjs';
import { fuzz as fuzzTarget, fuzzTargets } from '../fuzz.mjs';
import { whyNoFuzzing } from '../fuzz-compiler.mjs';
import { fuzzJson } from '../fuzz-json.mjs';
import { inParallel } from '../process.mjs';

const secondsEach = 3;
const jsonInputs = 3000;

export const fuzz = {
  name: 'fuzz',
  title: `Fuzzing, ${secondsEach} s per target and ${jsonInputs} datafiles (npm run fuzz does it at length)`,
  needs: ['wasm', 'js'],
  run: runAll,
};

async function runAll(tools) {
  const reason = whyNoFuzzing(tools);
  if (reason === undefined) await build(tools, ['fuzz']);
  const targets = fuzzTargets();
  const results = await inParallel(availableParallelism(), [runJson, ...(reason === undefined ? targets.map(runTarget(tools)) : [])]);
  return {
    passed: results.filter(({ ok }) => ok).length,
    skipped: reason === undefined ? 0 : targets.length,
    failures: results.filter(({ ok }) => !ok).map(({ name, output }) => ({ name, text: output })),
    notes: reason === undefined ? [] : [reason],
  };
}

const runTarget =
  ({ symbolizer }) =>
  (name) =>
  async () => ({ name, ...(await fuzzTarget(name, { seconds: secondsEach, seed: 1, symbolizer })) });

async function runJson() {
  const { found, findings } = await fuzzJson({ count: jsonInputs });
  return { name: 'datafiles as JSON', ok: found === 0, output: findings.map(({ text }) => text).join('\n\n') };
}
