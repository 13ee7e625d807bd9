import { existsSync } from 'node:fs';
import { expect, it } from 'vitest';
import { run, type Suite } from '../../conformance/run.js';
import { suite as datadog } from '../../conformance/suites/datadog.js';
import { suite as flagd } from '../../conformance/suites/flagd.js';
import { suite as growthbook } from '../../conformance/suites/growthbook.js';
import { suite as launchdarkly } from '../../conformance/suites/launchdarkly.js';
import { suite as optimizely } from '../../conformance/suites/optimizely.js';
import { suite as posthog } from '../../conformance/suites/posthog.js';
import { suite as split } from '../../conformance/suites/split.js';
import { suite as unleash } from '../../conformance/suites/unleash.js';
import { openEvaluator } from '../../conformance/targets.js';
import { repositoryPath } from '../vectors/vector-files.js';

const FOLDER = repositoryPath('../shared/conformance/flags');

const SUITES: readonly (readonly [suite: Suite, folder: string])[] = [
  [growthbook, 'growthbook'],
  [unleash, 'unleash'],
  [datadog, 'datadog-ffe'],
  [launchdarkly, 'launchdarkly'],
  [posthog, 'posthog'],
  [optimizely, 'optimizely'],
  [split, 'split'],
  [flagd, 'flagd'],
];

for (const [suite, folder] of SUITES) {
  it(`passes every case of ${suite.name} through WebAssembly`, async ({ skip }) => {
    const path = `${FOLDER}/${folder}`;
    if (!existsSync(path)) skip(`shared/conformance/flags/${folder} is not there: the cases are not ours to publish`);
    const lines: string[] = [];
    await run(suite, [path], await openEvaluator('wasm'), (line) => lines.push(line));
    expect(lines.at(-1)).toMatch(/^[1-9]\d* passed, 0 failed, 0 skipped$/);
  });
}
