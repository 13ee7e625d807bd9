import type { AssayError } from '../../shared/errors.js';
import { asAssayError } from '../as-assay-error.js';
import { FlagReader } from '../flags/flag-reader.js';
import type { FlagsSnapshot } from '../flags/snapshot.js';
import { SnapshotSource } from '../flags/snapshot-source.js';
import type { Details, FlagValue, Widen } from '../types.js';

/** The flags of a snapshot, readable at once. */
export interface BootstrappedFlags {
  /** As `assay.flag`. */
  flag<T extends FlagValue>(key: string, fallback: T): Widen<T>;
  /** As `assay.variant`. */
  variant(key: string): string | undefined;
  /** As `assay.details`. */
  details(key: string): Details<FlagValue | undefined>;
  /** The snapshot, knowing what was read: given to `createAssay({ bootstrap })` in place of the first, it has the exposures recorded. */
  snapshot(): FlagsSnapshot;
}

/**
 * The flags of a snapshot without waiting for anything, for the first paint: no module, no datafile, no request. Does not throw.
 * @param onError told of a snapshot that cannot be used, in which case every flag answers its fallback, and of flags read as another type
 */
export function bootstrapFlags(snapshot: FlagsSnapshot, onError: (error: AssayError) => void = () => undefined): BootstrappedFlags {
  const report = (error: unknown): void => onError(asAssayError(error));
  const noLoader = (): never => {
    throw new Error('a snapshot is not loaded');
  };
  const reader = new FlagReader(noLoader, () => undefined, report);
  try {
    const source = new SnapshotSource(snapshot);
    reader.setContext(snapshot.context);
    reader.use(source);
    for (const { flag, read } of snapshot.flags) if (read) source.takeExposure(flag);
  } catch (error) {
    report(error);
  }
  return {
    flag: <T extends FlagValue>(key: string, fallback: T) => reader.value(key, fallback) as Widen<T>,
    variant: (key) => reader.variant(key),
    details: (key) => reader.details(key),
    snapshot: () => reader.snapshot(),
  };
}
