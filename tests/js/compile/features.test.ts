import { describe, expect, it } from 'vitest';
import { compileDatafile } from '../../../js/compile/compile-datafile.js';
import type { Datafile } from '../../../js/compile/datafile.js';
import { programOf } from '../../../js/compile/native/program-of.js';
import { bucketOf, unitHash32 } from '../../vectors/oracle/bucketing.mjs';
import { evaluateProgram } from '../../vectors/oracle/program.mjs';
import { EXAMPLES } from './examples.js';
import { readDatafile } from './read-datafile.js';

describe('a datafile with', () => {
  it.each(EXAMPLES)('$name', ({ datafile, environment, rows }) => {
    const { bytes, problems } = compileDatafile(datafile, environment === undefined ? {} : { environment });
    expect(problems).toEqual([]);
    // What the smaller module runs.
    expect(readDatafile(bytes).compat).toBe(false);
    const { program } = programOf(datafile, environment);
    for (const { context = {}, now = 0, flag = 'f', variant, reason, rule, error } of rows) {
      const answer = evaluateProgram(program, context, { now }).get(flag)!;
      const where = `${flag} for ${JSON.stringify(context)} at ${now}`;
      if (variant !== undefined) expect(answer.variantKey, where).toBe(variant);
      if (reason !== undefined) expect(answer.reason, where).toBe(reason);
      if (rule !== undefined) expect(answer.rule, where).toBe(rule);
      expect(answer.errorCode ?? undefined, where).toBe(error);
    }
  });
});

const units = Array.from({ length: 2000 }, (_, i) => `unit ${i} é😀`);
const place = (purpose: string, salt: string, unit: string) => bucketOf(unitHash32(purpose, salt, unit), 1_000_000);
const letters = { type: 'string', variants: { off: 'off', a: 'A' }, default: 'off' } as const;

function isIn(datafile: Datafile, now = 0): (unit: string) => boolean {
  const { program } = programOf(datafile);
  return (user) => evaluateProgram(program, { user }, { now }).get('f')!.variantKey === 'a';
}

describe('units of a datafile', () => {
  it('are held out by a hash of their own', () => {
    const inSplit = isIn({
      holdouts: { quarter: { share: 0.25, salt: 'own' } },
      flags: { f: { ...letters, holdout: 'quarter', rules: [{ split: { weights: { a: 1 }, salt: 's' } }] } },
    });
    for (const unit of units) expect(inSplit(unit), unit).toBe(place('holdout', 'own', unit) >= 250_000);
  });

  it('are let in by a linear ramp as time passes, and never thrown out', () => {
    const day = 86_400_000;
    const at = 1_000 * day;
    const steps = [
      { at, coverage: 0.1 },
      { at: at + day, coverage: 0.1 },
      { at: at + 2 * day + 1, coverage: 0.7 },
    ];
    const datafile: Datafile = {
      flags: { f: { ...letters, rules: [{ ramp: { steps, mode: 'linear' }, split: { weights: { a: 1 }, salt: 's' } }] } },
    };
    let before = new Set<string>();
    for (let now = at - day / 4; now < at + 3 * day; now += day / 4) {
      const nowIn = new Set(units.filter(isIn(datafile, now)));
      for (const unit of before) expect(nowIn.has(unit), `${unit} at ${now}`).toBe(true);
      const share = now < at ? 0 : now < at + day ? 0.1 : now < at + 2 * day + 1 ? 0.1 + (0.6 * (now - at - day)) / (day + 1) : 0.7;
      expect(nowIn.size, `at ${now}`).toBe(units.filter((unit) => place('coverage', 's', unit) < share * 1_000_000).length);
      before = nowIn;
    }
  });

  it('keep their layer, coverage and variant as core/decisions/bucketing.md says', () => {
    const inSplit = isIn({
      layers: { l: { salt: 'layer salt' } },
      flags: {
        f: { ...letters, rules: [{ split: { weights: { a: 1, off: 2 }, salt: 's', coverage: 0.8, layer: 'l', range: [0.1, 0.9] } }] },
      },
    });
    for (const unit of units) {
      const layer = place('layer', 'layer salt', unit);
      const expected =
        layer >= 100_000 && layer < 900_000 && place('coverage', 's', unit) < 800_000 && bucketOf(unitHash32('variant', 's', unit), 3) < 1;
      expect(inSplit(unit), unit).toBe(expected);
    }
  });
});
