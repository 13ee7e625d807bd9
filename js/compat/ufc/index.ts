export type { UfcAllocation, UfcVariationType } from './flag.js';
export * from './ufc.js';
export * from './ufc-context.js';
export * from './ufc-result.js';
