import type { Builder, Offset } from 'flatbuffers';
import { fieldsOf, invalid, listOf } from '../check.js';
import { CompareQuery } from '../generated/assay/fb/compare-query.js';
import { CHAIN_FIELDS, encodeChains, MAX_SAMPLES } from './funnel.js';
import { encodeRules } from './funnel-rules.js';
import { wholeOf } from './parts.js';

export function encodeComparePresets(fb: Builder, value: unknown, path: string): Offset {
  const { presets, samples, ...chains } = fieldsOf(value, path, [...CHAIN_FIELDS, 'presets', 'samples']);
  const funnel = encodeChains(fb, chains, path);
  const rules = listOf(presets, `${path}.presets`).map((preset, i) => encodeRules(fb, preset, `${path}.presets[${i}]`));
  if (rules.length < 1 || rules.length > 8) throw invalid(`${path}.presets`, 'must hold 1 to 8 presets');
  const presetsOffset = CompareQuery.createPresetsVector(fb, rules);
  CompareQuery.startCompareQuery(fb);
  CompareQuery.addFunnel(fb, funnel);
  CompareQuery.addPresets(fb, presetsOffset);
  CompareQuery.addSamples(fb, wholeOf(samples ?? 0, `${path}.samples`, 0, MAX_SAMPLES));
  return CompareQuery.endCompareQuery(fb);
}
