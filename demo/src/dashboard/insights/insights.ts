import { h } from '../../dom.js';
import { cohortPanel } from './cohort-panel.js';
import { evidencePanels } from './evidence.js';
import { lifecyclePanel } from './lifecycle-panel.js';
import { metricPanel, type Ratio } from './metric-panel.js';
import { pathsPanel } from './paths-panel.js';
import { presetsPanel } from './presets-panel.js';
import { retentionPanel } from './retention-panel.js';
import { sequencePanel } from './sequence-panel.js';
import { stickinessPanel } from './stickiness-panel.js';
import type { Subject } from './subject.js';

export interface Insights {
  readonly root: HTMLElement;
  /** Asks everything again. */
  refresh(): Promise<void>;
  /** Asks again what depends on the funnel. */
  refreshFunnel(): Promise<void>;
}

/** Every further question about a subject's events, a panel each. */
export function insights(subject: Subject, ratio?: Ratio): Insights {
  const [reasons, entryTrend] = evidencePanels(subject);
  const ofFunnel = [reasons, presetsPanel(subject)];
  const others = [
    metricPanel(subject, ratio),
    entryTrend,
    lifecyclePanel(subject),
    retentionPanel(subject),
    stickinessPanel(subject),
    pathsPanel(subject),
    sequencePanel(subject),
    cohortPanel(subject),
  ];
  const all = [...ofFunnel, ...others];
  return {
    root: h('div', { class: 'insights' }, ...all.map(({ root }) => root)),
    refresh: async () => void (await Promise.all(all.map((each) => each.refresh()))),
    refreshFunnel: async () => void (await Promise.all(ofFunnel.map((each) => each.refresh()))),
  };
}
