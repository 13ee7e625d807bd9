import { optimizelyBucket } from '../../../js/compat/hash-modes/index.js';
import { attribute } from '../../../js/compile/program/expr.js';
import { numberOf } from '../evaluator.js';
import { expectSame } from '../report.js';
import type { Case, Suite } from '../run.js';

/** Rows `[bucketing id, experiment id, bucket]`. */
export const suite: Suite = {
  name: 'optimizely',
  *cases(_path, content): Iterable<Case> {
    for (const [id, experiment, bucket] of content as readonly (readonly [id: string, experiment: string, bucket: number])[]) {
      yield {
        name: `${id} in ${experiment}`,
        run: (evaluator) => expectSame(bucket, numberOf(evaluator, optimizelyBucket(attribute('id'), experiment), { id })),
      };
    }
  },
};
