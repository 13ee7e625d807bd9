import { basename } from 'node:path';
import type { Stats } from '../../../js/stats/stats.js';
import type { Case, Suite } from '../run.js';
import type { Adaptor } from '../stats/adaptor.js';
import { scipyGrid } from '../stats/scipy-grid.js';

/** By the file's name. */
const ADAPTORS: Readonly<Record<string, Adaptor>> = { scipy_grid: scipyGrid };

/** The statistics of experiments, against what other libraries answer: through stats.wasm, each case within the tolerance it states. */
export const suite: Suite = {
  name: 'stats',
  *cases(path, content): Iterable<Case> {
    const stem = basename(path, '.json');
    const adaptor = ADAPTORS[stem];
    if (adaptor === undefined) throw new Error('there is no adaptor for this file');
    for (const { name, check } of adaptor(content)) {
      yield { name: `${stem}: ${name}`, run: (evaluator) => check((evaluator as unknown as { readonly statistics: Stats }).statistics) };
    }
  },
};
