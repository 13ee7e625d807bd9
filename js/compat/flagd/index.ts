export { flagdContext } from './context.js';
export { type FlagdImport, flagd } from './flagd.js';
export { type FlagdResult, type FlagdType, flagdResult } from './result.js';
