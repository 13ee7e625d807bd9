import type { Stats } from '../stats/index.js';
import type { EnginePort, FlagsPort } from './engine-port.js';

/** Somewhere to write to. */
export interface Output {
  /** Resolves when more can be written. */
  write(text: string): Promise<void>;
  readonly isTerminal: boolean;
  /** Characters per line; 80 when there is no terminal. */
  readonly width: number;
}

/** Everything a command touches, so that tests can stand in for it. */
export interface CliIo {
  readonly stdout: Output;
  readonly stderr: Output;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly version: string;
  /** Wall clock, ms since the epoch. */
  now(): number;
  /** Sizes of the files, bytes, in order; `undefined` where a size is not known. Errors: `NOT_FOUND`, saying why. */
  sizes(paths: readonly string[]): Promise<readonly (number | undefined)[]>;
  /** Opens a file, or standard input for `-`. Errors: `NOT_FOUND`, saying why. */
  open(path: string): Promise<ReadableStream<Uint8Array>>;
  /** Replaces a file's content. Errors: `NOT_FOUND`, saying why. */
  save(path: string, content: string | Uint8Array): Promise<void>;
  /** Makes a file that only its owner can read. Errors: `FAILED_PRECONDITION` when there is one already; `NOT_FOUND`, saying why. */
  saveSecret(path: string, content: string): Promise<void>;
  openEngine(): Promise<EnginePort>;
  /** Loads the statistics; the caller closes them. */
  openStats(): Promise<Stats>;
  /** Opens a compiled datafile. `clock`: ms since the epoch. */
  openFlags(datafile: Uint8Array, clock: () => number): Promise<FlagsPort>;
}
