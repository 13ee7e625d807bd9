import type { FunnelPreset } from '../shared/query.js';
import { listOption, UsageError } from './usage.js';

export const PRESETS = ['assay', 'clickhouse', 'posthog', 'mixpanel', 'mixpanel-optimised', 'amplitude'] as const satisfies FunnelPreset[];

/** Options of every command about a funnel. */
export const FUNNEL_OPTIONS = {
  steps: { type: 'string' },
  step: { type: 'string', multiple: true },
  within: { type: 'string', default: '7d' },
} as const;

export const FUNNEL_HELP = `  --steps A,B,C          names of the events; a name that holds a comma: --step NAME for each step
  --within DURATION      500ms, 30s, 30m, 24h, 7d, 2w; 7d when not given
`;

/** The steps of `--steps` or `--step`. Errors: `UsageError`. */
export function stepsOf(list: string | undefined, single: readonly string[] | undefined): readonly string[] {
  if (list !== undefined && single !== undefined) throw new UsageError('give either --steps A,B,C or --step NAME for each step');
  const steps = single ?? listOption(list === undefined ? [] : [list]);
  if (steps.length === 0) throw new UsageError('--steps is missing');
  if (steps.length > 32) throw new UsageError(`--steps: at most 32, here are ${steps.length}`);
  return steps;
}
