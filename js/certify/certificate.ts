import type { ModeReport } from './certify-mode.js';
import type { Finding } from './finding.js';

/** What all tests found out about all modes. */
export interface Certificate {
  readonly reports: readonly ModeReport[];
  /** Whether our own hash passes every test and each mode that is known to be bad was found out. */
  readonly holds: boolean;
  /** What keeps it from holding, a line each. */
  readonly problems: readonly string[];
}

/** @param reports the first is that of our own hash, which must pass everything; a test that is missing counts as failed */
export function certificateOf(reports: readonly ModeReport[]): Certificate {
  const problems = reports.flatMap(({ mode, findings }, i) => {
    const verdict = (test: string) => findings.find((finding) => finding.test === test)?.verdict;
    if (i === 0) {
      return findings
        .filter(({ verdict }) => verdict !== 'pass')
        .map(({ test, result, meaning }) => `${mode.name} must pass ${test} and does not: ${meaning ?? result}`);
    }
    const missed = (mode.knownToFail ?? []).filter((test) => verdict(test) !== 'fail');
    const torn = findings.filter(({ test, verdict }) => test === 'identity' && verdict === 'fail');
    return [
      ...missed.map((test) => `${mode.name} is known to fail ${test} and was not found out: the test is blind`),
      ...torn.map(({ meaning }) => `${mode.name}: ${meaning}`),
    ];
  });
  return { reports, holds: problems.length === 0, problems };
}

/** What is to be said of a mode: `growthbook-v1: FAILS independence: …; use hashVersion 2`. */
export function inWords({ mode, findings }: ModeReport): readonly string[] {
  const failed = findings.filter(({ verdict }) => verdict === 'fail');
  const passed = findings.filter(({ verdict }) => verdict === 'pass');
  if (failed.length === 0) return [`${mode.name}: passes ${list(passed.map(({ test }) => test))}`];
  return failed.map(
    (finding, i) => `${mode.name}: FAILS ${finding.test}: ${sentence(finding)}${i === 0 && mode.advice ? `; ${mode.advice}` : ''}`,
  );
}

const sentence = ({ meaning, result }: Finding): string => meaning ?? result;

const list = (names: readonly string[]): string => names.join(', ').replace(/, ([^,]*)$/, ' and $1');
