import { type FlagdResult, type FlagdType, flagd, flagdContext, flagdResult } from '../../../../js/compat/flagd/index.js';
import { oracle } from '../../../conformance/oracle.js';

interface Question {
  readonly type?: FlagdType;
  readonly default?: unknown;
  readonly context?: unknown;
  readonly now?: number;
  readonly flag?: string;
}

/** A definition's answer, of its flag "f" unless another is named. */
export function ask(
  definition: unknown,
  { type = 'string', default: otherwise = 'caller', context, now = 0, flag = 'f' }: Question = {},
): FlagdResult {
  const { program } = flagd(definition);
  return flagdResult(oracle.evaluate(program, flag, flagdContext(context), { now }), type, otherwise);
}

/** A definition of one flag "f" with string variants named like their values; its default is "fallback". */
export const targeted = (targeting: unknown, more: Readonly<Record<string, unknown>> = {}): unknown => ({
  flags: {
    f: {
      state: 'ENABLED',
      variants: { fallback: 'fallback', a: 'a', b: 'b', true: 'true', false: 'false', ...more },
      defaultVariant: 'fallback',
      targeting,
    },
  },
});
