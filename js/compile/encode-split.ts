import type { Builder, Offset } from 'flatbuffers';
import { fieldsOf, invalid, textOf } from '../wire/check.js';
import { Slot } from '../wire/generated/assay/fb/slot.js';
import { Split as FbSplit } from '../wire/generated/assay/fb/split.js';
import { type RulePlace, saltOf, variantIndex } from './rule-place.js';

/** The largest sum of weights: times a 32-bit hash it fits a signed 64-bit integer in every language. */
const MAX_WEIGHT_SUM = 0x7fffffff;
const PPM = 1_000_000;

/** The `split` of a rule as FlatBuffers; variants own contiguous slots in the order of `Object.entries(weights)`: as written,
 * but for names that are whole numbers, which JavaScript puts first, ascending. */
export function encodeSplit(fb: Builder, value: unknown, place: RulePlace): Offset {
  const path = `${place.path}.split`;
  const fields = ['weights', 'experiment', 'version', 'unit', 'salt', 'coverage', 'layer', 'range'];
  const source = fieldsOf(value, path, fields);
  const { slots, total } = slotsOf(source['weights'], place, `${path}.weights`);
  const experiment = source['experiment'] === undefined ? undefined : saltOf(source['experiment'], `${path}.experiment`);
  const version = source['version'] ?? 1;
  if (typeof version !== 'number' || !Number.isInteger(version) || version < 0 || version > 0xffffffff) {
    throw invalid(`${path}.version`, 'must be a whole number of 0 or more');
  }
  const salt = fb.createString(saltOf(source['salt'] ?? experiment ?? place.flag, `${path}.salt`));
  const unit = fb.createString(textOf(source['unit'] ?? 'user', `${path}.unit`));
  const experimentOffset = experiment === undefined ? 0 : fb.createString(experiment);
  const coverage = source['coverage'] === undefined ? PPM : ppmOf(source['coverage'], `${path}.coverage`);
  const layer = layerOf(source, place, path);
  FbSplit.startSlotsVector(fb, slots.length);
  for (const slot of slots.toReversed()) Slot.createSlot(fb, slot.start, slot.end, slot.variant);
  const slotsOffset = fb.endVector();
  FbSplit.startSplit(fb);
  if (experimentOffset !== 0) FbSplit.addExperiment(fb, experimentOffset);
  FbSplit.addVersion(fb, version);
  FbSplit.addUnit(fb, unit);
  FbSplit.addSalt(fb, salt);
  FbSplit.addTotal(fb, total);
  FbSplit.addSlots(fb, slotsOffset);
  FbSplit.addCoveragePpm(fb, coverage);
  FbSplit.addLayer(fb, layer.index);
  FbSplit.addLayerStartPpm(fb, layer.start);
  FbSplit.addLayerEndPpm(fb, layer.end);
  return FbSplit.endSplit(fb);
}

function slotsOf(weights: unknown, place: RulePlace, path: string) {
  const source = fieldsOf(weights, path, place.variants);
  const slots: { readonly start: number; readonly end: number; readonly variant: number }[] = [];
  let total = 0;
  for (const [name, weight] of Object.entries(source)) {
    if (typeof weight !== 'number' || !Number.isInteger(weight) || weight < 0) {
      throw invalid(`${path}.${name}`, 'must be a whole number of 0 or more (write 1 and 2 instead of 0.333 and 0.667)');
    }
    if (total + weight > MAX_WEIGHT_SUM) throw invalid(path, `must not sum to more than ${MAX_WEIGHT_SUM}`);
    if (weight > 0) slots.push({ start: total, end: total + weight, variant: variantIndex(name, place.variants, path) });
    total += weight;
  }
  if (total === 0) throw invalid(path, 'must hold a weight above 0');
  return { slots, total };
}

function layerOf(source: Readonly<Record<string, unknown>>, place: RulePlace, path: string) {
  if (source['layer'] === undefined) {
    if (source['range'] !== undefined) throw invalid(`${path}.range`, 'needs a layer');
    return { index: -1, start: 0, end: 0 };
  }
  const index = place.layers.indexOf(source['layer'] as string);
  if (index < 0) throw invalid(`${path}.layer`, 'must name a layer of the datafile');
  const range = source['range'] ?? [0, 1];
  if (!Array.isArray(range) || range.length !== 2) throw invalid(`${path}.range`, 'must be [start, end]');
  const start = ppmOf(range[0], `${path}.range[0]`);
  const end = ppmOf(range[1], `${path}.range[1]`);
  if (start >= end) throw invalid(`${path}.range`, 'start must be below end');
  return { index, start, end };
}

/** A share in [0, 1] as parts per million, rounded to the nearest. */
function ppmOf(value: unknown, path: string): number {
  if (typeof value !== 'number' || !(value >= 0 && value <= 1)) throw invalid(path, 'must be a number from 0 to 1');
  return Math.round(value * PPM);
}
