import type { Builder, Offset } from 'flatbuffers';
import { fieldsOf, invalid, listOf, textOf } from '../check.js';
import { TaskQuery } from '../generated/assay/fb/task-query.js';
import type { Asking } from './asking.js';
import { encodeMatch, flagOf, required, wholeOf, windowOf } from './parts.js';
import { encodeTaskTarget } from './task-target.js';

const FIELDS = ['start', 'complete', 'within', 'errors', 'errorField', 'maxErrorFields', 'steps', 'experience', 'target'];
const MOST_STEPS = 29;

export function encodeTask(fb: Builder, value: unknown, path: string, asking: Asking): Offset {
  const source = fieldsOf(value, path, FIELDS);
  const start = encodeMatch(fb, required(source['start'], `${path}.start`), `${path}.start`);
  const complete = encodeMatch(fb, required(source['complete'], `${path}.complete`), `${path}.complete`);
  const errors = encodeErrors(fb, source['errors'], `${path}.errors`);
  const field = source['errorField'] === undefined ? 0 : fb.createString(textOf(source['errorField'], `${path}.errorField`));
  if (field !== 0 && errors === 0) throw invalid(`${path}.errorField`, 'needs errors');
  const steps = encodeSteps(fb, source['steps'], `${path}.steps`);
  const target = encodeTaskTarget(fb, source['target'], `${path}.target`, asking, errors !== 0);
  const most = source['maxErrorFields'];
  TaskQuery.startTaskQuery(fb);
  TaskQuery.addStart(fb, start);
  TaskQuery.addComplete(fb, complete);
  TaskQuery.addWindowMs(fb, windowOf(source['within'], '1d', path));
  TaskQuery.addErrors(fb, errors);
  TaskQuery.addErrorField(fb, field);
  if (most !== undefined) TaskQuery.addMaxErrorFields(fb, wholeOf(most, `${path}.maxErrorFields`, 1, 1000));
  TaskQuery.addSteps(fb, steps);
  TaskQuery.addExperience(fb, flagOf(source['experience'], `${path}.experience`));
  TaskQuery.addTarget(fb, target);
  return TaskQuery.endTaskQuery(fb);
}

/** What a step is called in the answer. */
export function taskStepName(step: unknown): string {
  if (typeof step === 'string') return step;
  const { label, event } = step as { readonly label?: string; readonly event?: string };
  return label ?? event ?? 'any event';
}

function encodeErrors(fb: Builder, value: unknown, path: string): Offset {
  if (value === undefined) return 0;
  if (!Array.isArray(value)) return TaskQuery.createErrorsVector(fb, [encodeMatch(fb, value, path)]);
  if (value.length === 0) throw invalid(path, 'needs at least one event');
  return TaskQuery.createErrorsVector(
    fb,
    value.map((error, i) => encodeMatch(fb, error, `${path}[${i}]`)),
  );
}

function encodeSteps(fb: Builder, value: unknown, path: string): Offset {
  if (value === undefined) return 0;
  const steps = listOf(value, path);
  if (steps.length < 1 || steps.length > MOST_STEPS) throw invalid(path, `must hold 1 to ${MOST_STEPS} steps`);
  return TaskQuery.createStepsVector(
    fb,
    steps.map((step, i) => encodeStep(fb, step, `${path}[${i}]`)),
  );
}

function encodeStep(fb: Builder, value: unknown, path: string): Offset {
  if (typeof value === 'string') return encodeMatch(fb, value, path);
  const { label, ...selector } = fieldsOf(value, path, ['event', 'where', 'label']);
  if (label !== undefined) textOf(label, `${path}.label`);
  return encodeMatch(fb, selector, path);
}
