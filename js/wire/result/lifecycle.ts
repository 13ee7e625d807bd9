import type { LifecycleResult } from '../../shared/result.js';
import { LifecycleResult as FbLifecycleResult } from '../generated/assay/fb/lifecycle-result.js';
import type { Result } from '../generated/assay/fb/result.js';
import { countedOf, list } from './parts.js';

export function decodeLifecycle(result: Result): LifecycleResult {
  const lifecycle: FbLifecycleResult = result.kind(new FbLifecycleResult());
  const rows = list(lifecycle.startsMsLength(), (i) => ({
    periodStart: lifecycle.startsMs(i) as number,
    complete: lifecycle.complete(i) === 1,
    new: lifecycle.fresh(i) as number,
    returning: lifecycle.returning(i) as number,
    resurrecting: lifecycle.resurrecting(i) as number,
    dormant: lifecycle.dormant(i) as number,
  }));
  return { rows, observedEnd: lifecycle.observedEndMs(), ...countedOf(result) };
}
