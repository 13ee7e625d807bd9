import { basename } from 'node:path';
import type { Stats } from '../../../js/stats/stats.js';
import type { Case, Suite } from '../run.js';
import type { Adaptor } from '../stats/adaptor.js';
import { confseq } from '../stats/confseq.js';
import { datasets } from '../stats/datasets.js';
import { gbstats } from '../stats/gbstats.js';
import { gbstatsPostStratification } from '../stats/gbstats-poststrat.js';
import { gsdesign } from '../stats/gsdesign.js';
import { rBase } from '../stats/r-base.js';
import { savvi } from '../stats/savvi.js';
import { scipyGrid } from '../stats/scipy-grid.js';
import { spotifyConfidence } from '../stats/spotify-confidence.js';
import { statsmodels } from '../stats/statsmodels.js';

/** By the file's name. */
const ADAPTORS: Readonly<Record<string, Adaptor>> = {
  confseq,
  datasets,
  gbstats,
  gbstats_poststrat: gbstatsPostStratification,
  gsdesign,
  r_base: rBase,
  savvi,
  scipy_grid: scipyGrid,
  spotify_confidence: spotifyConfidence,
  statsmodels,
};

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
