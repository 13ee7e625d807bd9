import { existsSync } from 'node:fs';
import { expect, it } from 'vitest';
import { run, type Suite } from '../../conformance/run.js';
import { suite as datasketches } from '../../conformance/suites/datasketches.js';
import { suite as posthogFunnel } from '../../conformance/suites/posthog-funnel.js';
import { suite as retention } from '../../conformance/suites/retention.js';
import { suite as sequence } from '../../conformance/suites/sequence.js';
import { suite as windowFunnel } from '../../conformance/suites/window-funnel.js';
import { suite as windowFunnelDiff } from '../../conformance/suites/window-funnel-diff.js';
import { openEvaluator } from '../../conformance/targets.js';
import { repositoryPath } from '../vectors/vector-files.js';

const FOLDER = repositoryPath('../shared/conformance/behavior');

/** `atLeast`: so many cases must be there, so that a suite that reads fewer of its files than before is noticed. */
const SUITES: readonly { readonly suite: Suite; readonly folders: readonly string[]; readonly atLeast: number }[] = [
  { suite: windowFunnel, folders: ['clickhouse_window_funnel', 'clickhouse_issues'], atLeast: 76 },
  { suite: windowFunnelDiff, folders: ['clickhouse_differential'], atLeast: 16_200 },
  { suite: posthogFunnel, folders: ['posthog_funnels'], atLeast: 12 },
  { suite: sequence, folders: ['clickhouse_sequence'], atLeast: 63 },
  { suite: retention, folders: ['clickhouse_retention'], atLeast: 3 },
  { suite: datasketches, folders: ['datasketches'], atLeast: 18 },
];

for (const { suite, folders, atLeast } of SUITES) {
  it(`passes every case of ${suite.name} through WebAssembly`, async ({ skip }) => {
    const paths = folders.map((folder) => `${FOLDER}/${folder}`);
    if (!paths.every((path) => existsSync(path))) skip('shared/conformance/behavior is not there: the cases are not ours to publish');
    const lines: string[] = [];
    await run(suite, paths, await openEvaluator('wasm'), (line) => lines.push(line));
    const [passed] = /^(\d+) passed, 0 failed, 0 skipped$/.exec(lines.at(-1) ?? '')?.slice(1) ?? [];
    expect(Number(passed), lines.join('\n')).toBeGreaterThanOrEqual(atLeast);
  });
}
