import { answerExperiment } from './experiment.mjs';
import { answerFunnel } from './funnel.mjs';
import { answerMetric } from './metric.mjs';
import { storedEvents } from './random-events.mjs';
import { answerTask } from './task.mjs';

const KINDS = { funnel: answerFunnel, metric: answerMetric, task: answerTask, experiment: answerExperiment };

/** The answer to a query vector, in the shape of js/shared/result.ts. */
export function answer(vector) {
  const kind = Object.keys(KINDS).find((name) => name in vector.query);
  return KINDS[kind](storedEvents(vector), vector.query, vector.now ?? 0);
}
