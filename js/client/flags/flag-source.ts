import type { Details, FlagValue } from '../types.js';

export type AnyDetails = Details<FlagValue | undefined>;

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
  /** Of the datafile. */
  readonly version: number;
  keys(): readonly string[];
  answer(key: string): FlagAnswer | undefined;
  /** The exposure that reading the flag now amounts to, once per unit, experiment and version; afterwards `undefined`. */
  takeExposure(key: string): Exposure | undefined;
}
