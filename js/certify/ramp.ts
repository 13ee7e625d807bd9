import { rampRule } from './coverage.js';
import type { Finding } from './finding.js';
import type { Core, Line } from './line.js';

const STEPS = [0, 0.001, 0.01, 0.02, 0.05, 0.1, 0.2, 0.35, 0.5, 0.75, 0.9, 0.99, 1] as const;

/** (f) Ramps: as coverage rises from nobody to everybody, nobody who is in leaves or changes arms, and in the end all are in. */
export function rampFinding(
  core: Core,
  pairs: readonly (readonly [variant: Line, coverage: Line | undefined])[],
  ids: readonly string[],
): Finding {
  let left = 0;
  let changed = 0;
  let missing = 0;
  for (const [variant, coverage] of pairs) {
    const served = core.serve(
      STEPS.map((share) => rampRule(variant, coverage, share)),
      ids,
    );
    for (let step = 1; step < STEPS.length; step++) {
      for (let unit = 0; unit < ids.length; unit++) {
        const [before, after] = [served[step - 1]?.[unit] as number, served[step]?.[unit] as number];
        if (before >= 0 && after < 0) left++;
        else if (before >= 0 && after !== before) changed++;
      }
    }
    missing += (served.at(-1) as Int32Array).filter((arm) => arm < 0).length + (served[0] as Int32Array).filter((arm) => arm >= 0).length;
  }
  const units = (pairs.length * ids.length).toLocaleString('en');
  const result = `${left} of ${units} units left, ${changed} changed arms in ${STEPS.length - 1} steps from 0 to 100 %`;
  const passes = left + changed + missing === 0;
  const meaning = `raising the coverage throws ${left} users out, gives ${changed} another arm and is wrong for ${missing} at its ends`;
  return { test: 'ramp', verdict: passes ? 'pass' : 'fail', result, ...(!passes && { meaning }), numbers: { left, changed, missing } };
}
