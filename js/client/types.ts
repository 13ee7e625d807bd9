import type { Explanation } from '../explain/explanation.js';
import type { AssayError } from '../shared/errors.js';
import type { Json } from '../shared/json.js';
import type { PlanReport } from '../shared/plan.js';
import type { Duration, FunnelQuery, Query, Scalar } from '../shared/query.js';
import type { FunnelResult, ResultOf } from '../shared/result.js';
import type { Storage } from '../storage/storage.js';
import type { DatafileSource, LastGoodStore, VerifyOptions } from './datafile/datafile-options.js';
import type { EventOptions } from './events/event-options.js';
import type { FlagsSnapshot } from './flags/snapshot.js';
import type { OverrideOptions } from './overrides/override-options.js';
import type { StickyStore } from './sticky/sticky-store.js';

export type * from '../shared/plan.js';
export type * from './events/event-options.js';

/**
 * Properties of one event. `undefined` and `null` mean absent; an event with any other value that is not a string, a finite number or a boolean
 * is refused, counted and reported.
 */
export type Properties = Readonly<Record<string, Scalar | null | undefined>>;

/**
 * The events of an application that names none: anything goes. To have names and properties checked, give a type of event names and their
 * properties, `undefined` for none: `createAssay<{ item_added: { sku: string; price: number }; cart_opened: undefined }>()`.
 */
export type AnyEvents = Record<string, Properties | undefined>;

/**
 * The flags of an application that names none: any key, any value. To have keys and fallbacks checked, give the type that
 * `assay types flags.json -o flags.d.ts` makes of the datafile: `createAssay<AnyEvents, Flags>()`.
 */
export type AnyFlags = Record<string, FlagValue>;

/** The keys of flags. */
export type FlagKey<Flags extends object> = keyof Flags & string;

/**
 * Unit ids and attributes of whoever is being evaluated, for flags and experiments: scalars, lists and objects, nested 16 deep at most; `null` is
 * the same as absent. `user` is the default unit of experiments and the user of recorded events. The names `$sticky` and `$now` are Assay's own.
 */
export type Context = Readonly<Record<string, Json | undefined>>;

/** The reasons of OpenFeature. */
export type Reason = 'STATIC' | 'DEFAULT' | 'TARGETING_MATCH' | 'SPLIT' | 'CACHED' | 'DISABLED' | 'UNKNOWN' | 'STALE' | 'ERROR';

/** The error codes of OpenFeature. */
export type ErrorCode =
  | 'PROVIDER_NOT_READY'
  | 'FLAG_NOT_FOUND'
  | 'PARSE_ERROR'
  | 'TYPE_MISMATCH'
  | 'TARGETING_KEY_MISSING'
  | 'INVALID_CONTEXT'
  | 'GENERAL';

/** A flag's value: whatever JSON its variant holds. */
export type FlagValue = Json;

/** One evaluation, in OpenFeature's words. */
export interface Details<T = FlagValue> {
  readonly flag: string;
  /** The variant's value, or the default that was asked with when there is none. */
  readonly value: T;
  /** Absent when the evaluation failed. */
  readonly variant?: string;
  readonly reason: Reason;
  readonly errorCode?: ErrorCode;
  /** The rule that decided; absent when none did. */
  readonly rule?: string;
  /** The number that a split of an imported datafile chose by (assay/compat). */
  readonly bucket?: number;
  /** The experiment whose split decided; reading the flag records an exposure to it. */
  readonly experiment?: string;
  readonly experimentVersion?: number;
  /** The variant is not the rules' but that of `assay.override`, the page's address or a preview link. */
  readonly overridden?: true;
}

export interface AssayOptions extends EventOptions {
  /**
   * Flags and experiments: JSON text, the parsed object, or bytes made by `assay/compile`; or a promise of one, such as
   * `fetch('/flags.json').then((response) => response.text())`. @defaultValue no flags
   */
  readonly datafile?: DatafileSource | PromiseLike<DatafileSource>;
  /**
   * Whose overrides of flags apply in datafiles given as JSON: one of their `environments` when they list them. Bytes were compiled for
   * theirs. @defaultValue none
   */
  readonly environment?: string | undefined;
  /** Takes only datafiles that are signed, and none older than one before. @defaultValue whatever is given is taken */
  readonly verify?: VerifyOptions;
  /** Starts with the last datafile that could be used when the one given cannot be, which is reported, or when none is given. @defaultValue none */
  readonly lastGood?: LastGoodStore;
  /**
   * What flags answer until there is a datafile, which is then loaded behind `createAssay`: its errors are reported. Of another user than the
   * context's it is not used. @defaultValue none
   */
  readonly bootstrap?: FlagsSnapshot;
  /** Keeps who got what in splits that are `sticky`, whatever becomes of their weights. @defaultValue nothing is kept */
  readonly sticky?: StickyStore;
  /** Overrides from the page's address. @defaultValue none; `assay.override` works all the same */
  readonly overrides?: OverrideOptions;
  /** @defaultValue that of `bootstrap`, or `{ user }`: whom `keep` kept, or a random anonymous id */
  readonly context?: Context | undefined;
  /** Where the engine runs. `auto`: in a Worker where one can be started, else on the calling thread. @defaultValue `'auto'` */
  readonly engine?: 'auto' | 'worker' | 'inline';
  /** Where events are kept. @defaultValue in memory, gone with the page */
  readonly storage?: Storage;
  /**
   * What queries forget: events older than `maxAge`, and all but about the latest `maxEvents` (up to a quarter more may stay until they go
   * together). The storage keeps what it has. @defaultValue nothing
   */
  readonly retention?: { readonly maxAge?: Duration; readonly maxEvents?: number };
  /** Where the modules are, for bundlers that do not emit `new URL('…', import.meta.url)` assets. @defaultValue beside this file */
  readonly wasm?: { readonly flags?: string | URL; readonly flagsCompat?: string | URL; readonly engine?: string | URL };
  /** The longest pause of a session: a user's first event after a longer one begins a new session, ms. @defaultValue 1,800,000 (30 minutes) */
  readonly sessionTimeoutMs?: number;
  /** Rejected events, failed loads, anything that goes wrong behind a call that does not throw. Must not throw. @defaultValue silent */
  readonly onError?: (error: AssayError) => void;
  /** Wall clock, ms since the epoch. @defaultValue `Date.now` */
  readonly clock?: () => number;
  /** Unique ids for anonymous users and sessions. @defaultValue `crypto.randomUUID` */
  readonly randomId?: () => string;
}

/** What was counted since `createAssay`. */
export interface Counters {
  /** Events taken: by `track` and `importEvents`, exposures and `$identify` included. */
  readonly recorded: number;
  /** Events refused, by reason. */
  readonly rejected: Readonly<Record<string, number>>;
}

/** An open Assay. Nothing it does throws into the page except use of `query` and `funnel`, which reject with `AssayError`. */
export interface Assay<Events extends object = AnyEvents, Flags extends object = AnyFlags> {
  /**
   * The flag's value, or `fallback` when it has none or one of another type (which is reported, and is no exposure). A fallback of `null` takes
   * every type. Synchronous; records an exposure once per unit, experiment and version.
   */
  flag: ReadFlag<Flags>;
  /** The variant's name, or `undefined`. Synchronous; records an exposure as `flag` does. */
  variant(key: FlagKey<Flags>): string | undefined;
  /** How and why the flag got its value. Synchronous; records no exposure. */
  details<Key extends FlagKey<Flags>>(key: Key): Details<Flags[Key] | undefined>;
  /**
   * Why the flag answers what it does, rule by rule, with the values and buckets that its conditions saw; for people. Worked out only now; records no
   * exposure. `undefined` for an unknown flag, and for one that a server evaluated.
   */
  explain(key: FlagKey<Flags>): Promise<Explanation | undefined>;
  /** The keys of all flags. */
  flags(): readonly FlagKey<Flags>[];
  /**
   * Replaces the attributes. `user` stays as it is when the new context names none; another user begins a new session. `undefined`, which
   * `launchdarklyContext` gives for a context that is invalid, leaves no attributes and is reported.
   */
  setContext(context: Context | undefined): void;
  /** Takes a new datafile. Rejects and keeps the one in use when the new one cannot be read; a flag that is wrong by itself is reported. */
  setDatafile(datafile: DatafileSource | PromiseLike<DatafileSource>): Promise<void>;
  /**
   * From now on the flag answers this variant, by name, whatever its rules say; `undefined` ends it. While any flag is overridden no exposure is
   * recorded. A flag or variant that there is not is ignored. For devtools and testers.
   */
  override(flag: FlagKey<Flags>, variant: string | undefined): void;
  /** Variants by flag, as overridden. */
  overrides(): Readonly<Record<string, string>>;
  /**
   * What all flags answer for the context, for `createAssay({ bootstrap })` in the page that a server renders. Plain JSON; it holds the context,
   * and inside a `<script>` its `<` must be written `\u003c`.
   */
  snapshot(): FlagsSnapshot;
  /** Calls `listener` when flags may answer otherwise: after another datafile, context or override. Returns how to stop. */
  onFlags(listener: () => void): () => void;
  /** Records an event. Never throws: what is refused is counted in `counters` and reported through `onError`. */
  track<Name extends keyof Events & string>(name: Name, ...props: PropsOf<Events[Name]>): void;
  /**
   * From now on events belong to `user`, and `user` is the context's unit. Records `$identify` with the traits, and the first time with the anonymous
   * id of the events before as `anonymous_id`: that they are this user's, too. Without traits, and of the user that it is already, it records
   * nothing. Another user than one identified before begins a new session, and is not linked to that one.
   */
  identify(user: string, traits?: Properties): void;
  /** Says that `previous`, an id of another device or system, is `user`. Records `$alias` with it as `anonymous_id`, once. Changes no context. */
  alias(user: string, previous: string): void;
  /** For logging out: a new anonymous id, a new session, nothing registered. Attributes of the context other than `user` stay. */
  reset(): void;
  /**
   * Records these properties with every later event, beneath the event's own; 32 at most. What breaks the rules of properties, or the tracking
   * plan, is refused as a whole, counted and reported.
   */
  register(props: Properties): void;
  /** The same, but leaves alone what is registered already. */
  registerOnce(props: Properties): void;
  unregister(name: string): void;
  /** Exact counts of what was not as planned; `undefined` without a `plan`. */
  planReport(): PlanReport | undefined;
  /** Answers from all events recorded so far. */
  query<Q extends Query>(query: Q): Promise<ResultOf<Q>>;
  /**
   * Calls `listener` with the answer, and again with a new one after new events: one at a time, so that a page that is busy skips some. A funnel
   * costs what came since the last answer, not what is stored, unless it has a `cohort`, a range that counts back from now or `retention.maxAge`; these
   * and all other queries are answered anew. An invalid query is told once; after other errors it goes on. Never throws. Returns how to stop.
   */
  watch<Q extends Query>(query: Q, listener: (result: ResultOf<Q>) => void, options?: WatchOptions): () => void;
  /** `query({ funnel: { steps, within }, by, … })` in short. */
  funnel(options: FunnelQuery['funnel'] & Omit<FunnelQuery, 'funnel'>): Promise<FunnelResult>;
  /** Adds events that happened elsewhere (a file, another system), with their own users and times; one bad event refuses none of the others. */
  importEvents(events: Iterable<ImportedEvent>): Promise<{ readonly accepted: number; readonly rejected: number }>;
  /** Calls `listener` after new events can be queried. Returns how to stop. */
  subscribe(listener: () => void): () => void;
  /** Resolves when every event recorded so far is stored, or when storing failed: that is reported, and they are tried again later. */
  flush(): Promise<void>;
  readonly counters: Counters;
  /** The user events are recorded for. */
  readonly user: string;
  /** Stores what is pending and stops the engine. Later calls record nothing, flags answer their fallbacks, queries reject with `CLOSED`. */
  close(): Promise<void>;
}

export interface WatchOptions {
  /** Why there is no answer, and what the listener threw. @defaultValue `onError` of `createAssay` */
  readonly onError?: (error: AssayError) => void;
}

export interface ImportedEvent {
  readonly name: string;
  /** Whole ms since the epoch. */
  readonly time: number;
  readonly user: string;
  readonly session?: string;
  readonly props?: Properties;
}

/** What `flag` takes and gives: of typed flags the flag's own type, and `null` where that is the fallback. */
type ReadFlag<Flags extends object> = string extends keyof Flags ? AnyFlagReader['flag'] : TypedFlagReader<Flags>['flag'];

interface AnyFlagReader {
  flag<T extends FlagValue>(key: string, fallback: T): Widen<T>;
}
interface TypedFlagReader<Flags extends object> {
  flag<Key extends FlagKey<Flags>, Fallback extends Flags[Key] | null>(
    key: Key,
    fallback: Fallback,
  ): Flags[Key] | (Fallback extends null ? null : never);
  /** Nobody can call this; with it, an `Assay<Events, Flags>` is an `Assay`. */
  flag(key: never, fallback: never): never;
}

/** `false` widens to `boolean`, `'a'` to `string`: a fallback's literal type is not the flag's type. `null` says nothing about it. */
export type Widen<T> = T extends boolean ? boolean : T extends number ? number : T extends string ? string : T extends null ? FlagValue : T;

/** Arguments of `track` after the name. The properties may be left out where each of them may. */
type PropsOf<P> = P extends undefined ? [] : Partial<P> extends P ? [props?: Storable<P>] : [props: Storable<P>];

/** The properties, those of a type that cannot be stored turned into an error. */
type Storable<P> = { readonly [Name in keyof P]: P[Name] extends Scalar | null | undefined ? P[Name] : never };
