import { existsSync } from 'node:fs';
import { expect, it } from 'vitest';
import { run } from '../../conformance/run.js';
import { suite } from '../../conformance/suites/stats.js';
import { openEvaluator } from '../../conformance/targets.js';
import { repositoryPath } from '../vectors/vector-files.js';

const FOLDER = repositoryPath('../shared/conformance/stats');

/** `atLeast`: so many cases must be there, so that an adaptor that reads fewer of its file than before is noticed. */
const FILES = [
  { file: 'confseq', atLeast: 31 },
  { file: 'datasets', atLeast: 7 },
  { file: 'gbstats', atLeast: 55 },
  { file: 'gbstats_poststrat', atLeast: 11 },
  { file: 'gsdesign', atLeast: 9 },
  { file: 'r_base', atLeast: 93 },
  { file: 'scipy_grid', atLeast: 298 },
  { file: 'spotify_confidence', atLeast: 9 },
  { file: 'statsmodels', atLeast: 100 },
];

for (const { file, atLeast } of FILES) {
  it(`passes every case of ${file} through WebAssembly`, async ({ skip }) => {
    const path = `${FOLDER}/${file}.json`;
    if (!existsSync(path)) skip('shared/conformance/stats is not there: the cases are not ours to publish');
    const lines: string[] = [];
    await run(suite, [path], await openEvaluator('wasm'), (line) => lines.push(line));
    const [passed] = /^(\d+) passed, 0 failed, 0 skipped$/.exec(lines.at(-1) ?? '')?.slice(1) ?? [];
    expect(Number(passed), lines.join('\n')).toBeGreaterThanOrEqual(atLeast);
  });
}
