import type { FunnelQuery } from '../../shared/query.js';
import type {
  FunnelCounts,
  FunnelDropReasons,
  FunnelGroup,
  FunnelResult,
  FunnelSegmentResult,
  FunnelStepResult,
  FunnelTrendRow,
} from '../../shared/result.js';
import type { FunnelDrops as FbFunnelDrops } from '../generated/assay/fb/funnel-drops.js';
import type { FunnelGroup as FbFunnelGroup } from '../generated/assay/fb/funnel-group.js';
import { FunnelResult as FbFunnelResult } from '../generated/assay/fb/funnel-result.js';
import type { FunnelStepResult as FbFunnelStepResult } from '../generated/assay/fb/funnel-step-result.js';
import type { Proportion as FbProportion } from '../generated/assay/fb/proportion.js';
import type { Result } from '../generated/assay/fb/result.js';
import type { TimeStats as FbTimeStats } from '../generated/assay/fb/time-stats.js';
import type { Asked } from './asked.js';
import { groupedOf, keyOf, list, proportionOf, timeStatsOf } from './parts.js';

export function decodeFunnel(result: Result, { query, by }: Asked): FunnelResult {
  const funnel: FbFunnelResult = result.kind(new FbFunnelResult());
  const reader = new GroupReader(
    (query as FunnelQuery).funnel,
    list(funnel.usersLength(), (i) => funnel.users(i) as string),
    by,
  );
  const segments = list(funnel.segmentsLength(), (i) => funnel.segments(i));
  return {
    ...reader.counts(funnel.total() as FbFunnelGroup),
    groups: list(funnel.groupsLength(), (i) => funnel.groups(i)).map((group) => reader.group(group)),
    ...groupedOf(result),
    eventsWithoutSession: Number(funnel.eventsWithoutSession()),
    segments: segments.map(
      (part, at): FunnelSegmentResult => ({
        label: (query as FunnelQuery).funnel.segments?.[at]?.label ?? '',
        ...reader.counts(part.total() as FbFunnelGroup),
        groups: list(part.groupsLength(), (i) => part.groups(i)).map((group) => reader.group(group)),
        groupsOmitted: Number(part.groupsOmitted()),
        eventsWithoutSession: Number(part.eventsWithoutSession()),
      }),
    ),
  };
}

/** Reads groups by what was asked for. */
class GroupReader {
  constructor(
    private readonly asked: FunnelQuery['funnel'],
    /** That samples name by their place. */
    private readonly users: readonly string[],
    private readonly by: readonly string[],
  ) {}

  group(group: FbFunnelGroup): FunnelGroup {
    return { key: keyOf(group, this.by), ...this.counts(group) };
  }

  counts(group: FbFunnelGroup): FunnelCounts {
    const conversion = proportionOf(group.conversion() as FbProportion);
    const { trend } = this.asked;
    return {
      steps: this.#steps(list(group.stepsLength(), (i) => group.steps(i))),
      conversion,
      timeToConvert: timeStatsOf(group.timeToConvert() as FbTimeStats),
      entered: conversion.trials,
      excluded: Number(group.excluded()),
      ...(trend !== undefined && { trend: trendOf(group) }),
      ...(this.#hasSamples && { convertedUsers: this.#usersAt(group.convertedUsersArray()) }),
    };
  }

  #steps(steps: readonly FbFunnelStepResult[]): FunnelStepResult[] {
    return steps.map((step, i) => {
      const fromStart = proportionOf(step.fromStart() as FbProportion);
      const count = Number(step.count());
      const drops = step.drops();
      return {
        step: step.label() ?? '',
        count,
        rate: fromStart.rate,
        rateLow: fromStart.low,
        rateHigh: fromStart.high,
        rateFromPrevious: i === 0 ? null : proportionOf(step.fromPrevious() as FbProportion).rate,
        dropOff: i === 0 ? 0 : Math.max(0, Number((steps[i - 1] as FbFunnelStepResult).count()) - count),
        timeFromPrevious: i === 0 ? null : timeStatsOf(step.timeFromPrevious() as FbTimeStats),
        skipped: Number(step.skipped()),
        ...(drops !== null && { dropReasons: dropReasonsOf(drops) }),
        ...(this.#hasSamples && { droppedUsers: this.#usersAt(step.droppedUsersArray()) }),
      };
    });
  }

  get #hasSamples(): boolean {
    return (this.asked.samples ?? 0) > 0;
  }

  #usersAt(places: Uint32Array | null): readonly string[] {
    return Array.from(places ?? [], (place) => this.users[place] as string);
  }
}

function trendOf(group: FbFunnelGroup): readonly FunnelTrendRow[] {
  return list(group.trendLength(), (i) => group.trend(i)).map((row) => ({
    bucketStart: row.bucketStartMs(),
    conversion: proportionOf(row.conversion() as FbProportion),
  }));
}

function dropReasonsOf(drops: FbFunnelDrops): FunnelDropReasons {
  return {
    window: Number(drops.window()),
    exclusion: Number(drops.exclusion()),
    order: Number(drops.order()),
    noNextEvent: Number(drops.noNextEvent()),
    nextEvents: list(drops.nextEventsLength(), (i) => drops.nextEvents(i)).map((next) => ({
      event: next.event() ?? '',
      count: Number(next.count()),
    })),
    otherNextEvents: Number(drops.otherNextEvents()),
  };
}
