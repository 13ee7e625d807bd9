import type { StickinessQuery } from '../../shared/query.js';
import type { Proportion, StickinessCounts, StickinessResult, StickinessWindow } from '../../shared/result.js';
import type { Result } from '../generated/assay/fb/result.js';
import { StickinessResult as FbStickinessResult } from '../generated/assay/fb/stickiness-result.js';
import { windowsOf } from '../query/stickiness.js';
import type { Asked } from './asked.js';
import { countedOf, list, proportionsOf, userGroupsOf } from './parts.js';

export function decodeStickiness(result: Result, { query, by }: Asked): StickinessResult {
  const stickiness: FbStickinessResult = result.kind(new FbStickinessResult());
  const lengths = windowsOf((query as StickinessQuery).stickiness.windows, 'stickiness.windows');
  return {
    ...countsOf(stickiness, lengths),
    ...userGroupsOf(result, stickiness, by, (group) => countsOf(group, lengths)),
    observedEnd: stickiness.observedEndMs(),
    ...countedOf(result),
  };
}

function countsOf(stickiness: FbStickinessResult, lengths: readonly number[]): StickinessCounts {
  const active = proportionsOf(stickiness.active());
  const atLeast = proportionsOf(stickiness.atLeast());
  return {
    users: Number(stickiness.users()),
    shares: proportionsOf(stickiness.exactly()).map((exactly, i) => ({ periods: i + 1, exactly, atLeast: atLeast[i] as Proportion })),
    rows: list(stickiness.startsMsLength(), (i) => ({
      periodStart: stickiness.startsMs(i) as number,
      complete: stickiness.complete(i) === 1,
      users: stickiness.periodUsers(i) as number,
      windows: lengths.map((periods, w) => windowAt(stickiness, i * lengths.length + w, periods, active)),
    })),
  };
}

function windowAt(stickiness: FbStickinessResult, at: number, periods: number, active: readonly Proportion[]): StickinessWindow {
  const proportion = active[at] as Proportion;
  const users = proportion.trials;
  return {
    periods,
    whole: stickiness.whole(at) === 1,
    users,
    stickiness: proportion,
    meanPeriods: users === 0 ? null : (stickiness.activePeriods(at) as number) / users,
  };
}
