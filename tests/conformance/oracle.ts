import { evaluateFlag } from '../vectors/oracle/program.mjs';
import type { Answer, Evaluator } from './evaluator.js';

/** The independent evaluator that the vectors are made with. */
export const oracle: Evaluator = {
  evaluate(program, flag, attributes, { now = 0, forced = {} } = {}) {
    if (!program.flags.some(({ key }) => key === flag)) return { flag, value: undefined, reason: 'ERROR', errorCode: 'FLAG_NOT_FOUND' };
    const { variant, variantKey, value, ...rest } = evaluateFlag(program, flag, attributes, { now, forced });
    const served = variant === null ? { value: undefined } : { value, variant: variantKey };
    const known = Object.entries({ flag, ...served, ...rest }).filter(([name, field]) => name === 'value' || (field ?? null) !== null);
    return Object.fromEntries(known) as unknown as Answer;
  },
};
