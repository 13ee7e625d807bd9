import { type UnleashOptions, type UnleashResult, unleash, unleashContext, unleashResult } from '../../../../js/compat/unleash/index.js';
import { oracle } from '../../../conformance/oracle.js';

interface Question {
  readonly context?: unknown;
  readonly feature?: string;
  readonly now?: number;
  readonly random?: number;
  readonly hostname?: string;
  readonly options?: UnleashOptions;
}

/** A state's answer for its feature "f", unless another is named. */
export function ask(state: unknown, { context, feature = 'f', now = 0, random = 0.5, hostname, options }: Question = {}): UnleashResult {
  const { program } = unleash(state, options);
  const attributes = unleashContext(context, { random: () => random, ...(hostname === undefined ? {} : { hostname }) });
  return unleashResult(oracle.evaluate(program, feature, attributes, { now }));
}

/** A state of one feature "f" that is on where the constraint holds. */
export const constrained = (constraint: unknown): unknown => ({
  features: [{ name: 'f', enabled: true, strategies: [{ name: 'default', constraints: [constraint] }] }],
});

/** A state of one feature "f" with one strategy. */
export const withStrategy = (name: string, parameters: unknown): unknown => ({
  features: [{ name: 'f', enabled: true, strategies: [{ name, parameters }] }],
});
