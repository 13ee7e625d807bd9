import type { Flags } from '../client/flags/flags.js';
import type { FlagsPort } from './engine-port.js';

/** The core's evaluator as the commands use it. */
export const flagsPort = (flags: Flags): FlagsPort => ({
  setContext: (context) => flags.setContext(context),
  details: (key) => flags.answer(key)?.details ?? { value: undefined, reason: 'ERROR', errorCode: 'FLAG_NOT_FOUND' },
  keys: () => flags.keys(),
  explain: (key) => flags.explain(key),
});
