import type { Builder, Offset } from 'flatbuffers';
import { fieldsOf, invalid, listOf, textOf } from '../check.js';
import { FunnelExclusion } from '../generated/assay/fb/funnel-exclusion.js';
import { FunnelStep } from '../generated/assay/fb/funnel-step.js';
import { durationOf, encodeMatch, flagOf } from './parts.js';

type Fields = Readonly<Record<string, unknown>>;

/** The steps of a funnel. @throws AssayError INVALID_ARGUMENT naming the field and the rule it breaks */
export function encodeSteps(fb: Builder, value: unknown, path: string): readonly Offset[] {
  const steps = listOf(value, path);
  if (steps.length < 1 || steps.length > 32) throw invalid(path, 'must hold 1 to 32 steps');
  return steps.map((step, i) => encodeStep(fb, step, `${path}[${i}]`, i === 0));
}

/** The names of the steps, as the answer gives them. */
export function stepLabel(step: unknown): string {
  if (typeof step === 'string') return step;
  const { label, any } = step as { readonly label?: string; readonly any?: readonly unknown[] };
  return label ?? (any ?? [step]).map(eventNameOf).join(' or ');
}

/** The exclusions of a funnel of so many steps. @throws AssayError INVALID_ARGUMENT naming the field and the rule it breaks */
export function encodeExclusions(fb: Builder, value: unknown, path: string, steps: number): readonly Offset[] {
  const exclusions = listOf(value, path);
  if (exclusions.length > 32) throw invalid(path, 'must hold at most 32 exclusions');
  return exclusions.map((exclusion, i) => {
    const at = `${path}[${i}]`;
    const { between, ...events } = fieldsOf(exclusion, at, ['event', 'where', 'any', 'between']);
    const [from, to] = betweenOf(between ?? [1, steps], `${at}.between`, steps);
    const anyOf = FunnelExclusion.createAnyOfVector(fb, encodeAlternatives(fb, events, at));
    return FunnelExclusion.createFunnelExclusion(fb, anyOf, from, to);
  });
}

function encodeStep(fb: Builder, value: unknown, path: string, isFirst: boolean): Offset {
  const source: Fields = typeof value === 'string' ? { event: value } : fieldsOf(value, path, STEP_FIELDS);
  const { label, optional, within, ...events } = source;
  const anyOf = FunnelStep.createAnyOfVector(fb, encodeAlternatives(fb, events, path));
  const name = fb.createString(label === undefined ? stepLabel(value) : textOf(label, `${path}.label`));
  if (within !== undefined && isFirst) throw invalid(`${path}.within`, 'the first step has none before it');
  FunnelStep.startFunnelStep(fb);
  FunnelStep.addLabel(fb, name);
  FunnelStep.addAnyOf(fb, anyOf);
  FunnelStep.addOptional(fb, flagOf(optional, `${path}.optional`));
  if (within !== undefined) FunnelStep.addWithinMs(fb, durationOf(within, `${path}.within`));
  return FunnelStep.endFunnelStep(fb);
}

const STEP_FIELDS = ['event', 'where', 'label', 'any', 'optional', 'within'];

/** `{ event, where }` or `{ any }` as EventMatches. */
function encodeAlternatives(fb: Builder, source: Fields, path: string): Offset[] {
  if (!('any' in source)) return [encodeMatch(fb, source, path)];
  if ('event' in source || 'where' in source) throw invalid(path, "has either 'any' or 'event' and 'where'");
  const selectors = listOf(source['any'], `${path}.any`);
  if (selectors.length === 0) throw invalid(`${path}.any`, 'needs at least one event');
  return selectors.map((selector, i) => encodeMatch(fb, selector, `${path}.any[${i}]`));
}

function betweenOf(value: unknown, path: string, steps: number): readonly [number, number] {
  const [from, to, ...rest] = listOf(value, path) as readonly number[];
  const isStep = (step: number | undefined): step is number => Number.isInteger(step) && (step as number) >= 1 && (step as number) <= steps;
  if (!isStep(from) || !isStep(to) || from >= to || rest.length > 0) {
    throw invalid(path, 'must be the numbers of a step and a later one, counted from 1');
  }
  return [from, to];
}

const eventNameOf = (selector: unknown): string => {
  const event = typeof selector === 'string' ? selector : (selector as { event?: unknown } | null)?.event;
  return typeof event === 'string' ? event : 'any event';
};
