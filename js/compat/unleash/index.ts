export { type UnleashContextOptions, unleashContext } from './context.js';
export { type UnleashResult, type UnleashVariant, unleashResult } from './result.js';
export { type UnleashImport, type UnleashOptions, unleash } from './unleash.js';
