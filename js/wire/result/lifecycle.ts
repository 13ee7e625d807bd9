import type { LifecycleResult, LifecycleRow } from '../../shared/result.js';
import { LifecycleResult as FbLifecycleResult } from '../generated/assay/fb/lifecycle-result.js';
import type { Result } from '../generated/assay/fb/result.js';
import type { Asked } from './asked.js';
import { countedOf, list, userGroupsOf } from './parts.js';

export function decodeLifecycle(result: Result, { by }: Asked): LifecycleResult {
  const lifecycle: FbLifecycleResult = result.kind(new FbLifecycleResult());
  return {
    rows: rowsOf(lifecycle),
    ...userGroupsOf(result, lifecycle, by, (group) => ({ rows: rowsOf(group) })),
    observedEnd: lifecycle.observedEndMs(),
    ...countedOf(result),
  };
}

function rowsOf(lifecycle: FbLifecycleResult): readonly LifecycleRow[] {
  return list(lifecycle.startsMsLength(), (i) => ({
    periodStart: lifecycle.startsMs(i) as number,
    complete: lifecycle.complete(i) === 1,
    new: lifecycle.fresh(i) as number,
    returning: lifecycle.returning(i) as number,
    resurrecting: lifecycle.resurrecting(i) as number,
    dormant: lifecycle.dormant(i) as number,
  }));
}
