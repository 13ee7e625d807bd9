import { isDeepStrictEqual } from 'node:util';

export type Outcome =
  | { readonly pass: true }
  | { readonly fail: { readonly expected: unknown; readonly got: unknown } }
  /** Only for what is out of scope by decision; README.md lists every reason. */
  | { readonly skip: string };

/** Passes when both are the same JSON value, whatever the order of members. */
export function expectSame(expected: unknown, got: unknown): Outcome {
  return isDeepStrictEqual(plain(expected), plain(got)) ? { pass: true } : { fail: { expected, got } };
}

/** Without members that are `undefined`, without prototypes, and -0 as 0: what JSON can tell apart. */
const plain = (value: unknown): unknown => (value === undefined ? undefined : JSON.parse(JSON.stringify(value)));

/** Writes what failed or was skipped as it comes, one line each, and counts. */
export class Report {
  passed = 0;
  failed = 0;
  skipped = 0;

  constructor(
    readonly suite: string,
    readonly write: (line: string) => void,
  ) {}

  add(name: string, outcome: Outcome): void {
    const title = `${this.suite} ${oneLine(name)}`;
    if ('skip' in outcome) {
      this.skipped += 1;
      this.write(`SKIP ${title}: ${oneLine(outcome.skip)}`);
    } else if ('fail' in outcome) {
      this.failed += 1;
      this.write(`FAIL ${title}: expected ${shown(outcome.fail.expected)} got ${shown(outcome.fail.got)}`);
    } else {
      this.passed += 1;
    }
  }

  summary(): string {
    return `${this.passed} passed, ${this.failed} failed, ${this.skipped} skipped`;
  }
}

const shown = (value: unknown): string =>
  value instanceof Error ? oneLine(`${value.name}: ${value.message}`) : (JSON.stringify(value) ?? 'undefined');
const oneLine = (text: string): string => text.replace(/\s*[\r\n]+\s*/g, ' ');
