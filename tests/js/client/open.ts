import { type Assay, type AssayError, type AssayOptions, createAssay, type Scalar } from 'assay';
import { onTestFinished } from 'vitest';

export interface Opened {
  readonly assay: Assay;
  /** What was reported through `onError`. */
  readonly errors: readonly AssayError[];
  /** ms since the epoch; what the clock says until it is changed. */
  now: number;
}

/** Opens the built package with a clock that stands and ids that are counted; closes it after the test. */
export async function open(options: AssayOptions = {}): Promise<Opened> {
  const errors: AssayError[] = [];
  let ids = 0;
  const opened = { now: Date.UTC(2024, 5, 1) };
  const assay = await createAssay({
    clock: () => opened.now,
    randomId: () => `id-${++ids}`,
    onError: (error) => errors.push(error),
    ...options,
  });
  onTestFinished(() => assay.close());
  return Object.assign(opened, { assay, errors });
}

/** How many events there are of each name. */
export async function countsByEvent(assay: Assay): Promise<Record<string, number>> {
  return countsBy(assay, '$event');
}

/** How many events there are of each value of a property, of one name or of any; missing values as `null`. */
export async function countsBy(assay: Assay, property: string, event?: string): Promise<Record<string, number>> {
  const { rows } = await assay.query({ metric: { ...(event !== undefined && { event }), aggregate: 'count' }, by: property });
  return Object.fromEntries(rows.map(({ key, values }) => [String(key[property] as Scalar | null), values['count'] as number]));
}
