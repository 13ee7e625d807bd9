import type { SequenceQuery } from '../../shared/query.js';
import type { SequenceResult } from '../../shared/result.js';
import type { Proportion as FbProportion } from '../generated/assay/fb/proportion.js';
import type { Result } from '../generated/assay/fb/result.js';
import { SequenceResult as FbSequenceResult } from '../generated/assay/fb/sequence-result.js';
import type { Asked } from './asked.js';
import { countedOf, list, proportionOf, proportionsOf } from './parts.js';

export function decodeSequence(result: Result, { query }: Asked): SequenceResult {
  const sequence: FbSequenceResult = result.kind(new FbSequenceResult());
  const hasPattern = (query as SequenceQuery).sequence.pattern !== undefined;
  return {
    matched: hasPattern ? proportionOf(sequence.matched() as FbProportion) : null,
    matches: hasPattern ? Number(sequence.matches()) : null,
    conditions: proportionsOf(sequence.retained()).map((retained, i) => ({ users: sequence.meeting(i) as number, retained })),
    samples: list(sequence.samplesLength(), (i) => sequence.samples(i)).map((sample) => ({
      user: sample.user() ?? '',
      matched: sample.matched(),
      times: Array.from(sample.timesMsArray() ?? []),
    })),
    ...countedOf(result),
  };
}
