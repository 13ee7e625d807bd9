import type { Scalar } from './query.js';

/**
 * How much a property says about a person: nothing; an id that only its maker can trace to one; something that names one (an e-mail address, a
 * name); something that the law protects specially (health, belief, payment data).
 */
export type PiiClass = 'none' | 'pseudonymous' | 'personal' | 'sensitive';

export type PlanPropertyType = 'string' | 'number' | 'integer' | 'boolean';

/** What a property may be. */
export interface PlanProperty {
  /** For people; the comment of the generated type. */
  readonly description?: string;
  readonly type: PlanPropertyType;
  /** Whether the event needs it. @defaultValue false */
  readonly required?: boolean;
  /** The only values there are, of the property's type. */
  readonly enum?: readonly Scalar[];
  /** Of numbers and integers, inclusive. */
  readonly minimum?: number;
  /** Of numbers and integers, inclusive. */
  readonly maximum?: number;
  /** Of texts, in characters (code points), inclusive. */
  readonly minLength?: number;
  /** Of texts, in characters (code points), inclusive. */
  readonly maxLength?: number;
  /** Values that are `personal` or `sensitive` are dropped unless `createAssay({ allowPii })` takes them. @defaultValue `'none'` */
  readonly pii?: PiiClass;
}

export interface PlanEvent {
  /** For people; the comment of the generated type. */
  readonly description?: string;
  /** By name. @defaultValue none */
  readonly properties?: Readonly<Record<string, PlanProperty>>;
  /** `true`: properties that the plan does not name are recorded as they are. @defaultValue false: `policy.unknownProperty` decides */
  readonly additionalProperties?: boolean;
}

/**
 * What becomes of an event that is not as planned: `reject` does not record it; `warn` records it and reports it through `onError`, once per event,
 * property and problem; `accept` records it. All are counted.
 */
export type PlanAction = 'reject' | 'warn' | 'accept';

export interface PlanPolicy {
  /** For an event that the plan does not name. @defaultValue `'reject'` */
  readonly unknownEvent?: PlanAction;
  /** For a required property that is missing, or a value that its property may not have. @defaultValue `'reject'` */
  readonly invalidEvent?: PlanAction;
  /** For a property that the plan does not name; `drop` records the event without it and reports that once. @defaultValue `'drop'` */
  readonly unknownProperty?: PlanAction | 'drop';
}

/** The events of an application and what they may hold, as people write it. Its JSON Schema is tracking-plan.schema.json. */
export interface TrackingPlan {
  /** Where the schema is, for editors. */
  readonly $schema?: string;
  /** The version of this form. */
  readonly format: 1;
  /** For people. */
  readonly description?: string;
  /** By name. */
  readonly events: Readonly<Record<string, PlanEvent>>;
  /** What any event may hold beside its own; `register` takes these. None may be `required`. @defaultValue none */
  readonly properties?: Readonly<Record<string, PlanProperty>>;
  /** What `identify` may tell of a user. @defaultValue none */
  readonly traits?: Readonly<Record<string, PlanProperty>>;
  readonly policy?: PlanPolicy;
}

/** How an event differs from the plan. `pii_dropped`: it was recorded without a value that `allowPii` does not take. */
export type PlanProblem =
  | 'unknown_event'
  | 'missing'
  | 'wrong_type'
  | 'out_of_range'
  | 'wrong_length'
  | 'not_in_enum'
  | 'unknown_property'
  | 'pii_dropped';

export interface PlanProblemCount {
  /** `$identify` for traits, `$register` for registered properties; `null` for all unknown events beyond the first 100 names. */
  readonly event: string | null;
  /** Absent for `unknown_event`; `null` for all unknown properties beyond the first 100 names. */
  readonly property?: string | null;
  readonly problem: PlanProblem;
  /** How often. */
  readonly count: number;
}

/** What the tracking plan saw since `createAssay`. */
export interface PlanReport {
  /** Events, traits and registered properties that were held against the plan. */
  readonly checked: number;
  /** Those of them that were refused. */
  readonly refused: number;
  /** In the order in which they first occurred. */
  readonly problems: readonly PlanProblemCount[];
}
