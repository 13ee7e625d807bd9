import { formatDuration } from '../shared/duration.js';
import type { CliIo, Output } from './cli-io.js';
import { bar } from './text/bar.js';

const REDRAW_MS = 100;
const BAR_CELLS = 20;

/** Shows how much of the input has been read, on a terminal only: bytes, share, speed and the time left. */
export class ProgressBar {
  readonly #output: Output;
  readonly #now: () => number;
  readonly #total: number | undefined;
  readonly #start: number;
  #drawn = 0;
  #isShown = false;

  /** `total`: bytes to come, absent when not known. `now`: ms, of any clock. */
  constructor(output: Output, total: number | undefined, now: () => number) {
    this.#output = output;
    this.#total = total;
    this.#now = now;
    this.#start = now();
    this.#drawn = this.#start;
  }

  /** A bar on standard error for all the files together. Errors: `NOT_FOUND` for a file that does not exist. */
  static async forFiles(io: CliIo, files: readonly string[]): Promise<ProgressBar> {
    let total: number | undefined = 0;
    for (const size of await io.sizes(files)) total = total === undefined || size === undefined ? undefined : total + size;
    return new ProgressBar(io.stderr, total, () => io.now());
  }

  update(bytes: number): void {
    const now = this.#now();
    if (!this.#output.isTerminal || now - this.#drawn < REDRAW_MS) return;
    this.#drawn = now;
    this.#isShown = true;
    void this.#output.write(`\r\u001b[K${this.#line(bytes, now - this.#start).slice(0, this.#output.width - 1)}`);
  }

  /** Removes the bar. */
  clear(): void {
    if (this.#isShown) void this.#output.write('\r\u001b[K');
    this.#isShown = false;
  }

  #line(bytes: number, elapsedMs: number): string {
    const speed = bytes / elapsedMs;
    const rate = `${(speed / 1_000).toFixed(1)} MB/s`;
    const total = this.#total;
    if (total === undefined || total === 0) return `read ${megabytes(bytes)}, ${rate}`;
    const share = Math.min(1, bytes / total);
    const left = formatDuration(Math.ceil(Math.max(0, total - bytes) / speed / 1_000) * 1_000);
    const drawn = bar(share, BAR_CELLS).padEnd(BAR_CELLS);
    return `${drawn} ${Math.floor(share * 100)} %  ${megabytes(bytes)} of ${megabytes(total)}  ${rate}  ${left} left`;
  }
}

const megabytes = (bytes: number): string => `${(bytes / 1_000_000).toFixed(1)} MB`;
