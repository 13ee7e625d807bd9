import type { AggregateName } from './metric.js';
import type { Where } from './parts.js';
import type { Bucketed, Compared, QueryScope } from './scope.js';

/** One number that a formula names, as a metric of its own. */
export interface FormulaOperand {
  readonly event?: string;
  readonly where?: Where;
  /** @defaultValue `"count"` */
  readonly aggregate?: AggregateName;
  readonly property?: string;
  readonly q?: number;
}

/**
 * Arithmetic on metrics, for every group and bucket that any of them has events in. There, an operand without an observation counts as 0
 * when it is `count`, `users`, `sessions`, `distinct`, `sum`, `approx_users` or `approx_distinct`, and is absent otherwise. What an absent operand enters is absent, and so is
 * a division by zero.
 */
export interface FormulaQuery extends QueryScope, Bucketed, Compared {
  readonly formula: {
    /** Numbers, names of `of`, `+ - * /`, parentheses; the usual precedence. Example: `"100 * errors / (views + clicks)"`. */
    readonly expression: string;
    /** 1 to 16 operands by the names that the expression gives them: letters, digits and `_`, and not `value`. */
    readonly of: Readonly<Record<string, FormulaOperand>>;
  };
}
