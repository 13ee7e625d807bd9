import type { ErrorCode } from '../client/types.js';
import type { OpName } from '../compile/program/program.js';
import type { TracedValue } from './traced-node.js';

/** What an evaluation answered, as `details()` gives it. */
export interface ExplainedAnswer {
  readonly variant?: string;
  readonly value?: unknown;
  readonly reason: string;
  readonly errorCode?: string;
  readonly rule?: string;
}

/** The story of one answer: what every rule of the flag said, and why. */
export interface Explanation {
  readonly flag: string;
  readonly variant?: string;
  readonly value?: unknown;
  /** In OpenFeature's words, as `errorCode`. */
  readonly reason: string;
  readonly errorCode?: string;
  /** One sentence. */
  readonly summary: string;
  /** In the order in which they are asked; the first that decides, decides. */
  readonly rules: readonly ExplainedRule[];
}

export interface ExplainedRule {
  readonly id: string;
  /** What it does when it applies: `serves "blue"`. */
  readonly outcome: string;
  /** Whether its condition holds, reached or not. */
  readonly holds: boolean;
  /** Whether evaluation came to it: none before it decided. */
  readonly reached: boolean;
  readonly decided: boolean;
  /** Its answer is this error, or would be. */
  readonly errorCode?: ErrorCode;
  readonly experiment?: string;
  /** Absent: it always holds. */
  readonly condition?: ExplainedNode;
  /** The number or name by which the variant is chosen. */
  readonly value?: ExplainedNode;
  /** The parts of the number line, of a rule that chooses by number. */
  readonly ranges?: readonly ExplainedRange[];
  /** That number. */
  readonly bucket?: number;
  /** Why it decided; absent when it did not. */
  readonly why?: string;
  /** Why it did not, and of one that was not reached whether it would have. */
  readonly whyNot?: string;
}

/** [low, high). */
export interface ExplainedRange {
  readonly low: number;
  readonly high: number;
  readonly variant: string;
  readonly holdsBucket: boolean;
}

/** A node of a condition (core/assay/targeting/opcode.h) with what it gave. */
export interface ExplainedNode {
  readonly op: OpName;
  /** As `country in ["DE", "FR"]`. */
  readonly label: string;
  readonly value: TracedValue;
  /** As a condition: whether it is truthy. */
  readonly holds: boolean;
  /** Why it failed. */
  readonly error?: ErrorCode;
  /** Answering came by here; the other nodes were evaluated for the explanation only. */
  readonly reached: boolean;
  /** The outcome of the whole hangs on it. */
  readonly decisive: boolean;
  /** Constants included; without what an iteration does with each item. */
  readonly children: readonly ExplainedNode[];
}
