import { readdirSync, readFileSync, statSync } from 'node:fs';
import { extname, join } from 'node:path';
import type { Evaluator } from './evaluator.js';
import { type Outcome, Report } from './report.js';

export interface Case {
  /** Tells the case from the others of its file. */
  readonly name: string;
  readonly run: (evaluator: Evaluator) => Outcome | Promise<Outcome>;
}

/** A suite is a file of suites/ that exports one as `suite` and has its name. */
export interface Suite {
  readonly name: string;
  /** The cases of a file; none for a file that only others of its folder need. `content`: parsed when `path` ends in .json, else text. */
  cases(path: string, content: unknown): Iterable<Case>;
}

/** Said to whoever started the run, without a stack. */
export class UsageError extends Error {}

/**
 * Runs the cases of the files, and of all .json, .csv and .sk files in the folders. A case that throws has failed.
 * @returns whether nothing failed
 * @throws UsageError when a file cannot be read or holds no cases that the suite understands
 */
export async function run(suite: Suite, paths: readonly string[], evaluator: Evaluator, write: (line: string) => void): Promise<boolean> {
  const report = new Report(suite.name, write);
  const cases = paths.flatMap(filesIn).flatMap((path) => casesOf(suite, path));
  if (cases.length === 0) throw new UsageError(`no cases of ${suite.name} in ${paths.join(', ')}`);
  for (const { name, run } of cases) report.add(name, await outcomeOf(run, evaluator));
  write(report.summary());
  return report.failed === 0;
}

async function outcomeOf(run: Case['run'], evaluator: Evaluator): Promise<Outcome> {
  try {
    return await run(evaluator);
  } catch (error) {
    return { fail: { expected: 'an answer', got: error } };
  }
}

function filesIn(path: string): readonly string[] {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) throw new UsageError(`${path}: no such file or folder`);
  if (!stats.isDirectory()) return [path];
  return readdirSync(path, { recursive: true, encoding: 'utf8' })
    .filter((name) => ['.json', '.csv', '.sk'].includes(extname(name)))
    .sort()
    .map((name) => join(path, name));
}

/** Python writes NaN where a number is missing, which JSON has not. */
const parsed = (text: string): unknown => JSON.parse(text.replace(/(?<=[:,[]\s*)NaN(?=\s*[,\]}])/g, 'null'));

function casesOf(suite: Suite, path: string): readonly Case[] {
  try {
    const text = readFileSync(path, 'utf8');
    return [...suite.cases(path, extname(path) === '.json' ? parsed(text) : text)];
  } catch (error) {
    throw new UsageError(`${path}: ${(error as Error).message}`);
  }
}
