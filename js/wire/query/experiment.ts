import type { Builder, Offset } from 'flatbuffers';
import { fieldsOf, invalid, listOf, textOf } from '../check.js';
import { ExperimentQuery } from '../generated/assay/fb/experiment-query.js';
import { encodeMatch, required, windowOf } from './parts.js';

export function encodeExperiment(fb: Builder, value: unknown, path: string): Offset {
  const source = fieldsOf(value, path, ['key', 'conversion', 'within', 'arms', 'weights']);
  const key = fb.createString(textOf(source['key'], `${path}.key`));
  const conversion = encodeMatch(fb, required(source['conversion'], `${path}.conversion`), `${path}.conversion`);
  const arms = listOf(source['arms'] ?? [], `${path}.arms`).map((arm, i) => fb.createString(textOf(arm, `${path}.arms[${i}]`)));
  const weights = listOf(source['weights'] ?? [], `${path}.weights`).map((weight, i) => {
    if (typeof weight !== 'number' || !(weight >= 0) || !Number.isFinite(weight)) {
      throw invalid(`${path}.weights[${i}]`, 'must be a number of 0 or more');
    }
    return weight;
  });
  if (weights.length > 0 && weights.length !== arms.length) throw invalid(`${path}.weights`, 'needs one per arm, with `arms` given');
  const armsOffset = ExperimentQuery.createArmsVector(fb, arms);
  const weightsOffset = weights.length > 0 ? ExperimentQuery.createWeightsVector(fb, weights) : 0;
  ExperimentQuery.startExperimentQuery(fb);
  ExperimentQuery.addExperiment(fb, key);
  ExperimentQuery.addConversion(fb, conversion);
  ExperimentQuery.addWindowMs(fb, windowOf(source['within'], '30d', path));
  ExperimentQuery.addArms(fb, armsOffset);
  if (weightsOffset !== 0) ExperimentQuery.addWeights(fb, weightsOffset);
  return ExperimentQuery.endExperimentQuery(fb);
}
