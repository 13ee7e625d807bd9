import type { CliIo } from './cli-io.js';

/** One word after `assay`. */
export interface Command {
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** What `--help` prints. */
  readonly help: string;
  /** Errors: `UsageError` for a wrong command line; `AssayError` for data that cannot be read or asked. */
  run(args: readonly string[], io: CliIo): Promise<void>;
}
