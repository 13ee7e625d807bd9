import type { ComparePresetsResult, FunnelDifference, FunnelPreset, PresetComparison } from 'assay';
import { formatCount } from '../../format.js';
import { heatTable } from '../charts/heat-table.js';
import type { PanelContent } from '../panel.js';
import { insight } from './insight.js';
import type { Insight, Subject } from './subject.js';

/** What `comparePresets` and the choosers of rules offer, with the names people know. */
export const PRESETS = [
  { value: 'assay', label: 'Assay' },
  { value: 'clickhouse', label: 'ClickHouse' },
  { value: 'posthog', label: 'PostHog' },
  { value: 'mixpanel', label: 'Mixpanel' },
  { value: 'mixpanel-optimised', label: 'Mixpanel, optimised' },
  { value: 'amplitude', label: 'Amplitude' },
] as const satisfies readonly { readonly value: FunnelPreset; readonly label: string }[];
export type PresetName = (typeof PRESETS)[number]['value'];

const WHY: Readonly<Record<FunnelDifference, string>> = {
  rounding: 'times are rounded down',
  tie: 'things happen at one time',
  repeat: 'a step is repeated',
  reentry: 'only the first entry is tried',
  exclusion: 'something excludes',
  strictOrder: 'other things come between',
  other: 'several rules together',
};

/** The same funnel by other products' rules. */
export function presetsPanel(subject: Subject): Insight {
  const id = `${subject.prefix}presets`;
  return insight({
    id,
    title: 'What would other products count?',
    note: 'The same funnel of the same users by the rules of each, and why numbers differ',
    ask: () => subject.query({ comparePresets: { ...subject.funnel(), presets: PRESETS.map(({ value }) => value), samples: 3 } }),
    describe: (result) => describe(result, id),
  });
}

function describe({ presets }: ComparePresetsResult, id: string): PanelContent | string {
  const [ours] = presets;
  if (ours === undefined || presets.every(({ steps }) => !steps[0]?.count)) return 'Nobody has entered the funnel yet.';
  const differing = presets.slice(1).filter(({ further, lessFar }) => further + lessFar > 0);
  return {
    chart: heatTable({
      caption: 'Users per step by the rules of each product',
      corner: 'Rules of',
      columns: [...ours.steps.map(({ step }) => step), 'Further', 'Less far', 'Because'],
      rows: presets.map((each) => ({
        name: labelOf(each.preset),
        cells: [
          ...each.steps.map(({ count }, step) => ({
            text: formatCount(count),
            heat: count === ours.steps[step]?.count ? 0 : 0.4,
            title: count === ours.steps[step]?.count ? 'as by our rules' : `${signed(count - (ours.steps[step]?.count ?? 0))} against ours`,
          })),
          { text: each === ours ? '–' : formatCount(each.further) },
          { text: each === ours ? '–' : formatCount(each.lessFar) },
          { text: reasonsOf(each) },
        ],
        testId: `${id}-${typeof each.preset === 'string' ? each.preset : 'clickhouse'}`,
      })),
    }),
    summary:
      differing.length === 0
        ? 'All count every user alike.'
        : `${differing.map(({ preset, further, lessFar }) => `${labelOf(preset)} counts ${formatCount(further + lessFar)} users otherwise`).join('; ')}.`,
    table: {
      columns: ['Rules of', 'User', 'Steps by ours', 'Steps by theirs', 'Because'],
      rows: differing.flatMap(({ preset, samples }) =>
        samples.map(({ user, firstLevel, level, reason }) => [labelOf(preset), user, String(firstLevel), String(level), WHY[reason]]),
      ),
    },
  };
}

function labelOf(preset: FunnelPreset): string {
  return PRESETS.find(({ value }) => value === preset)?.label ?? 'ClickHouse';
}

function reasonsOf({ reasons }: PresetComparison): string {
  const found = Object.entries(reasons).filter(([, count]) => count > 0);
  return found.length === 0 ? '–' : found.map(([reason, count]) => `${WHY[reason as FunnelDifference]} (${formatCount(count)})`).join(', ');
}

function signed(difference: number): string {
  return difference < 0 ? `−${formatCount(-difference)}` : `+${formatCount(difference)}`;
}
