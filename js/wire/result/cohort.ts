import type { CohortResult } from '../../shared/result.js';
import { CohortResult as FbCohortResult } from '../generated/assay/fb/cohort-result.js';
import type { Proportion as FbProportion } from '../generated/assay/fb/proportion.js';
import type { Result } from '../generated/assay/fb/result.js';
import { countedOf, list, proportionOf } from './parts.js';

export function decodeCohort(result: Result): CohortResult {
  const cohort: FbCohortResult = result.kind(new FbCohortResult());
  return {
    size: proportionOf(cohort.size() as FbProportion),
    users: list(cohort.idsLength(), (i) => cohort.ids(i)),
    ...countedOf(result),
  };
}
