import type { Stats } from '../../../js/stats/stats.js';
import type { Outcome } from '../report.js';
import { agree, all } from './agree.js';
import type { DataSet } from './datasets.js';

/** "gross conv baseline .20625 dmin .01 a=.05 b=.2 …; net conv .1093125 dmin .0075": users per arm, to the 0.1 % that calculators differ. */
export function checkSizing({ name, published }: DataSet, stats: Stats): Outcome {
  const said = (what: string): number => Number(new RegExp(`${what}=([\\d.]*\\d)`).exec(name)?.[1]);
  const target = { alpha: said('\\ba'), power: 1 - said('\\bb'), variance: 'control' } as const;
  const sizes = Array.from(name.matchAll(/(\w+) conv (?:baseline )?([\d.]+) dmin ([\d.]*\d)/g), ([, metric, baseline, change]): Outcome => {
    const rate = Number(baseline);
    return agree(published[metric as string] as number, stats.rateSampleSize(rate, rate + Number(change), target), { rtol: 0.001 });
  });
  return all(agree(true, sizes.length > 0, {}), ...sizes);
}
