import type { Child } from '../../dom.js';
import { liveQuery } from '../live-query.js';
import { type PanelContent, panel, showQuery } from '../panel.js';
import type { Insight } from './subject.js';

export interface InsightOptions<Result> {
  readonly id: string;
  readonly title: string;
  readonly note: string;
  readonly tools?: Child;
  readonly ask: () => Promise<Result>;
  /** A text when there is nothing to draw yet. */
  readonly describe: (result: Result) => PanelContent | string;
}

/** A panel with its own question. */
export function insight<Result>({ ask, describe, ...options }: InsightOptions<Result>): Insight {
  const query = liveQuery(ask);
  const target = panel(options);
  showQuery(target, query, describe);
  return { root: target.root, refresh: () => query.refresh() };
}
