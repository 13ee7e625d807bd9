import { pathToFileURL } from 'node:url';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RawFlags } from '../../../js/client/flags/flags.js';
import type { AssayOptions, Assay } from '../../../js/client/types.js';
import { ByteModule, type Factory } from '../../../js/client/wasm/byte-module.js';
import { check, type Engines, type Outcome } from './check.js';
import { Inputs } from './inputs.js';
import { Page } from './page.js';

/** An input that breaks a promise. */
export interface Finding {
  readonly n: number;
  readonly kind: string;
  readonly text: string;
  /** What was thrown, with its stack. */
  readonly error: string;
}

export interface Slow {
  readonly n: number;
  readonly kind: string;
  readonly ms: number;
}

export interface Report {
  readonly outcomes: Readonly<Record<Outcome, number>>;
  readonly findings: readonly Finding[];
  readonly found: number;
  /** The slowest inputs, the slowest first. */
  readonly slowest: readonly Slow[];
}

export interface RunOptions {
  /** The repository's folder. Both modules and the package are the built ones. */
  readonly root: string;
  readonly seed: number;
  readonly first: number;
  readonly count: number;
  /** Told of an input before it is tried. */
  readonly onInput?: (n: number) => void;
}

const MOST_FINDINGS = 20;
const SLOWEST = 5;

/** Tries `count` inputs of a run, from `first` on. Of findings with one cause the first is kept. */
export async function run({ root, seed, first, count, onInput }: RunOptions): Promise<Report> {
  const inputs = Inputs.read(root);
  let engines = await openEngines(root);
  const outcomes: Record<Outcome, number> = { 'no JSON': 0, refused: 0, answered: 0 };
  const findings = new Map<string, Finding>();
  let found = 0;
  let slowest: Slow[] = [];
  for (let n = first; n < first + count; n++) {
    onInput?.(n);
    const input = inputs.input(seed, n);
    const start = performance.now();
    try {
      outcomes[await check(input, engines)]++;
    } catch (error) {
      found++;
      const finding = { n, kind: input.kind, text: input.text, error: textOf(error) };
      const cause = `${finding.kind} ${finding.error.replace(/\d+/g, '#')}`;
      if (findings.size < MOST_FINDINGS && !findings.has(cause)) findings.set(cause, finding);
      // A module that trapped is not to be used again.
      await engines.page.close().catch(() => undefined);
      engines = await openEngines(root);
    }
    const ms = performance.now() - start;
    if (slowest.length < SLOWEST || ms > (slowest.at(-1) as Slow).ms) {
      slowest = [...slowest, { n, kind: input.kind, ms }].sort((a, b) => b.ms - a.ms).slice(0, SLOWEST);
    }
  }
  await engines.page.close();
  return { outcomes, findings: [...findings.values()], found, slowest };
}

async function openEngines(root: string): Promise<Engines> {
  const [compat, own, { createAssay }] = await Promise.all([
    openModule(root, 'flags-compat'),
    openModule(root, 'flags'),
    import(pathToFileURL(join(root, 'js/dist/node/index.js')).href) as Promise<{ createAssay: (options: AssayOptions) => Promise<Assay> }>,
  ]);
  return { compat, own, page: new Page(createAssay) };
}

async function openModule(root: string, name: string): Promise<ByteModule<RawFlags>> {
  const path = join(root, 'build/wasm/wasm', name);
  const glue = (await import(pathToFileURL(`${path}.mjs`).href)) as { readonly default: Factory<RawFlags> };
  return ByteModule.open(name, glue.default, readFileSync(`${path}.wasm`));
}

function textOf(error: unknown): string {
  if (!(error instanceof Error)) return `something that is no Error was thrown: ${String(error)}`;
  const lines = (error.stack ?? error.message).split('\n');
  return lines.slice(0, 12).join('\n').slice(0, 3000);
}
