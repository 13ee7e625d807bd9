import type { ArmResult, EffectResult, ExperimentResult } from '../../shared/result.js';
import { ExperimentResult as FbExperimentResult } from '../generated/assay/fb/experiment-result.js';
import type { Proportion as FbProportion } from '../generated/assay/fb/proportion.js';
import type { Result } from '../generated/assay/fb/result.js';
import { countedOf, list, proportionOf } from './parts.js';

export function decodeExperiment(result: Result): ExperimentResult {
  const experiment: FbExperimentResult = result.kind(new FbExperimentResult());
  const arms: ArmResult[] = list(experiment.armsLength(), (i) => experiment.arms(i)).map((arm) => ({
    arm: arm.arm() ?? '',
    conversion: proportionOf(arm.conversion() as FbProportion),
  }));
  const effects: EffectResult[] = list(experiment.effectsLength(), (i) => experiment.effects(i)).map((effect) => ({
    arm: effect.arm() ?? '',
    absolute: effect.absolute(),
    absoluteLow: effect.absoluteLow(),
    absoluteHigh: effect.absoluteHigh(),
    relative: effect.relative(),
    relativeLow: effect.relativeLow(),
    relativeHigh: effect.relativeHigh(),
    pValue: effect.pValue(),
  }));
  return {
    arms,
    effects,
    srmPValue: experiment.srmPValue(),
    excludedMultipleArms: Number(experiment.excludedMultipleArms()),
    unknownArmUsers: Number(experiment.unknownArmUsers()),
    ...countedOf(result),
  };
}
