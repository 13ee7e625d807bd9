export * from './launchdarkly.js';
export * from './launchdarkly-context.js';
export * from './launchdarkly-result.js';
