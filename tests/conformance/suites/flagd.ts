import { type FlagdType, flagd, flagdContext, flagdResult } from '../../../js/compat/flagd/index.js';
import { expectSame } from '../report.js';
import type { Case, Suite } from '../run.js';

const COMPARED = ['value', 'variant', 'reason', 'errorCode'] as const;

interface Question {
  readonly name: string;
  readonly flag: string;
  readonly type: FlagdType;
  readonly default: unknown;
  readonly context?: unknown;
  /** Ms since the epoch. */
  readonly now?: number;
}

/** A definition and questions; of an answer only what the question names is compared. */
export const suite: Suite = {
  name: 'flagd',
  *cases(_path, content): Iterable<Case> {
    const { flags, cases } = content as { readonly flags: unknown; readonly cases: readonly Question[] };
    const { program } = flagd(flags);
    for (const question of cases) {
      yield {
        name: question.name,
        run(evaluator) {
          const { flag, type, context, now } = question;
          const attributes = flagdContext(context);
          const options = now === undefined ? {} : { now };
          const result: unknown = flagdResult(evaluator.evaluate(program, flag, attributes, options), type, question.default);
          const compared = COMPARED.filter((name) => Object.hasOwn(question, name));
          const pick = (from: unknown) => Object.fromEntries(compared.map((name) => [name, (from as Record<string, unknown>)[name]]));
          return expectSame(pick(question), pick(result));
        },
      };
    }
  },
};
