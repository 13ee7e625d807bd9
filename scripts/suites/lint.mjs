// Each check of scripts/lint.mjs is one test.
import { checks, runCheck } from '../lint.mjs';

export const lint = {
  name: 'lint',
  title: 'Lints',
  needs: [...new Set(checks.flatMap(({ needs = [] }) => needs))],
  run: runChecks,
};

async function runChecks(tools) {
  const totals = { passed: 0, skipped: 0, failures: [], notes: [] };
  for (const check of checks) {
    const { problems, skipped } = await runCheck(check, tools);
    const { name } = check;
    if (problems.length > 0) totals.failures.push({ name, text: problems.join('\n') });
    else if (skipped === undefined) totals.passed += 1;
    else {
      totals.skipped += 1;
      totals.notes.push(`${name}: ${skipped}`);
    }
  }
  return totals;
}
