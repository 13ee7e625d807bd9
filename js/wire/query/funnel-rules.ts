import type { Builder, Offset } from 'flatbuffers';
import { fieldsOf } from '../check.js';
import { FunnelPreset } from '../generated/assay/fb/funnel-preset.js';
import { FunnelRules } from '../generated/assay/fb/funnel-rules.js';
import { choiceOf, flagOf } from './parts.js';

const PRESETS: Readonly<Record<string, FunnelPreset>> = {
  assay: FunnelPreset.Assay,
  clickhouse: FunnelPreset.ClickHouse,
  posthog: FunnelPreset.PostHog,
  mixpanel: FunnelPreset.Mixpanel,
  'mixpanel-optimised': FunnelPreset.MixpanelOptimised,
  amplitude: FunnelPreset.Amplitude,
};
const MODES = ['strictDeduplication', 'strictOrder', 'strictIncrease', 'strictOnce', 'allowReentry'] as const;

/** A preset: its name, or ClickHouse with modes. @throws AssayError INVALID_ARGUMENT naming the field and the rule it breaks */
export function encodeRules(fb: Builder, value: unknown, path: string): Offset {
  if (typeof value !== 'object' || value === null) {
    return FunnelRules.createFunnelRules(fb, choiceOf(value, path, PRESETS), false, false, false, false, false);
  }
  const modes = fieldsOf(fieldsOf(value, path, ['clickhouse'])['clickhouse'], `${path}.clickhouse`, MODES);
  const [deduplication, order, increase, once, reentry] = MODES.map((mode) => flagOf(modes[mode], `${path}.clickhouse.${mode}`)) as [
    boolean,
    boolean,
    boolean,
    boolean,
    boolean,
  ];
  return FunnelRules.createFunnelRules(fb, FunnelPreset.ClickHouse, deduplication, order, increase, once, reentry);
}
