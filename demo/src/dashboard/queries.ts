import type { ExperimentResult, FunnelResult, MetricResult, TaskResult } from 'assay';
import { ARMS } from '../datafile.js';
import type { Workspace } from '../workspace.js';
import type { PresetName } from './insights/presets-panel.js';
import { type LiveQuery, liveQuery } from './live-query.js';

export const DIMENSIONS = [
  { property: 'role', label: 'Role' },
  { property: 'company_size', label: 'Company size' },
  { property: 'browser', label: 'Browser' },
] as const;
export type Dimension = (typeof DIMENSIONS)[number]['property'];

/** The steps of the shipment funnel. */
export const STEPS = [
  { event: 'shipment_creation_started', label: 'Started' },
  { event: 'form_field_filled', label: 'Fields' },
  { event: 'shipment_details_completed', label: 'Details' },
  { event: 'carrier_selected', label: 'Carrier' },
  { event: 'shipment_creation_completed', label: 'Completed' },
] as const;
export const WITHIN = '1h';

/** Everything that the live dashboard asks, each question once, however many panels show its answer. */
export interface Queries {
  readonly visitors: LiveQuery<MetricResult>;
  readonly funnel: LiveQuery<FunnelResult>;
  /** Attempts to create a shipment, by UTC day. */
  readonly task: LiveQuery<TaskResult>;
  readonly errors: LiveQuery<MetricResult>;
  readonly segments: LiveQuery<FunnelResult>;
  readonly experiment: LiveQuery<ExperimentResult>;
  /** What the segments are broken down by; refresh `segments` after a change. */
  dimension: Dimension;
  /** Whose rules `funnel` counts by; refresh it after a change. */
  preset: PresetName;
  refreshAll(): Promise<void>;
}

export function openQueries(workspace: Workspace): Queries {
  const queries: Queries = {
    dimension: 'role',
    preset: 'assay',
    visitors: liveQuery(() => workspace.assay.query({ metric: { aggregate: ['users', 'count'] } })),
    funnel: liveQuery(() => workspace.assay.funnel({ steps: STEPS, within: WITHIN, preset: queries.preset })),
    task: liveQuery(() =>
      workspace.assay.query({
        task: { start: 'shipment_creation_started', complete: 'shipment_creation_completed', within: WITHIN },
        bucket: 'day',
      }),
    ),
    errors: liveQuery(() => workspace.assay.query({ metric: { event: 'form_error', aggregate: ['count', 'users'] }, by: 'field' })),
    segments: liveQuery(() => workspace.assay.funnel({ steps: STEPS, within: WITHIN, by: queries.dimension })),
    experiment: liveQuery(() =>
      workspace.assay.query({
        experiment: { key: 'carrier_step', conversion: 'shipment_creation_completed', within: '7d', arms: ARMS, weights: [50, 50] },
      }),
    ),
    async refreshAll() {
      await Promise.all([
        queries.visitors.refresh(),
        queries.funnel.refresh(),
        queries.task.refresh(),
        queries.errors.refresh(),
        queries.segments.refresh(),
        queries.experiment.refresh(),
      ]);
    },
  };
  return queries;
}
