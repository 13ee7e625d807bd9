import { ufc, ufcContext, type UfcResult, ufcResult, type UfcVariationType } from '../../../../js/compat/ufc/index.js';
import { oracle } from '../../../conformance/oracle.js';

export interface Reader {
  readonly key?: string | null;
  readonly attributes?: Readonly<Record<string, unknown>>;
  readonly type?: UfcVariationType;
  readonly now?: number;
}

/** The result of `flagKey` as the reference evaluator of rule programs has it. The default is 'default'. */
export function resultOf(
  configuration: unknown,
  flagKey: string,
  { key = 'u', attributes, type = 'STRING', now = 0 }: Reader = {},
): UfcResult {
  const { program, meta } = ufc(configuration);
  return ufcResult(meta, oracle.evaluate(program, flagKey, ufcContext(key, attributes), { now }), type, 'default');
}

/** A flag with the variations "a" and "b", and with these allocations. */
export const flagWith = (...allocations: unknown[]): object => ({
  key: 'flag',
  enabled: true,
  variationType: 'STRING',
  variations: { a: { key: 'a', value: 'A' }, b: { key: 'b', value: 'B' } },
  allocations,
});

export const resultOfFlag = (flag: unknown, reader?: Reader): UfcResult => resultOf({ flags: { flag } }, 'flag', reader);

/** Gives "A" to everybody whom the conditions match. */
export const ruled = (...conditions: unknown[]): object => ({
  key: 'ruled',
  rules: [{ conditions }],
  splits: [{ variationKey: 'a', shards: [] }],
});

/** Whether a condition on the attribute `x` holds for the value. */
export const holds = (operator: string, value: unknown, x: unknown): boolean =>
  resultOfFlag(flagWith(ruled({ attribute: 'x', operator, value })), { attributes: { x } }).value === 'A';
