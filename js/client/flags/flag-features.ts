import { AssayError } from '../../shared/errors.js';
import { DatafileGuard } from '../datafile/datafile-guard.js';
import { readOverrides } from '../overrides/read-overrides.js';
import { storeOverrides } from '../overrides/stored-overrides.js';
import { StickyKeeper } from '../sticky/keep-sticky.js';
import type { AssayOptions } from '../types.js';

/** What only some pages use: a download of its own. */
export interface FlagFeatures {
  readonly guard: DatafileGuard | undefined;
  readonly sticky: StickyKeeper | undefined;
  /** What the page's address and the tab's session ask for. */
  readonly overrides: ReadonlyMap<string, string>;
  /** Called with every change of them. Does not throw. */
  keepOverrides(overrides: ReadonlyMap<string, string>): void;
}

/** The features that `options` name. Does not throw. */
export async function openFeatures(
  { environment, verify, lastGood, overrides, sticky }: AssayOptions,
  clock: () => number,
  report: (error: unknown) => void,
): Promise<FlagFeatures> {
  const keepOverrides = (current: ReadonlyMap<string, string>): void => {
    if (!overrides?.persist) return;
    try {
      storeOverrides(current);
    } catch (cause) {
      report(new AssayError('INTERNAL', "overrides could not be kept for the tab's session", { cause }));
    }
  };
  const asked = overrides === undefined ? new Map<string, string>() : await readOverrides(overrides, clock, report);
  keepOverrides(asked);
  return {
    guard: verify === undefined && lastGood === undefined ? undefined : new DatafileGuard(verify, lastGood, environment, report),
    sticky: sticky === undefined ? undefined : new StickyKeeper(sticky, clock, report),
    overrides: asked,
    keepOverrides,
  };
}
