import type { CliIo, Output } from '../../../js/cli/cli-io.js';
import type { EnginePort, FlagsPort } from '../../../js/cli/engine-port.js';
import { flagsPort } from '../../../js/cli/flags-port.js';
import { run } from '../../../js/cli/run.js';
import { Flags } from '../../../js/client/flags/flags.js';
import { ByteModule } from '../../../js/client/wasm/byte-module.js';
import { AssayError } from '../../../js/shared/errors.js';
import type { Query } from '../../../js/shared/query.js';
import type { ResultOf } from '../../../js/shared/result.js';
import { statsOf } from '../../../js/stats/stats.js';
import { sourceOf } from '../files/read-all.js';
import { openBuiltStats } from '../stats/module.js';
import { builtModules } from '../vectors/built-modules.js';

/** What a test puts around a command line. */
export interface Surroundings {
  /** Contents by path; `-` is standard input. */
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
  /** Answers queries; the answer is taken as it is. */
  readonly answer?: (query: Query) => unknown;
  readonly flags?: FlagsPort;
  /** Evaluates with the core, as it was built. */
  readonly core?: boolean;
  readonly env?: Readonly<Record<string, string>>;
  readonly terminal?: boolean;
  /** ms; successive readings of the clock. */
  readonly clock?: () => number;
}

export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly queries: readonly Query[];
  readonly batches: readonly Uint8Array[];
  /** Whether every engine that was opened was closed. */
  readonly closed: boolean;
  /** What was written, by path. */
  readonly saved: ReadonlyMap<string, string | Uint8Array>;
}

/** Runs a command line in surroundings that a test made up. */
export async function runCli(args: readonly string[], surroundings: Surroundings = {}): Promise<Outcome> {
  const { files = {}, answer, flags, core = false, env = {}, terminal = false, clock = () => 0 } = surroundings;
  const queries: Query[] = [];
  const batches: Uint8Array[] = [];
  const saved = new Map<string, string | Uint8Array>();
  let open = 0;
  const engine: EnginePort = {
    ingest: (batch) => batches.push(batch),
    query: <Q extends Query>(query: Q) => {
      queries.push(query);
      return (answer?.(query) ?? {}) as ResultOf<Q>;
    },
    stats: () => ({ events: 0, users: 7 }),
    close: () => {
      open--;
    },
  };
  const contentOf = (path: string): string | Uint8Array => {
    const content = files[path];
    if (content === undefined) throw new AssayError('NOT_FOUND', `${path}: there is no such file`);
    return content;
  };
  const stdout = capture(terminal);
  const stderr = capture(terminal);
  const io: CliIo = {
    stdout,
    stderr,
    env,
    version: '1.2.3',
    now: clock,
    sizes: async (paths) => paths.map((path) => (path === '-' ? undefined : Buffer.byteLength(contentOf(path)))),
    open: async (path) => sourceOf(contentOf(path)),
    openEngine: async () => {
      open++;
      return engine;
    },
    openStats: async () => statsOf(await openBuiltStats()),
    save: async (path, content) => void saved.set(path, content),
    saveSecret: async (path, content) => {
      if (files[path] !== undefined) throw new AssayError('FAILED_PRECONDITION', `${path}: there is such a file already`);
      saved.set(path, content);
    },
    openFlags: async (datafile, now) => (core ? openCore(datafile, now) : (flags as FlagsPort)),
  };
  const code = await run(args, io);
  return { code, stdout: stdout.text(), stderr: stderr.text(), queries, batches, closed: open === 0, saved };
}

function capture(isTerminal: boolean): Output & { text(): string } {
  const parts: string[] = [];
  return {
    isTerminal,
    width: 80,
    write: async (text) => {
      parts.push(text);
    },
    text: () => parts.join(''),
  };
}

/** The core as the build made it, with every vendor's operations. */
export async function openCore(datafile: Uint8Array, clock: () => number = () => 0): Promise<FlagsPort> {
  const { factory, wasm } = (await builtModules()).flagsCompat;
  return flagsPort(Flags.open(await ByteModule.open('flags-compat', factory, wasm), datafile, true, clock));
}
