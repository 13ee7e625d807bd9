import type { Scalar } from '../query/parts.js';
import type { Counted } from './counted.js';
import type { GroupKey } from './parts.js';

export interface PathNode {
  /** 0 is where paths begin; backward, where they end. */
  readonly step: number;
  /** `null`: the event lacks the property, or `other` is true. */
  readonly value: Scalar | null;
  /** The node stands for all values of its step that have none of their own. */
  readonly other: boolean;
  /** Paths that come here. */
  readonly count: number;
  /** Those of them that go no further, before the last step. */
  readonly ended: number;
  /** How many values it stands for: 1 when `other` is false. */
  readonly values: number;
}

export interface PathLink {
  /** Index into `nodes`: nearer to where paths begin, at step s. */
  readonly source: number;
  /** Index into `nodes`: at step s + 1. */
  readonly target: number;
  /** Paths that go this way. */
  readonly count: number;
  /** Time between the two. */
  readonly medianMs: number;
}

/** A whole path, its rarer values not merged. */
export interface PathFlow {
  /** From step 0 on. */
  readonly values: readonly (Scalar | null)[];
  readonly count: number;
}

/** Of all users, or of a group's. */
export interface PathsCounts {
  readonly paths: number;
  /** Sessions, or users, with a path. */
  readonly units: number;
  /** By step, then the most frequent first, `other` last in its step. */
  readonly nodes: readonly PathNode[];
  readonly links: readonly PathLink[];
  /** The most frequent first. */
  readonly flows: readonly PathFlow[];
  /** Further paths that differ from all in `flows`. */
  readonly flowsOmitted: number;
}

export interface PathsGroup extends PathsCounts {
  readonly key: GroupKey;
}

export interface PathsResult extends PathsCounts, Counted {
  /** By key: those with the most users. Absent without `by`, as is the next. */
  readonly groups?: readonly PathsGroup[];
  readonly groupsOmitted?: number;
}
