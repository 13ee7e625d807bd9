import { existsSync } from 'node:fs';
import { expect, it } from 'vitest';
import { run } from '../../../conformance/run.js';
import { suite } from '../../../conformance/suites/launchdarkly.js';
import { openEvaluator } from '../../../conformance/targets.js';

const CASES = '../shared/conformance/flags/launchdarkly';

it('passes every case of the vendor’s harness on the reference evaluator', async (test) => {
  if (!existsSync(CASES)) test.skip(`${CASES} is not there`);
  const lines: string[] = [];
  await run(suite, [CASES], await openEvaluator('oracle'), (line) => lines.push(line));
  expect(lines.slice(0, -1)).toEqual([]);
});
