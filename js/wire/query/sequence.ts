import type { Builder, Offset } from 'flatbuffers';
import { fieldsOf, invalid, listOf } from '../check.js';
import { SequenceQuery } from '../generated/assay/fb/sequence-query.js';
import { choiceOf, encodeMatch, wholeOf } from './parts.js';

export function encodeSequence(fb: Builder, value: unknown, path: string): Offset {
  const source = fieldsOf(value, path, ['pattern', 'conditions', 'unit', 'samples']);
  const list = listOf(source['conditions'], `${path}.conditions`);
  if (list.length < 1 || list.length > 32) throw invalid(`${path}.conditions`, 'must hold 1 to 32 events');
  const conditions = list.map((condition, i) => encodeMatch(fb, condition, `${path}.conditions[${i}]`));
  const conditionsOffset = SequenceQuery.createConditionsVector(fb, conditions);
  const { pattern } = source;
  if (pattern !== undefined && typeof pattern !== 'string') throw invalid(`${path}.pattern`, 'must be a string');
  if (pattern?.isWellFormed() === false) throw invalid(`${path}.pattern`, 'must be well-formed Unicode');
  const patternOffset = pattern === undefined ? 0 : fb.createString(pattern);
  const unit = choiceOf(source['unit'] ?? 's', `${path}.unit`, { s: 1_000, ms: 1 });
  const samples = wholeOf(source['samples'] ?? 0, `${path}.samples`, 0, 1_000);
  return SequenceQuery.createSequenceQuery(fb, conditionsOffset, patternOffset, unit, samples);
}
