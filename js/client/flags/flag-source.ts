import type { Json } from '../../shared/json.js';
import type { Details, FlagValue } from '../types.js';
import type { FlagsSnapshot } from './snapshot.js';

export type AnyDetails = Details<FlagValue | undefined>;
export type Attributes = Readonly<Record<string, Json | undefined>>;

/** An exposure that is to be recorded: this unit got this variant. */
export interface Exposure {
  readonly experiment: string;
  readonly version: number;
  readonly variant: string;
  readonly flag: string;
}

/** A flag's answer for the context in use. */
export interface FlagAnswer {
  readonly details: AnyDetails;
  /** Whether reading the flag in this context has already been looked at for an exposure. */
  readonly exposed: boolean;
}

/** What flags are read from: a datafile, or what a server answered. */
export interface FlagSource {
  keys(): readonly string[];
  answer(key: string): FlagAnswer | undefined;
  /** The exposure that reading the flag now amounts to, once per unit, experiment and version; afterwards `undefined`. */
  takeExposure(key: string): Exposure | undefined;
  /** @throws AssayError for a context that cannot be evaluated */
  setContext(context: Attributes): void;
  /**
   * From now on these flags answer these variants, by key, whatever their rules say. Unknown names are ignored. While there is one that is
   * known, nothing is an exposure: whoever looks at a variant on purpose may look at others because of it.
   */
  setOverrides(overrides: ReadonlyMap<string, string>): void;
  snapshot(): FlagsSnapshot;
  /** What js/explain makes an explanation of; `undefined` when there is no such flag, or nothing that evaluated it here. */
  trace(key: string): { readonly datafile: Uint8Array; readonly trace: Uint8Array } | undefined;
  close(): void;
}
