import { unleash, unleashContext, unleashResult } from '../../../js/compat/unleash/index.js';
import { expectSame } from '../report.js';
import type { Case, Suite } from '../run.js';

interface Test {
  readonly description: string;
  readonly context: unknown;
  readonly toggleName: string;
  readonly expectedResult: unknown;
}

interface Specification {
  readonly name: string;
  readonly state: unknown;
  readonly tests?: readonly Test[];
  readonly variantTests?: readonly Test[];
}

/** Unleash's client specification: `tests` ask whether a feature is on, `variantTests` for its variant. */
export const suite: Suite = {
  name: 'unleash',
  *cases(_path, content): Iterable<Case> {
    const { name, state, tests = [], variantTests = [] } = content as Specification;
    const { program } = unleash(state);
    for (const [kind, all] of Object.entries({ enabled: tests, variant: variantTests } as const)) {
      for (const { description, context, toggleName, expectedResult } of all) {
        yield {
          name: `${name} ${kind}: ${description}`,
          run(evaluator) {
            const attributes = unleashContext(context, { random: () => 0.5 });
            const result = unleashResult(evaluator.evaluate(program, toggleName, attributes));
            return expectSame(expectedResult, kind === 'enabled' ? result.enabled : result.variant);
          },
        };
      }
    }
  },
};
