import { posthogRollout, posthogVariants } from '../../../js/compat/hash-modes/index.js';
import { attribute } from '../../../js/compile/program/expr.js';
import type { Program } from '../../../js/compile/program/program.js';
import { expectSame } from '../report.js';
import type { Case, Suite } from '../run.js';

/** The flags that the rows are for stand in the tests that they come from, not in the file. */
const SIMPLE = 'simple-flag';
const SIMPLE_ROLLOUT = 45;
const MULTIVARIATE = 'multivariate-flag';
const MULTIVARIATE_ROLLOUT = 55;
const VARIANTS = [
  ['first-variant', 50],
  ['second-variant', 20],
  ['third-variant', 20],
  ['fourth-variant', 5],
  ['fifth-variant', 5],
] as const;

const id = attribute('distinct_id');

const program: Program = {
  flags: [
    {
      key: SIMPLE,
      type: 'boolean',
      variants: [{ key: 'true', json: 'true' }],
      defaultVariant: -1,
      rules: [{ id: 'rollout', when: posthogRollout(SIMPLE, id, SIMPLE_ROLLOUT), then: { serve: 0 } }],
    },
    {
      key: MULTIVARIATE,
      type: 'string',
      variants: VARIANTS.map(([key]) => ({ key, json: JSON.stringify(key) })),
      defaultVariant: -1,
      rules: [
        {
          id: 'rollout',
          when: posthogRollout(MULTIVARIATE, id, MULTIVARIATE_ROLLOUT),
          then: posthogVariants(
            MULTIVARIATE,
            id,
            VARIANTS.map(([, rolloutPercentage], variant) => ({ variant, rolloutPercentage })),
          ),
        },
      ],
    },
  ],
};

/** `simple`: whether distinct_id_0, distinct_id_1, … are in the rollout; `multivariate`: their variants, false for none. */
export const suite: Suite = {
  name: 'posthog',
  *cases(_path, content): Iterable<Case> {
    const { simple = [], multivariate = [] } = content as { simple?: readonly boolean[]; multivariate?: readonly unknown[] };
    for (const [i, expected] of simple.entries()) {
      yield {
        name: `simple distinct_id_${i}`,
        run: (evaluator) => expectSame(expected, evaluator.evaluate(program, SIMPLE, { distinct_id: `distinct_id_${i}` }).value === true),
      };
    }
    for (const [i, expected] of multivariate.entries()) {
      yield {
        name: `multivariate distinct_id_${i}`,
        run(evaluator) {
          const { variant } = evaluator.evaluate(program, MULTIVARIATE, { distinct_id: `distinct_id_${i}` });
          return expectSame(expected, variant ?? false);
        },
      };
    }
  },
};
