import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { ufc, ufcContext, type UfcImport, ufcResult, type UfcVariationType } from '../../../js/compat/ufc/index.js';
import { expectSame } from '../report.js';
import type { Case, Suite } from '../run.js';

const CONFIGURATION = 'ufc-config.json';

interface Evaluation {
  readonly flag: string;
  readonly variationType: UfcVariationType;
  readonly defaultValue: unknown;
  readonly targetingKey: string | null;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly result: { readonly value: unknown; readonly reason?: string; readonly errorCode?: string };
}

/** Datadog's cases for a Universal Flag Configuration, which is in the same folder or in one of the two above it. */
export const suite: Suite = {
  name: 'datadog',
  *cases(path, content): Iterable<Case> {
    if (basename(path) === CONFIGURATION) return;
    const imported = configurationOf(path);
    for (const [i, evaluation] of (content as readonly Evaluation[]).entries())
      yield caseOf(`${basename(path, '.json')}[${i}]`, evaluation, imported);
  },
};

const imports = new Map<string, UfcImport>();

function configurationOf(path: string): UfcImport {
  const folders = [dirname(path), dirname(dirname(path)), dirname(dirname(dirname(path)))];
  const file = folders.map((folder) => join(folder, CONFIGURATION)).find((candidate) => existsSync(candidate));
  if (file === undefined) throw new Error(`no ${CONFIGURATION} beside or above it`);
  const imported = imports.get(file) ?? ufc(JSON.parse(readFileSync(file, 'utf8')));
  imports.set(file, imported);
  return imported;
}

function caseOf(name: string, evaluation: Evaluation, { program, meta }: UfcImport): Case {
  const { flag, variationType, defaultValue, targetingKey, attributes, result: expected } = evaluation;
  return {
    name: `${name} ${flag}`,
    run(evaluator) {
      const now = Date.now();
      const answer = evaluator.evaluate(program, flag, ufcContext(targetingKey, attributes), { now });
      const result = ufcResult(meta, answer, variationType, defaultValue);
      const compared = Object.keys(expected).map((field) => [field, result[field as keyof typeof result]]);
      return expectSame(expected, Object.fromEntries(compared));
    },
  };
}
