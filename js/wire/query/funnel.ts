import type { Builder, Offset } from 'flatbuffers';
import { fieldsOf, invalid, listOf, textOf } from '../check.js';
import { encodeConditions, PROPERTY_OPERATORS } from '../encode-conditions.js';
import { FunnelCount } from '../generated/assay/fb/funnel-count.js';
import { FunnelEntry } from '../generated/assay/fb/funnel-entry.js';
import { FunnelOrder } from '../generated/assay/fb/funnel-order.js';
import { FunnelQuery } from '../generated/assay/fb/funnel-query.js';
import { FunnelReentry } from '../generated/assay/fb/funnel-reentry.js';
import { FunnelSegment } from '../generated/assay/fb/funnel-segment.js';
import { FunnelTouch } from '../generated/assay/fb/funnel-touch.js';
import { encodeRules } from './funnel-rules.js';
import { encodeExclusions, encodeSteps } from './funnel-steps.js';
import { choiceOf, durationOf, flagOf, required, wholeOf, windowOf } from './parts.js';

type Fields = Readonly<Record<string, unknown>>;

/** What a chain may be: the fields that presets are compared by. */
export const CHAIN_FIELDS: readonly string[] = ['steps', 'within', 'order', 'exclude', 'ties'];
const FIELDS = [...CHAIN_FIELDS, ...['preset', 'count', 'entry', 'reentry', 'hold', 'touch', 'segments', 'trend', 'samples', 'reasons']];
const ORDERS = { ordered: FunnelOrder.Ordered, strict: FunnelOrder.Strict, any: FunnelOrder.Any };
const COUNTS = { users: FunnelCount.Users, sessions: FunnelCount.Sessions, totals: FunnelCount.Totals };
const ENTRIES = { closed: FunnelEntry.Closed, open: FunnelEntry.Open };
const REENTRIES = { every: FunnelReentry.Every, first: FunnelReentry.First };
const TOUCHES = { first: FunnelTouch.First, last: FunnelTouch.Last, all: FunnelTouch.AllEvents };

export function encodeFunnel(fb: Builder, value: unknown, path: string): Offset {
  return encodeChains(fb, fieldsOf(value, path, FIELDS), path);
}

/** Most users that one list of samples names. */
export const MAX_SAMPLES = 1000;

/** A funnel of fields that are known to be some. @throws AssayError INVALID_ARGUMENT naming the field and the rule it breaks */
export function encodeChains(fb: Builder, source: Fields, path: string): Offset {
  const steps = encodeSteps(fb, source['steps'], `${path}.steps`);
  const stepsOffset = FunnelQuery.createStepsVector(fb, [...steps]);
  const exclusions = encodeExclusions(fb, source['exclude'] ?? [], `${path}.exclude`, steps.length);
  const exclusionsOffset = exclusions.length === 0 ? 0 : FunnelQuery.createExclusionsVector(fb, [...exclusions]);
  const segments = encodeSegments(fb, source['segments'] ?? [], `${path}.segments`);
  const segmentsOffset = segments.length === 0 ? 0 : FunnelQuery.createSegmentsVector(fb, segments);
  const rules = source['preset'] === undefined ? 0 : encodeRules(fb, source['preset'], `${path}.preset`);
  const hold = source['hold'] === undefined ? 0 : fb.createString(textOf(source['hold'], `${path}.hold`));
  const [touch, touchStep] = touchOf(source['touch'] ?? 'first', `${path}.touch`, steps.length);
  FunnelQuery.startFunnelQuery(fb);
  FunnelQuery.addSteps(fb, stepsOffset);
  FunnelQuery.addWindowMs(fb, windowOf(source['within'], '7d', path));
  FunnelQuery.addOrder(fb, choiceOf(source['order'] ?? 'ordered', `${path}.order`, ORDERS));
  FunnelQuery.addCount(fb, choiceOf(source['count'] ?? 'users', `${path}.count`, COUNTS));
  FunnelQuery.addEntry(fb, choiceOf(source['entry'] ?? 'closed', `${path}.entry`, ENTRIES));
  FunnelQuery.addReentry(fb, choiceOf(source['reentry'] ?? 'every', `${path}.reentry`, REENTRIES));
  FunnelQuery.addRules(fb, rules);
  FunnelQuery.addExclusions(fb, exclusionsOffset);
  FunnelQuery.addHold(fb, hold);
  FunnelQuery.addTouch(fb, touch);
  FunnelQuery.addTouchStep(fb, touchStep);
  if (source['ties'] !== undefined) FunnelQuery.addTieMs(fb, durationOf(source['ties'], `${path}.ties`));
  FunnelQuery.addSegments(fb, segmentsOffset);
  FunnelQuery.addSamples(fb, wholeOf(source['samples'] ?? 0, `${path}.samples`, 0, MAX_SAMPLES));
  FunnelQuery.addReasons(fb, flagOf(source['reasons'], `${path}.reasons`));
  return FunnelQuery.endFunnelQuery(fb);
}

function encodeSegments(fb: Builder, value: unknown, path: string): Offset[] {
  const segments = listOf(value, path);
  if (segments.length > 8) throw invalid(path, 'must hold at most 8 segments');
  return segments.map((segment, i) => {
    const at = `${path}[${i}]`;
    const source = fieldsOf(segment, at, ['label', 'where']);
    const label = fb.createString(textOf(source['label'], `${at}.label`));
    const where = required(source['where'], `${at}.where`);
    const conditions = FunnelSegment.createWhereVector(fb, encodeConditions(fb, where, `${at}.where`, PROPERTY_OPERATORS));
    return FunnelSegment.createFunnelSegment(fb, label, conditions);
  });
}

function touchOf(value: unknown, path: string, steps: number): readonly [touch: FunnelTouch, step: number] {
  if (typeof value !== 'object' || value === null) return [choiceOf(value, path, TOUCHES), 1];
  return [FunnelTouch.Step, wholeOf(fieldsOf(value, path, ['step'])['step'], `${path}.step`, 1, steps)];
}
